"""Reads the spot prices of crude oil: a file of dates and prices for each grade of oil and each frequency."""

from bongsu.sources.agencies.dated_prices import read

__all__ = ["read"]
