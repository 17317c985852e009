"""Publishers' own files, read as they are: `<agency>/<dataset>.toml` describes one, `<dataset>.py` reads it."""
