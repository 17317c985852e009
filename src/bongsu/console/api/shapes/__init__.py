"""What the API's answers look like, field by field; tests compare every answer with them."""
