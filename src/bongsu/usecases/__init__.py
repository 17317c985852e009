"""One file a verb: reads the ledger, calls the core, writes the records."""
