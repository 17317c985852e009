"""The Food and Agriculture Organization: FAOSTAT."""
