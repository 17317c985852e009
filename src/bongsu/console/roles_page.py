"""Writes docs/roles.md from the table of permissions: `python -m bongsu.console.roles_page`."""

from __future__ import annotations

from pathlib import Path

from bongsu.console.permissions import TABLE
from bongsu.core.early_warning.people import Role

HEAD = """# Who may look at what, and do what

Made from the table in `src/bongsu/console/permissions.py` by `python -m bongsu.console.roles_page`; a test
compares the two. A person may have several roles. "read" is looking at a screen. Whether a move is possible
*here*, in this state and for this office, the use cases decide in their own queries: a field officer sees and
moves only what is addressed to her own offices.

"""


def roles_page() -> str:
    """The page's text."""
    heads = ["screen", "move", *(role.value for role in Role)]
    lines = ["| " + " | ".join(heads) + " |", "|---|---|" + ":-:|" * len(Role)]
    for access in TABLE:
        marks = ["●" if role in access.roles else "" for role in Role]
        lines.append("| " + " | ".join([access.screen, access.move, *marks]) + " |")
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path("docs/roles.md").write_text(roles_page(), encoding="utf-8")
