"""The Bank of Korea: its economic statistics system ECOS."""
