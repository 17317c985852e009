"""Telling people: messages go from the outbox to mail, webhooks and chat."""
