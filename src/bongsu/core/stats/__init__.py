"""Plain statistics: arrays in, arrays out; knows no word about smuggling."""
