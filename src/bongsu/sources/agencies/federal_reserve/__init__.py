"""The Board of Governors of the Federal Reserve System: exchange rates."""
