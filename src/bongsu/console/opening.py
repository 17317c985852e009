"""Opens the console over a workspace: the records' tables and its own, and everything that browsers load."""

from __future__ import annotations

from bongsu import records
from bongsu.console.assets.build import build_assets
from bongsu.console.configuration import Door, desk_settings
from bongsu.usecases.workspace import Workspace


def open_console(workspace: Workspace, door: Door) -> None:
    """Points this process at the workspace with all that the console needs; afterwards its URLs answer."""
    build_assets()
    records.setup(
        workspace.database,
        language=workspace.settings.language,
        time_zone=workspace.settings.time_zone,
        desk=desk_settings(workspace.folder.absolute(), door),
    )
