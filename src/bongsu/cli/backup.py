"""`bongsu backup`: the whole workspace in one checked file."""

from __future__ import annotations

import json as json_
from pathlib import Path
from typing import Annotated

import typer

from bongsu.cli import options
from bongsu.words import say


def backup(
    file: Annotated[Path, typer.Argument(help="The file to be made, e.g. bongsu-2005-06-13.tar.gz.")],
    with_secret: Annotated[
        bool, typer.Option("--with-secret", help="Also the key that seals addresses.")
    ] = False,
    workspace: options.Workspace = Path(),
    json: options.Json = False,
) -> None:
    """Put the whole workspace into one file, while others go on working."""
    from datetime import UTC, datetime

    from bongsu.usecases.backup import backup as run
    from bongsu.usecases.workspace import Workspace

    made = run(Workspace.open(workspace), file, now=datetime.now(UTC), with_secret=with_secret)
    if json:
        print(json_.dumps({**made, "file": str(file)}, ensure_ascii=False))
        return
    print(say("{file}: {count} files.", file=file, count=len(made["files"])))
    if not with_secret:
        print(say("bongsu.secret is not in it: keep it apart, or sealed addresses cannot be read again."))
