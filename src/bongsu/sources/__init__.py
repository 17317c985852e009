"""The world made into facts: one description and one small function per data set; strict."""
