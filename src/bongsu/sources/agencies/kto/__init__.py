"""The Korea Tourism Organization: visitors by nationality."""
