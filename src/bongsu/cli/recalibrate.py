"""`bongsu grades recalibrate`: learn the calibration again as of a day, look, and only then decide."""

from __future__ import annotations

import json as json_
from pathlib import Path
from typing import Annotated, Any

import typer

from bongsu.cli import options
from bongsu.words import say
from bongsu.words.refusal import WrongUse


def recalibrate(
    workspace: options.Workspace = Path(),
    as_of: options.AsOf = None,
    method: Annotated[
        str | None, typer.Option("--method", help="The method; level-bma if not named.")
    ] = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Decide it: needs --reason and --valid-from.")
    ] = False,
    factory: Annotated[
        bool, typer.Option("--factory", help="Decide to go back to the factory's: learns nothing.")
    ] = False,
    reason: Annotated[str | None, typer.Option("--reason", help="Why; it is kept and shown.")] = None,
    valid_from: Annotated[
        str | None, typer.Option("--valid-from", metavar="DATE", help="First as-of day for which it holds.")
    ] = None,
    json: options.Json = False,
) -> None:
    """Learn from what surged how a score becomes a probability; nothing changes without --apply."""
    from datetime import UTC, date, datetime

    from bongsu.facts.ledger import Ledger
    from bongsu.usecases.assess import chosen_method
    from bongsu.usecases.backtest_parts import PartStore
    from bongsu.usecases.calibrations import decide_calibration, decide_factory, in_force
    from bongsu.usecases.recalibrate import learn_again
    from bongsu.usecases.record_assessment import open_records
    from bongsu.usecases.workspace import Workspace

    def begins() -> date:
        if not reason or not valid_from:
            raise WrongUse(
                "bongsu grades recalibrate", expected="--reason, --valid-from", found=say("not given")
            )
        return options.day(valid_from, "--valid-from")

    first = begins() if apply or factory else None
    place, name, now = Workspace.open(workspace), chosen_method(method).name, datetime.now(UTC)
    open_records(place)
    signed = {"actor": options.actor(), "reason": reason or "", "now": now}
    if factory and first:
        version = decide_factory(name, valid_from=first, **signed)
        found: dict[str, Any] = {"method": name, "decided": version, "valid_from": valid_from}
    else:
        if not as_of:
            raise WrongUse("bongsu grades recalibrate", expected="--as-of", found=say("not given"))
        day = options.day(as_of, "--as-of")
        learned = in_force(name, day)
        found = learn_again(
            Ledger(place.facts),
            place.catalogue,
            as_of=day,
            method=name,
            in_force=learned.calibration if learned else None,
            progress=options.progress(),
            parts=PartStore(place.folder / "cache" / "backtest"),
        )
        version = decide_calibration(found, valid_from=first, **signed) if first else None
        found |= {"decided": version, "valid_from": valid_from if apply else None}
    if json:
        print(json_.dumps(found, ensure_ascii=False, allow_nan=False))
        return
    _print(found)


def _print(found: dict[str, Any]) -> None:
    if "proposed" in found:
        print(
            say(
                "{method} as of {day}: {events} of {pairs} labelled item-periods were followed by a surge.",
                method=found["method"],
                day=found["as_of"],
                events=found["events"],
                pairs=found["item_periods"],
            )
        )
        for title, each in ((say("in force"), found["in_force"]), (say("proposed"), found["proposed"])):
            print(f"  {title}: a {each['intercept']:.3f}, b {each['slope']:.3f}")
        later = found["held_out"]
        print(say("On all that it is learned from:"))
        _print_errors(found["in_sample"])
        print(
            say(
                "On the last third ({events} of {pairs}), learned from the {learned} events before it:",
                events=later["events"],
                pairs=later["item_periods"],
                learned=later["learned_from_events"],
            )
        )
        _print_errors(later)
    if found["decided"]:
        print(
            say(
                "{name}: version {version}, from {day}",
                name="grade_calibration",
                version=found["decided"],
                day=found["valid_from"],
            )
        )
    else:
        print(say("Nothing was decided; --apply decides it."))


def _print_errors(errors: dict[str, Any]) -> None:
    for title, each in ((say("in force"), errors["before"]), (say("proposed"), errors["after"])):
        told = (
            say("not known, too few events")
            if each is None
            else say(
                "calibration error {error} (a perfect one {chance} by chance), Brier {brier}",
                error=f"{each['calibration_error']:.3f}",
                chance=f"{each['by_chance']:.3f}",
                brier=f"{each['brier']:.4f}",
            )
        )
        print(f"  {title}: {told}")
