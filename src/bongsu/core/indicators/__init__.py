"""What do the raw series say? Formulas over series, calendars."""
