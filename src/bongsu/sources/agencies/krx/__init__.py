"""The Korea Exchange: gold."""
