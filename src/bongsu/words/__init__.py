"""One catalogue of words for every surface: Korean first, English complete."""
