"""`bongsu doctor`: is this installation well, and what is to be done?"""

from __future__ import annotations

from pathlib import Path

import typer

from bongsu.cli import options
from bongsu.words import say

MARKS = {"ok": "✓", "warn": "△", "fail": "✗"}


def doctor(workspace: options.Workspace = Path(), json: options.Json = False) -> None:
    """Look at every part of this installation; ends with 1 if one of them fails."""
    from datetime import UTC, datetime

    from bongsu.console.assets.folder import built_folder
    from bongsu.usecases.doctor import examine

    findings = examine(workspace, now=datetime.now(UTC), built=built_folder())
    if json:
        import json as json_
        from dataclasses import asdict

        verdicts = [finding.verdict for finding in findings]
        worst = next(verdict for verdict in ("fail", "warn", "ok") if verdict in verdicts)
        found = {"verdict": worst, "findings": [asdict(finding) for finding in findings]}
        print(json_.dumps(found, ensure_ascii=False))
    else:
        words = {"ok": say("ok"), "warn": say("warning"), "fail": say("failure")}
        for finding in findings:
            print(f"{MARKS[finding.verdict]} {words[finding.verdict]}  {finding.part}: {finding.found}")
            if finding.todo and finding.verdict != "ok":
                print(f"     → {finding.todo}")
    if any(finding.verdict == "fail" for finding in findings):
        raise typer.Exit(1)
