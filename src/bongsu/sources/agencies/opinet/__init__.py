"""Opinet of the Korea National Oil Corporation: retail prices of fuel."""
