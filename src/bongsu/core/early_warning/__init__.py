"""Who must be told, and what have we said already?"""
