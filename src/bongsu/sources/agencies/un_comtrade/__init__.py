"""The United Nations: trade as partners report it."""
