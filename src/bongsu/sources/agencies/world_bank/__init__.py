"""The World Bank: commodity prices."""
