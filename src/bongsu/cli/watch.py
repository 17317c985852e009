"""`bongsu watch`: tripwires, the fast clock beside the monthly grade."""

from __future__ import annotations

import json as json_
from pathlib import Path
from typing import Annotated, Any

import typer

from bongsu.cli import options
from bongsu.words import say
from bongsu.words.refusal import WrongUse

app = typer.Typer(no_args_is_help=True, help="Tripwires: the daily and weekly watch.")


@app.callback()
def group() -> None:
    """Tripwires: notices at a promised rate of false ones, a person's verdict on each, their record."""


@app.command("run")
def run(
    workspace: options.Workspace = Path(),
    as_of: options.AsOf = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help="Notices of later days; else since the last run."),
    ] = None,
    json: options.Json = False,
) -> None:
    """Run every tripwire on what was known on a day, and keep the notices that are new."""
    from datetime import UTC, datetime

    from bongsu.usecases.watch import notice_document, run_watch
    from bongsu.usecases.workspace import Workspace

    if as_of is None:
        raise WrongUse(
            "bongsu watch run",
            expected=say("--as-of DATE"),
            todo=say("The day is never guessed: give the last day whose knowledge counts."),
        )
    place = Workspace.open(workspace)
    report = run_watch(
        place,
        as_of=options.day(as_of, "--as-of"),
        since=options.day(since, "--since") if since else None,
        actor=options.actor(),
        now=datetime.now(UTC),
        progress=options.progress(),
    )
    told = [notice_document(place.catalogue, each) for each in report.raised]
    if json:
        head = {"since": report.since.isoformat(), "as_of": report.as_of.isoformat()}
        print(json_.dumps({**head, "watched": report.watched, "notices": told}, ensure_ascii=False))
        return
    mute = [code for code, watched in report.watched.items() if watched is None]
    print(
        say(
            "{wires} tripwires watched from {since} to {as_of}: {count} new notices.",
            wires=len(report.watched) - len(mute),
            since=report.since,
            as_of=report.as_of,
            count=len(told),
        )
    )
    if mute:
        print(say("Too little is known to watch: {wires}.", wires=", ".join(mute)))
    for each in told:
        _show(each)


@app.command("list")
def listing(
    workspace: options.Workspace = Path(),
    item: Annotated[str | None, typer.Option("--item", help="Only of this item.")] = None,
    unanswered: Annotated[
        bool, typer.Option("--unanswered", help="Only those that nobody has judged.")
    ] = False,
    json: options.Json = False,
) -> None:
    """The notices, the newest first, with their reasons and verdicts."""
    from bongsu.usecases.watch import list_notices
    from bongsu.usecases.workspace import Workspace

    found = list_notices(Workspace.open(workspace), item=item, unanswered=unanswered)
    if json:
        print(json_.dumps({"notices": found}, ensure_ascii=False))
        return
    if not found:
        print(say("No notice."))
    for each in found:
        _show(each)


@app.command("verdict")
def verdict(
    number: Annotated[int, typer.Argument(metavar="N", help="The notice's number.")],
    judgement: Annotated[str, typer.Argument(metavar="VERDICT", help="noise, watch or draft.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; it is kept.")],
    workspace: options.Workspace = Path(),
    by: options.By = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Judge a notice: noise, watch, or draft a warning; kept with who, when and why."""
    from bongsu.cli.warn_acting import opened
    from bongsu.core.early_warning.tentative import VerdictOnNotice
    from bongsu.usecases.watch import judge

    known = [each.value for each in VerdictOnNotice]
    if judgement not in known:
        raise WrongUse("VERDICT", expected=", ".join(known), found=judgement)
    place, person, moment = opened(workspace, by, at)
    told = judge(place, number, VerdictOnNotice(judgement), reason=reason, by=person, now=moment)
    if json:
        print(json_.dumps(told, ensure_ascii=False))
    else:
        _show(told)


@app.command("grades")
def grades(
    workspace: options.Workspace = Path(), as_of: options.AsOf = None, json: options.Json = False
) -> None:
    """The monthly official and the weekly tentative grade of every item side by side."""
    from bongsu.usecases.watch import side_by_side
    from bongsu.usecases.workspace import Workspace
    from bongsu.words.tripwires import tentative_words

    found = side_by_side(Workspace.open(workspace), options.day(as_of, "--as-of") if as_of else None)
    if json:
        print(json_.dumps({"items": found}, ensure_ascii=False))
        return
    for each in found:
        print(f"{each['item']:<16} {tentative_words(each)}")


@app.command("record")
def record(workspace: options.Workspace = Path(), json: options.Json = False) -> None:
    """How each tripwire did: verdicts, precision, confirmed by the grades, days between notices."""
    from bongsu.usecases.watch import track_record
    from bongsu.usecases.workspace import Workspace

    found = track_record(Workspace.open(workspace))
    if json:
        print(json_.dumps({"tripwires": found}, ensure_ascii=False))
        return
    for each in found:
        precision = "–" if each["precision"] is None else f"{each['precision']:.0%}"
        print(
            say(
                "{wire}: {count} notices in {days} days watched; noise {noise}, watch {watch}, "
                "draft {draft}, unanswered {unanswered}; precision {precision}; "
                "confirmed {confirmed} of {closed}.",
                wire=each["tripwire"],
                count=each["notices"],
                days=f"{each['watched_days']:.0f}",
                noise=each["noise"],
                watch=each["watch"],
                draft=each["draft"],
                unanswered=each["unanswered"],
                precision=precision,
                confirmed=each["confirmed"],
                closed=each["closed"],
            )
        )


def _show(told: dict[str, Any]) -> None:
    from bongsu.words.tripwires import outcome_word, verdict_on_notice_word

    outcomes = ", ".join(f"{item} {outcome_word(outcome)}" for item, outcome in told["outcomes"].items())
    word = verdict_on_notice_word(told["verdict"])
    print(f"{told['notice']}  {told['day']}  {told['tripwire']}  [{word}]")
    print(f"    {told['sentence']}")
    if outcomes:
        print(f"    {outcomes}")
    for each in told["verdicts"]:
        word = verdict_on_notice_word(each["verdict"])
        print(f"    {each['at'][:10]} {each['by']}: {word} — {each['reason']}")
