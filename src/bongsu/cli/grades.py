"""`bongsu grades`: preview and decide the settings of the grades; override a grade for a while."""

from __future__ import annotations

import json as json_
from pathlib import Path
from typing import Annotated, Any

import typer

from bongsu.cli import options
from bongsu.cli.recalibrate import recalibrate
from bongsu.words import say
from bongsu.words.refusal import WrongUse

app = typer.Typer(no_args_is_help=True, help="The grades: preview settings, decide them, override a grade.")

Cuts = Annotated[
    str | None,
    typer.Option("--cuts", metavar="P,P,P,P", help="Probabilities from which grades 2 to 5 are entered."),
]
Budget = Annotated[
    str | None,
    typer.Option("--budget", metavar="S,S,S,S,S", help="Shares of months at grades 1 to 5, or none."),
]
Dwell = Annotated[
    int | None, typer.Option("--dwell", metavar="N", help="Quieter periods before a grade is released.")
]
Reason = Annotated[str, typer.Option("--reason", help="Why; it is kept and shown.")]


app.command("recalibrate")(recalibrate)


@app.callback()
def group() -> None:
    """The grades: settings with a preview, and overrides with a reason and an end."""


@app.command("preview")
def preview(
    workspace: options.Workspace = Path(),
    cuts: Cuts = None,
    budget: Budget = None,
    dwell: Dwell = None,
    as_of: options.AsOf = None,
    assessment: Annotated[
        str | None, typer.Option("--assessment", metavar="ID", help="The latest one if not named.")
    ] = None,
    json: options.Json = False,
) -> None:
    """What the last three years would have been with other settings, without a refit."""
    from bongsu.usecases.preview_grades import preview_stored
    from bongsu.usecases.workspace import Workspace

    found = preview_stored(
        Workspace.open(workspace),
        assessment,
        as_of=options.day(as_of, "--as-of") if as_of else None,
        cuts=_numbers(cuts, "--cuts"),
        budget=_budget(budget),
        dwell=dwell,
    )
    if json:
        print(json_.dumps(found, ensure_ascii=False, allow_nan=False))
        return
    for panel in found["panels"]:
        _print_panel(found, panel)


@app.command("set")
def decide(
    reason: Reason,
    valid_from: Annotated[
        str, typer.Option("--valid-from", metavar="DATE", help="First as-of day for which it holds.")
    ],
    workspace: options.Workspace = Path(),
    cuts: Cuts = None,
    budget: Budget = None,
    dwell: Dwell = None,
    json: options.Json = False,
) -> None:
    """Decide cuts, budget or dwell from a day on: a new version, with its line in the audit log."""
    from datetime import UTC, datetime

    from bongsu.usecases.grade_rules import decide_rule
    from bongsu.usecases.record_assessment import open_records
    from bongsu.usecases.workspace import Workspace

    open_records(Workspace.open(workspace))
    versions = decide_rule(
        cuts=_numbers(cuts, "--cuts"),
        budget=_budget(budget),
        dwell=dwell,
        valid_from=options.day(valid_from, "--valid-from"),
        actor=options.actor(),
        reason=reason,
        now=datetime.now(UTC),
    )
    if json:
        print(json_.dumps({"decided": versions, "valid_from": valid_from}, ensure_ascii=False))
        return
    for name, version in versions.items():
        print(say("{name}: version {version}, from {day}", name=name, version=version, day=valid_from))


@app.command("challengers")
def challengers(
    reason: Reason,
    valid_from: Annotated[
        str, typer.Option("--valid-from", metavar="DATE", help="First as-of day for which it holds.")
    ],
    method: Annotated[
        list[str] | None, typer.Option("--method", help="A method to run beside the champion; repeatable.")
    ] = None,
    by: options.By = None,
    workspace: options.Workspace = Path(),
    json: options.Json = False,
) -> None:
    """Which methods run beside the one that grades, from a day on; none where none is named."""
    from datetime import UTC, datetime

    from bongsu.usecases.acting import acting_person
    from bongsu.usecases.review_decisions import decide_challengers
    from bongsu.usecases.workspace import Workspace

    person = acting_person(Workspace.open(workspace), options.account(by))
    decided = decide_challengers(
        method or [],
        valid_from=options.day(valid_from, "--valid-from"),
        reason=reason,
        by=person,
        now=datetime.now(UTC),
    )
    if json:
        print(json_.dumps({"challengers": decided, "valid_from": valid_from}, ensure_ascii=False))
        return
    print(", ".join(decided) or say("none"))


@app.command("show")
def show(
    as_of: Annotated[str, typer.Option("--as-of", metavar="DATE", help="On which day.")],
    workspace: options.Workspace = Path(),
    json: options.Json = False,
) -> None:
    """The settings in force on a day, and who decided them."""
    from bongsu.records.settings_versions import settings_at
    from bongsu.usecases.calibrations import SETTING, each_in_force
    from bongsu.usecases.grade_rules import rule_document, rule_in_force
    from bongsu.usecases.record_assessment import open_records
    from bongsu.usecases.workspace import Workspace

    place = Workspace.open(workspace)
    day = options.day(as_of, "--as-of")
    open_records(place)
    rule = rule_document(rule_in_force(place.catalogue.grades, day))
    decided = [
        {
            "name": each.name,
            "version": each.version,
            "value": each.value,
            "valid_from": each.valid_from.isoformat() if each.valid_from else None,
            "decided_by": each.decided_by,
            "reason": each.reason,
        }
        for each in (
            *(found for name, found in settings_at(day).items() if name != SETTING),
            *each_in_force(day),
        )
    ]
    if json:
        print(json_.dumps({"rule": rule, "decided": decided}, ensure_ascii=False))
        return
    for name, value in rule.items():
        print(f"{name:<8} {value}")
    for each in decided:
        if each["version"]:
            print(
                say(
                    "{name}: version {version} from {day}, decided by {who}: {reason}",
                    name=_setting(each),
                    version=each["version"],
                    day=each["valid_from"],
                    who=each["decided_by"],
                    reason=each["reason"],
                )
            )


@app.command("override")
def override(
    item: Annotated[str, typer.Argument(help="Code of the item, e.g. gold.")],
    reason: Reason,
    grade: Annotated[int | None, typer.Option("--grade", metavar="1-5", help="The analyst's grade.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="Last day it holds.")] = None,
    first_day: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day it holds; today if not said.")
    ] = None,
    end: Annotated[bool, typer.Option("--end", help="End the override that holds.")] = False,
    at: options.At = None,
    workspace: options.Workspace = Path(),
    json: options.Json = False,
) -> None:
    """An analyst's own grade beside the model's, with a reason and a last day; or the end of one."""
    from zoneinfo import ZoneInfo

    from bongsu.usecases.override_grade import end_override, override_grade
    from bongsu.usecases.workspace import Workspace

    place = Workspace.open(workspace)
    now = options.decided_at(at, place.settings.time_zone)
    today = now.astimezone(ZoneInfo(place.settings.time_zone)).date()
    day = options.day(first_day, "--from") if first_day else today
    if end:
        found = end_override(place, item, reason=reason, day=day, actor=options.actor(), now=now)
    elif grade is None or until is None:
        raise WrongUse("bongsu grades override", expected="--grade, --until", found=say("not given"))
    else:
        found = override_grade(
            place,
            item,
            grade,
            reason=reason,
            first_day=day,
            until=options.day(until, "--until"),
            actor=options.actor(),
            now=now,
        )
    print(json_.dumps(found, ensure_ascii=False) if json else _line(found))


@app.command("overrides")
def overrides(
    workspace: options.Workspace = Path(),
    item: Annotated[str | None, typer.Option("--item", help="Only of this item.")] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="Only those that hold on this day.")
    ] = None,
    record: Annotated[
        bool, typer.Option("--record", help="What followed each, as known on --as-of, and who was nearer.")
    ] = False,
    json: options.Json = False,
) -> None:
    """Every override decided, the newest first; with --record how they fared against the model."""
    from bongsu.usecases.override_grade import list_overrides
    from bongsu.usecases.workspace import Workspace

    if record:
        _show_record(workspace, as_of, json)
        return
    day = options.day(as_of, "--as-of") if as_of else None
    found = list_overrides(Workspace.open(workspace), item=item, day=day)
    if json:
        print(json_.dumps({"overrides": found}, ensure_ascii=False))
        return
    if not found:
        print(say("No override."))
    for each in found:
        print(_line(each))


def _show_record(workspace: Path, as_of: str | None, json: bool) -> None:
    from bongsu.usecases.override_record import override_record
    from bongsu.usecases.workspace import Workspace

    if as_of is None:
        raise WrongUse("--record", expected="--as-of DATE", found=say("not given"))
    found = override_record(Workspace.open(workspace), as_of=options.day(as_of, "--as-of"))
    if json:
        print(json_.dumps(found, ensure_ascii=False, allow_nan=False))
        return
    words = {"analyst": say("the analyst was nearer"), "model": say("the model was nearer")}
    for each in found["overrides"]:
        print(f"{_line(each)}  → {words.get(each['nearer'], say('not decided'))}")
    told = found["record"]
    print(
        say(
            "Nearer to what followed: analyst {analyst}, model {model}; not decided {undecided}.",
            analyst=told["analyst_nearer"],
            model=told["model_nearer"],
            undecided=told["undecided"],
        )
    )
    if told["p_value"] is not None:
        print(say("Sign test, both equally often: p = {p}.", p=f"{told['p_value']:.2f}"))


def _setting(decided: dict[str, Any]) -> str:
    value = decided["value"]
    return f"{decided['name']} {value['method']}" if isinstance(value, dict) else str(decided["name"])


def _line(entry: dict[str, Any]) -> str:
    if entry["grade"] is None:
        told = say("the model's grade stands again")
    elif entry["model_grade"] is None:
        told = say("grade {grade}", grade=entry["grade"])
    else:
        told = say("grade {grade}, model {model}", grade=entry["grade"], model=entry["model_grade"])
    days = f"{entry['from']} – {entry['until']}"
    return f"{entry['override']}  {entry['item']:<14} {told}  {days}  {entry['reason']}"


def _numbers(text: str | None, option: str) -> list[float] | None:
    if text is None:
        return None
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise WrongUse(option, expected=say("numbers with commas between, e.g. .2,.34"), found=text) from None


def _budget(text: str | None) -> list[float] | None:
    return [] if text == "none" else _numbers(text, "--budget")


def _print_panel(found: dict[str, Any], panel: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    from bongsu.words.grades import grade_word

    print(
        say(
            "{first} to {last}, on the probabilities of {name} (method {method}); nothing was refitted.",
            first=panel["from"],
            last=panel["to"],
            name=found["assessment"],
            method=found["method"],
        )
    )
    table = Table(title=say("Item-periods at each grade, and new warnings a year if action begins there"))
    for title in (say("grade"), say("in force"), say("proposed"), say("warnings now"), say("warnings then")):
        table.add_column(title, justify="left" if title == say("grade") else "right")
    now, then = panel["in_force"], panel["proposed"]
    for grade in range(1, 6):
        rates = [side["warnings"][grade - 2] if grade > 1 else None for side in (now, then)]
        counts = [str(side["item_periods"][str(grade)]) for side in (now, then)]
        table.add_row(f"{grade} {grade_word(grade)}", *counts, *(_rate(rate) for rate in rates))
    Console().print(table)
    print(
        say(
            "Grade changes: {now} → {then}; taken back a period later: {back} → {then_back}.",
            now=now["changes"],
            then=then["changes"],
            back=now["reversals"],
            then_back=then["reversals"],
        )
    )
    for each in panel["items"]:
        if each["latest"] != each["latest_proposed"] or each["differing"]:
            print(
                say(
                    "{item}: now {now}, then {then}; {count} periods differ.",
                    item=each["item"],
                    now=each["latest"],
                    then=each["latest_proposed"],
                    count=each["differing"],
                )
            )


def _rate(rate: dict[str, Any] | None) -> str:
    if rate is None or rate["a_year"] is None:
        return ""
    return f"{rate['a_year']:.1f} ({rate['low']:.1f}–{rate['high']:.1f})"
