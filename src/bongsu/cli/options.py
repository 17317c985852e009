"""Options that several commands share, and how their texts become dates, periods and progress lines."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bongsu.words import say
from bongsu.words.refusal import WrongUse

if TYPE_CHECKING:
    from bongsu.core.panel.periods import Period

Workspace = Annotated[
    Path, typer.Option("--workspace", "-w", envvar="BONGSU_WORKSPACE", help="The workspace's folder.")
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout and nothing else.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="As known at the end of this day.")]
AsRecorded = Annotated[
    str | None,
    typer.Option("--as-recorded", metavar="TIMESTAMP", help="As this installation held at this moment."),
]
Method = Annotated[str | None, typer.Option("--method", help="level-bma, history, 2005, persistence, …")]

By = Annotated[
    str | None,
    typer.Option(
        "--by", metavar="NAME", envvar="BONGSU_PERSON", help="The account that acts; yours if not said."
    ),
]


def account(by: str | None) -> str:
    """The name of the account that acts: `--by`, else that of the person at this machine."""
    return by or actor().removeprefix("cli:")


def day(text: str, option: str) -> date:
    """The date an option gives; raises WrongUse."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUse(option, expected=say("a date such as 2005-05-31"), found=text) from None


def period(text: str, option: str) -> Period:
    """The period an option gives; raises WrongUse."""
    from bongsu.core.panel.periods import Period

    try:
        return Period.parse(text)
    except ValueError:
        expected = say("a period such as 2005-05, 2005-W22 or 2005-Q2")
        raise WrongUse(option, expected=expected, found=text) from None


def moment(text: str | None, option: str) -> datetime | None:
    """The moment an option gives, in UTC where it names no zone; raises WrongUse."""
    if text is None:
        return None
    from datetime import UTC

    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise WrongUse(option, expected=say("a moment such as 2005-06-13T09:00"), found=text) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


At = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="MOMENT",
        help="When it is decided, e.g. 2005-06-13T09:00, where the workspace is; now if not said.",
    ),
]


def decided_at(text: str | None, time_zone: str) -> datetime:
    """The moment of a decision, in the workspace's time zone where it names none; now where it is not given.

    Raises:
        WrongUse: it cannot be read, or lies in the future.
    """
    from datetime import UTC
    from zoneinfo import ZoneInfo

    now = datetime.now(UTC)
    if text is None:
        return now
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise WrongUse("--at", expected=say("a moment such as 2005-06-13T09:00"), found=text) from None
    found = found if found.tzinfo else found.replace(tzinfo=ZoneInfo(time_zone))
    if found > now:
        raise WrongUse("--at", expected=say("a moment that is past"), found=text)
    return found


def assessed_at(text: str | None, time_zone: str, *, as_of: date) -> datetime:
    """The moment at which an assessment is made: not before the day whose knowledge it rests on.

    Raises:
        WrongUse: it cannot be read, lies in the future, or on an earlier day than `as_of`.
    """
    from zoneinfo import ZoneInfo

    found = decided_at(text, time_zone)
    if text is not None and found.astimezone(ZoneInfo(time_zone)).date() < as_of:
        raise WrongUse(
            "--at", expected=say("a moment not before {day}, whose knowledge counts", day=as_of), found=text
        )
    return found


def actor() -> str:
    """Who is at the command line, as the audit log names them."""
    try:
        return f"cli:{getpass.getuser()}"
    except (KeyError, OSError):
        return "cli"


def progress(enabled: bool = True) -> Callable[[str, int, int], None] | None:
    """A progress line on stderr where a person is watching."""
    if not enabled or not sys.stderr.isatty():
        return None

    def show(what: str, done: int, whole: int) -> None:
        end = "\n" if done == whole else ""
        print(f"\r\033[K{what} {done}/{whole}", end=end, file=sys.stderr, flush=True)

    return show
