"""Import declarations of any size: a mapping says what the columns mean, and rows are summed as they pass."""
