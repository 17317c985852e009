"""bongsu (봉수): smuggling trend management and early warning, in five grades."""

__version__ = "0.1.0"
