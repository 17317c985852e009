"""Decisions: assessments, warnings, settings, audit. A Django app."""
