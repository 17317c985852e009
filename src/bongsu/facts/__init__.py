"""The append-only bitemporal ledger: observations, detections, effort, events, intelligence."""
