"""A public compilation of the Korean gold price, the world price and the premium."""
