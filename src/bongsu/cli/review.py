"""`bongsu review`: were we right, what should change, who decided and who signed."""

from __future__ import annotations

import json as json_
import re
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bongsu.cli import options
from bongsu.words import say
from bongsu.words.refusal import WrongUse


def review(
    subject: Annotated[
        str | None, typer.Argument(metavar="ITEM|R-000001", help="An item, or a review that is stored.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All items together.")] = False,
    listing: Annotated[bool, typer.Option("--list", help="List the stored reviews.")] = False,
    as_of: options.AsOf = None,
    decide: Annotated[
        list[str] | None,
        typer.Option("--decide", metavar="MEASURE[=SUBJECT]", help="Decide on a stored review; repeatable."),
    ] = None,
    sign: Annotated[bool, typer.Option("--sign", help="Sign what somebody else decided.")] = False,
    refuse: Annotated[bool, typer.Option("--refuse", help="Refuse to sign it.")] = False,
    reason: Annotated[str, typer.Option("--reason", help="Why; it is kept and shown.")] = "",
    valid_from: Annotated[
        str | None, typer.Option("--valid-from", metavar="DATE", help="First as-of day for which it holds.")
    ] = None,
    by: options.By = None,
    at: options.At = None,
    workspace: options.Workspace = Path(),
    json: options.Json = False,
) -> None:
    """The review of an item or of all: accuracy, indicators, what is proposed; decisions and signatures."""
    from bongsu.usecases.workspace import Workspace

    place = Workspace.open(workspace)
    now = options.decided_at(at, place.settings.time_zone)
    if listing:
        found: dict[str, Any] = {"reviews": _stored(place)}
    elif subject and re.fullmatch(r"R-\d+", subject):
        found = _on_stored(
            place,
            subject,
            decide or [],
            sign=sign,
            refuse=refuse,
            reason=reason,
            valid_from=valid_from,
            by=by,
            now=now,
        )
    else:
        found = _gathered(place, subject, every, as_of, now)
    if json:
        print(json_.dumps(found, ensure_ascii=False, allow_nan=False, default=str))
        return
    from bongsu.reports.review import print_review

    print_review(found)


def _gathered(place: Any, item: str | None, every: bool, as_of: str | None, now: datetime) -> dict[str, Any]:
    from bongsu.usecases.review_decisions import gather_review

    if (item is None) == (not every):
        raise WrongUse("bongsu review", expected=say("an item, or --all"), found=item or say("none"))
    if as_of is None:
        raise WrongUse(
            "bongsu review",
            expected=say("--as-of DATE"),
            todo=say("The day is never guessed: give the last day whose knowledge counts."),
        )
    return gather_review(
        place,
        item,
        as_of=options.day(as_of, "--as-of"),
        actor=options.actor(),
        now=now,
        progress=options.progress(),
    )


def _on_stored(
    place: Any,
    name: str,
    measures: list[str],
    *,
    sign: bool,
    refuse: bool,
    reason: str,
    valid_from: str | None,
    by: str | None,
    now: datetime,
) -> dict[str, Any]:
    from bongsu.records import reviews
    from bongsu.usecases import review_decisions
    from bongsu.usecases.acting import acting_person

    person = acting_person(place, options.account(by)) if measures or sign or refuse else None
    if person is None:
        from bongsu.usecases.record_assessment import open_records

        open_records(place)
        return _document(reviews.get(name))
    if measures:
        if valid_from is None:
            raise WrongUse("bongsu review", expected="--valid-from", found=say("not given"))
        first = options.day(valid_from, "--valid-from")
        return _document(
            review_decisions.decide(
                place, name, measures, reason=reason, valid_from=first, by=person, now=now
            )
        )
    return _document(review_decisions.sign(place, name, agreed=not refuse, reason=reason, by=person, now=now))


def _stored(place: Any) -> list[dict[str, Any]]:
    from bongsu.records import reviews
    from bongsu.usecases.record_assessment import open_records

    open_records(place)
    return [{**_document(each), "panels": None, "proposals": None} for each in reviews.listing()]


def _document(entry: Any) -> dict[str, Any]:
    from bongsu.usecases.gather_review import whole_document

    return whole_document(entry)
