"""The desk: what analysts and field officers see and do in a browser."""
