"""The U.S. Census Bureau: trade."""
