"""`bongsu bench`: speed against peers, both sides in one run."""

from __future__ import annotations

import json as json_
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from bongsu.cli import options
from bongsu.words import say

if TYPE_CHECKING:
    from bongsu.usecases.bench import Line


def bench(
    quick: Annotated[
        bool, typer.Option("--quick", help="Less of everything, in well under a minute.")
    ] = False,
    full: Annotated[bool, typer.Option("--full", help="Also 10,000 items in one process.")] = False,
    json: options.Json = False,
) -> None:
    """Measure speed against peers, both sides in one run; ends with 1 if two sides disagree."""
    from bongsu.usecases import bench as measures

    size = measures.QUICK if quick else measures.FULL if full else measures.USUAL
    lines = measures.bench(size, progress=_told if sys.stderr.isatty() else None)
    if json:
        print(json_.dumps({"rows": [document(line) for line in lines]}, ensure_ascii=False, allow_nan=False))
    else:
        print(table(lines))
    if not all(line.same for line in lines):
        print(
            say("Two sides did not compute the same numbers; see the column of differences."), file=sys.stderr
        )
        raise typer.Exit(1)


def _told(part: str) -> None:
    print(say("measuring: {part}", part=part), file=sys.stderr, flush=True)


def document(line: Line) -> dict[str, object]:
    """One measurement as `--json` prints it; seconds are for one of what `what` names."""
    difference = line.difference
    return {
        "part": line.part,
        "what": line.what,
        "seconds": line.seconds,
        "peer": line.peer or None,
        "peer_seconds": line.peer_seconds,
        "ratio": line.ratio,
        "difference": difference if difference is None or difference != float("inf") else None,
        "same": line.same,
        "note": line.note or None,
    }


def table(lines: list[Line]) -> str:
    """The measurements as a Markdown table."""
    head = (
        say("part"), say("what"), say("bongsu"), say("peer"), say("the peer's time"), say("ratio"),
        say("largest difference"), say("note"),
    )  # fmt: skip
    rows = [head, tuple("---" for _ in head)]
    for line in lines:
        ratio = line.ratio
        rows.append(
            (
                line.part,
                line.what,
                duration(line.seconds),
                line.peer,
                "" if line.peer_seconds is None else duration(line.peer_seconds),
                "" if ratio is None else f"{ratio:,.0f} ×" if ratio >= 10 else f"{ratio:.1f} ×",
                "" if line.difference is None else f"{line.difference:.0e}",
                line.note,
            )
        )
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def duration(seconds: float) -> str:
    """A duration to three digits in the unit that suits it.

    >>> duration(0.0000123), duration(0.25), duration(31.0)
    ('12.3 µs', '250 ms', '31 s')
    """
    for unit, scale in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= scale:
            return f"{seconds / scale:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"
