"""The International Monetary Fund: commodity prices."""
