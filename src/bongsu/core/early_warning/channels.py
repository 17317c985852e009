"""The ways by which goods come, as an early warning names them."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """Where an office looks; the same codes as in the facts."""

    CARGO = "cargo"
    TRAVELLER = "traveller"
    EXPRESS = "express"
    POST = "post"
    VESSEL = "vessel"
    COMPANY_INVESTIGATION = "company_investigation"
