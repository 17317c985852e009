"""Who acts on a warning and when: the options --by and --at of every `bongsu warn` command."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bongsu.cli import options

if TYPE_CHECKING:
    from bongsu.core.early_warning.people import Person
    from bongsu.usecases.workspace import Workspace


def opened(folder: Path, by: str | None, at: str | None) -> tuple[Workspace, Person, datetime]:
    """The workspace, the person who acts, and the moment; raises Refusal."""
    from bongsu.usecases.acting import acting_person
    from bongsu.usecases.workspace import Workspace

    place = Workspace.open(folder)
    moment = options.decided_at(at, place.settings.time_zone)
    return place, acting_person(place, options.account(by)), moment


def looked(folder: Path, by: str | None) -> tuple[Workspace, Person | None]:
    """The workspace, and who looks; nobody named: whoever has the files before them, who sees it all."""
    from bongsu.usecases.acting import acting_person
    from bongsu.usecases.workspace import Workspace

    place = Workspace.open(folder)
    name = by or os.environ.get("BONGSU_PERSON")
    return place, acting_person(place, name) if name else None
