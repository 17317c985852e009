"""The ledger of facts."""
