"""Eurostat: Comext."""
