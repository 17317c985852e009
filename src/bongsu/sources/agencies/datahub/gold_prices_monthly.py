"""Reads the long monthly table of the gold price."""

from bongsu.sources.agencies.dated_prices import read

__all__ = ["read"]
