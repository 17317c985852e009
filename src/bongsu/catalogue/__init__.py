"""Items, indicators, offices, sources and grades, read strictly from TOML."""
