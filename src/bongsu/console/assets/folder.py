"""Where what is built for browsers lives."""

from __future__ import annotations

import os
from pathlib import Path


def assets_folder() -> Path:
    """BONGSU_ASSETS, or a folder beside this package; nothing in it is kept in the repository."""
    given = os.environ.get("BONGSU_ASSETS")
    return Path(given) if given else Path(__file__).parents[1] / "built"


def built_folder() -> Path:
    """Fonts, chart bundle, style sheet and mark, as made."""
    return assets_folder() / "made"


def static_root() -> Path:
    """Everything with hashed names and compressed, as served."""
    return assets_folder() / "served"
