"""The mark of bongsu: five beacons on a ridge, for the heads of documents and screens."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def mark_svg() -> str:
    """The mark as a complete SVG picture, 96 × 40; one ink, since it says no grade."""
    return files(__package__).joinpath("beacons.svg").read_text(encoding="utf-8")
