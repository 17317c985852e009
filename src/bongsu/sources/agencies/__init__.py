"""Publishers' own files as they are: `<agency>/<dataset>.toml` describes one, `<dataset>.py` reads it."""
