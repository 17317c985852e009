"""Open tables kept by the DataHub core data sets."""
