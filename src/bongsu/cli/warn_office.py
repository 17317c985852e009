"""`bongsu warn acknowledge|act|report|nil|feedback`: the office's part."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bongsu.cli import options
from bongsu.cli.warn_shown import dump, told
from bongsu.cli.warn_write import Number
from bongsu.words import say
from bongsu.words.refusal import WrongUse

if TYPE_CHECKING:
    from bongsu.core.early_warning.feedback import FeedbackSummary

ForOffice = Annotated[
    str | None, typer.Option("--office", metavar="CODE", help="For which office; your only one if not said.")
]
Note = Annotated[str, typer.Option("--note", help="What is done, or was found.")]


part = typer.Typer()


@part.command("acknowledge")
def acknowledge(
    number: Number,
    office: ForOffice = None,
    note: Note = "",
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Confirm that the office has received the warning."""
    from bongsu.cli.warn_acting import opened
    from bongsu.usecases import warn_answer

    place, person, moment = opened(workspace, by, at)
    told(warn_answer.acknowledge(place, number, by=person, at=moment, office=office, note=note), json)


@part.command("act")
def act(
    number: Number,
    office: ForOffice = None,
    note: Note = "",
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Say what the office has begun to do."""
    from bongsu.cli.warn_acting import opened
    from bongsu.usecases import warn_answer

    place, person, moment = opened(workspace, by, at)
    told(warn_answer.act(place, number, by=person, at=moment, office=office, note=note), json)


@part.command("report")
def report(
    number: Number,
    office: ForOffice = None,
    note: Note = "",
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Report what the office did and found."""
    from bongsu.cli.warn_acting import opened
    from bongsu.usecases import warn_answer

    place, person, moment = opened(workspace, by, at)
    told(warn_answer.report(place, number, by=person, at=moment, office=office, note=note), json)


@part.command("nil")
def nil(
    number: Number,
    office: ForOffice = None,
    note: Note = "",
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Report that the office looked and found nothing."""
    from bongsu.cli.warn_acting import opened
    from bongsu.usecases import warn_answer

    place, person, moment = opened(workspace, by, at)
    entry = warn_answer.report(place, number, by=person, at=moment, office=office, note=note, nil=True)
    told(entry, json)


@part.command("feedback")
def feedback(
    number: Annotated[
        str | None, typer.Argument(help="Number of the warning; without it, what all offices said.")
    ] = None,
    label: Annotated[
        str | None, typer.Argument(help="useful, not_useful, too_late or already_known.")
    ] = None,
    office: ForOffice = None,
    note: Note = "",
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Say whether a warning was of use; or show what the offices said, and how many answered."""
    from bongsu.cli.warn_acting import looked, opened
    from bongsu.usecases import warn_answer

    if number is None:
        _show_feedback(warn_answer.feedback_summary(looked(workspace, by)[0]), json)
        return
    if label is None:
        raise WrongUse("LABEL", expected="useful, not_useful, too_late, already_known", found=say("nothing"))
    place, person, moment = opened(workspace, by, at)
    entry = warn_answer.feedback(place, number, label, by=person, at=moment, office=office, note=note)
    told(entry, json)


def _show_feedback(found: dict[str, FeedbackSummary], json: bool) -> None:
    if json:
        dump({"feedback": {name: asdict(each) | {"coverage": each.coverage} for name, each in found.items()}})
        return
    for name, each in found.items():
        labels = ", ".join(f"{label} {count}" for label, count in each.labels.items())
        answered = say("{answered} of {asked} answered", answered=each.answered, asked=each.asked)
        print(f"{name:<14} {answered}: {labels}")
