"""What browsers load, made at set-up: fonts in slices, chart bundle, style sheet; hashed and compressed."""
