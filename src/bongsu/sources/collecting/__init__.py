"""Asking agencies over the network: keys kept out of sight, quotas kept, answers held to their word."""
