"""`bongsu init`: a new workspace from a pack."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from bongsu.words import say


def init(
    directory: Annotated[Path, typer.Argument(help="Folder of the new workspace.")],
    pack: Annotated[str, typer.Option(help="Catalogue to begin with: kr-2005, empty, …")] = "empty",
) -> None:
    """Make a new workspace: settings, a catalogue, and folders for facts, raw files and reports."""
    from bongsu.usecases.workspace import Workspace

    workspace = Workspace.create(directory, pack=pack)
    catalogue = workspace.catalogue
    print(
        say(
            "{folder}: a workspace from the pack {pack}, with {items} items, {indicators} indicators and "
            "{offices} offices.",
            folder=directory,
            pack=pack,
            items=len(catalogue.items),
            indicators=len(catalogue.indicators),
            offices=len(catalogue.offices),
        )
    )
    for path in sorted(path for path in directory.rglob("*") if path.is_file()):
        print(f"  {path.relative_to(directory).as_posix()}")
    if not catalogue.items:
        print(say("Next: describe your items in {file}.", file=workspace.catalogue_folder / "items.toml"))
    print(say("Next: {command}", command=f"bongsu load FILE… --workspace {shlex.quote(str(directory))}"))
