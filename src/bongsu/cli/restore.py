"""`bongsu restore`: a workspace made again from its backup."""

from __future__ import annotations

import json as json_
from pathlib import Path
from typing import Annotated

import typer

from bongsu.cli import options
from bongsu.words import say


def restore(
    file: Annotated[Path, typer.Argument(help="A file made by bongsu backup.")],
    folder: Annotated[Path, typer.Argument(help="The new workspace's folder.")],
    json: options.Json = False,
) -> None:
    """Make the workspace of a backup again in an empty folder, every file checked, and the audit log too."""
    from bongsu import records
    from bongsu.records import audit
    from bongsu.usecases.backup import restore as run
    from bongsu.usecases.record_assessment import open_records
    from bongsu.usecases.workspace import Workspace

    made = run(file, folder)
    open_records(Workspace.open(folder))
    report = audit.verify()
    records.close()
    if json:
        told = {"folder": str(folder), "made_at": made["made_at"], "files": len(made["files"])}
        print(json_.dumps({**told, "audit_ok": report.ok, "lines": report.lines}, ensure_ascii=False))
    else:
        print(
            say(
                "{folder}: {count} files as of {at}.",
                folder=folder,
                count=len(made["files"]),
                at=made["made_at"],
            )
        )
        print(
            say("The audit log is whole: {lines} lines.", lines=report.lines)
            if report.ok
            else say("The audit log is broken: {why}.", why=report.why)
        )
    raise typer.Exit(0 if report.ok else 1)
