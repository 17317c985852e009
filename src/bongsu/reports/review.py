"""The review as it is printed in a terminal."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Column, Table

from bongsu.usecases import effect_words
from bongsu.words import say
from bongsu.words.grades import grade_word
from bongsu.words.judgements import label_words

NONE = "–"


def print_review(found: dict[str, Any]) -> None:
    """Prints a review, or the list of those stored."""
    console = Console()
    if "reviews" in found:
        for each in found["reviews"]:
            console.print(_heading(each), highlight=False)
        return
    console.print(_heading(found), style="bold", highlight=False)
    for panel in found["panels"]:
        _print_panel(console, panel, found["action_grade"])
    for line in records_lines(found):
        console.print(line, highlight=False)
    console.print(say("Proposed"), style="bold")
    for each in found["proposals"]:
        console.print(f"  · {each['sentence']}", highlight=False)
    if found.get("decided_by"):
        _print_decision(console, found)


def _heading(found: dict[str, Any]) -> str:
    item = found["item"] or say("all items")
    return f"{found['review']}  {item}  {found['as_of']}  {state_words(found.get('state', 'open'))}"


def state_words(state: str) -> str:
    """How far a review has come."""
    return {
        "open": say("open"),
        "decided": say("decided, waits for its signature"),
        "signed": say("signed"),
        "refused": say("signature refused"),
    }[state]


def _print_panel(console: Console, panel: dict[str, Any], action_grade: int) -> None:
    accuracy = panel["accuracy"]
    console.print(
        say(
            "{first} to {last}, {count} items",
            first=panel["from"],
            last=panel["to"],
            count=len(panel["items"]),
        )
    )
    table = Table(say("grade"), say("item-periods"), say("followed by a surge"), say("share"), box=None)
    for row in accuracy["by_grade"]:
        word = f"{row['grade']} {grade_word(row['grade'])}"
        table.add_row(word, str(row["rows"]), str(row["surges"]), _share(row["rate"]))
    console.print(table)
    for line in accuracy_lines(accuracy, action_grade):
        console.print(f"  {line}", highlight=False)
    for line in budget_lines(panel["budget"]):
        console.print(f"  {line}", highlight=False)
    for line in overrides_lines(panel):
        console.print(f"  {line}", highlight=False)
    if panel["indicators"]:
        _print_indicators(console, panel["indicators"])
    for each in panel["breaks"]:
        console.print(f"  ! {each['item']}: {each['sentence']}", highlight=False)


def accuracy_lines(accuracy: dict[str, Any], action_grade: int) -> list[str]:
    """What the accuracy says, in sentences."""
    lines = [
        say(
            "Base rate {rate}; Brier {brier} (the base rate alone: {base}).",
            rate=_share(accuracy["base_rate"]),
            brier=_number(accuracy["brier"]),
            base=_number(accuracy["base_rate_brier"]),
        ),
        say(
            "Calibration error {error} (a perfect forecast: {chance} by chance); {share} of the counts lie "
            "in the 80 % intervals.",
            error=_number(accuracy["calibration_error"]),
            chance=_number(accuracy["calibration_error_by_chance"]),
            share=_share(accuracy["coverage80"]),
        ),
        say(
            "CRPS {own}, repeating the last count {naive}: skill {skill} (80 % interval {low} to {high}).",
            own=_number(accuracy["crps"]),
            naive=_number(accuracy["persistence_crps"]),
            skill=_share(accuracy["skill_over_persistence"]),
            low=_share(accuracy["skill_interval80"][0]),
            high=_share(accuracy["skill_interval80"][1]),
        ),
        say(
            "Warning from grade {grade}: {warned} of {episodes} episodes, {before} before they began, median "
            "lead {lead}; {false} false alarms in {quiet} quiet item-periods.",
            grade=action_grade,
            warned=accuracy["warned"],
            episodes=accuracy["episodes"],
            before=accuracy["warned_before"],
            lead=NONE if accuracy["median_lead"] is None else f"{accuracy['median_lead']:g}",
            false=accuracy["false_alarms"],
            quiet=accuracy["quiet"],
        ),
    ]
    return lines


def standing_word(standing: str) -> str:
    """How a challenger stands to the champion."""
    return {
        "better": say("better"),
        "worse": say("worse"),
        "not_told_apart": say("not told apart"),
        "too_few": say("too few periods"),
    }[standing]


def budget_lines(budget: list[dict[str, Any]]) -> list[str]:
    """How the alarm budget was kept, in sentences."""
    kept = {True: say("kept"), False: say("not kept"), None: NONE}
    return [
        say(
            "Grade {grade} and above: {share} of item-periods, meant {meant}: {kept}.",
            grade=line["grade"],
            share=_share(line["observed"]),
            meant=_share(line["meant"]),
            kept=kept[line["kept"]],
        )
        for line in budget
        if line["meant"] is not None
    ]


def overrides_lines(panel: dict[str, Any]) -> list[str]:
    """How analysts' own grades did beside the model's; nothing where none was decided, or looked at."""
    found = panel.get("overrides")
    if not found or not found["raised"] + found["lowered"] + found["same"] + found["undecided"]:
        return []
    p_value = found["p_value"]
    return [
        say(
            "Analysts' own grades: {raised} raised ({raised_surged} followed by a surge), {lowered} lowered "
            "({lowered_surged} followed by one).",
            raised=found["raised"],
            raised_surged=found["raised_surged"],
            lowered=found["lowered"],
            lowered_surged=found["lowered_surged"],
        ),
        say(
            "The analyst was nearer {analyst} times, the model {model} times; {undecided} not decided; "
            "sign test p {p}.",
            analyst=found["analyst_nearer"],
            model=found["model_nearer"],
            undecided=found["undecided"],
            p=NONE if p_value is None else f"{p_value:.2f}",
        ),
    ]


def records_lines(found: dict[str, Any]) -> list[str]:
    """Evaluations of effect and offices' feedback, in sentences; none of a review that did not read them."""
    lines = [
        say(
            "Effect {evaluation}, warning {warning}, {item}, {first} to {last}: {observed} detections; "
            "beyond the inspections {ratio}. {verdict}",
            evaluation=each["evaluation"],
            warning=each["warning"] or NONE,
            item=entry["item"],
            first=each["from"],
            last=each["to"],
            observed=f"{entry['observed']:,.0f}",
            ratio=effect_words.interval(entry["ratio"]),
            verdict=effect_words.verdict(entry["ratio"]),
        )
        for each in found.get("effects") or ()
        for entry in each["items"]
    ]
    feedback = found.get("feedback")
    if feedback and feedback["asked"]:
        told = ", ".join(f"{label_words(label)} {count}" for label, count in feedback["labels"].items())
        lines.append(
            say(
                "Feedback: {answered} of {asked} offices told answered ({told}).",
                answered=feedback["answered"],
                asked=feedback["asked"],
                told=told,
            )
        )
    return lines


def _print_indicators(console: Console, indicators: list[dict[str, Any]]) -> None:
    table = Table(
        Column(say("indicator"), no_wrap=True),
        say("coverage"),
        say("delay, days"),
        say("revision, SD"),
        say("inclusion"),
        say("CRPS gained"),
        box=None,
        padding=(0, 1),
    )
    for each in indicators:
        latest = each["history"][-1]["inclusion"]
        gained = each["left_out"]
        gain = gained["crps_champion"] - gained["crps_challenger"] if gained and gained["rows"] else None
        table.add_row(
            each["indicator"],
            _share(each["coverage"]),
            NONE if each["delay_days"] is None else f"{each['delay_days']:.0f}",
            _number(each["revision"]),
            _share(latest),
            NONE if gain is None else f"{gain:+.3f}",
        )
    console.print(table)
    for each in indicators:
        if each["advice"] != "keep":
            console.print(f"  · {each['indicator']}: {each['sentence']}", highlight=False)


def _print_decision(console: Console, found: dict[str, Any]) -> None:
    told = ", ".join(
        each["measure"] + (f"={each['subject']}" if each["subject"] else "") for each in found["measures"]
    )
    console.print(
        say(
            "Decided by {who}, from {day}: {measures}. {reason}",
            who=found["decided_by"],
            day=found["valid_from"],
            measures=told,
            reason=found["reason"],
        ),
        highlight=False,
    )
    if found["signed_by"]:
        console.print(
            say("Signed by {who}: {state}.", who=found["signed_by"], state=state_words(found["state"]))
        )


def _share(value: float | None) -> str:
    return NONE if value is None else f"{100 * value:.0f}%"


def _number(value: float | None) -> str:
    return NONE if value is None else f"{value:.3f}"
