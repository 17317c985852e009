"""FRED and ALFRED of the Federal Reserve Bank of St. Louis: economic series with their vintages."""
