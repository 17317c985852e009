"""The review pack as a document: the evidence, what is proposed, the decision and its signature."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from bongsu.core.review.proposal import Measure, Proposal
from bongsu.core.review.suitability import Advice
from bongsu.reports import board
from bongsu.reports.documents.blocks import Block, Bullets, Cell, Facts, Grid, Heading, Paper, Paragraph
from bongsu.reports.documents.pieces import grade_cell
from bongsu.reports.review import (
    accuracy_lines,
    budget_lines,
    overrides_lines,
    records_lines,
    standing_word,
    state_words,
)
from bongsu.usecases.document_content import ReviewContent
from bongsu.words import language, named, say, speaking
from bongsu.words.amounts import NOTHING, percent
from bongsu.words.review import advice_words, measure_words, proposal_words
from bongsu.words.verdicts import verdict_word


def review_paper(content: ReviewContent, *, language: str) -> Paper:
    """The document of a review in a language."""
    with speaking(language):
        return _paper(content)


def _paper(content: ReviewContent) -> Paper:
    found = content.found
    about = _item_name(content, found["item"]) if found["item"] else say("all items")
    day = date.fromisoformat(str(found["as_of"]))
    return Paper(
        language=language(),
        organisation=content.organisation or say("Bongsu"),
        kind=say("Review"),
        title=say("Review: {item}", item=about),
        number=str(found["review"]),
        day=day,
        head=(
            (say("as of"), day.isoformat()),
            (say("method"), str(found["champion"])),
            (say("state"), state_words(found["state"])),
        ),
        body=tuple(_body(content)),
        closing="",
        classification=say("Restricted: headquarters, full version"),
        made_up=board.made_up_words() if content.made_up else "",
        footer=say(
            "As known on {day} · review {review} · champion {method}",
            day=day.isoformat(),
            review=found["review"],
            method=found["champion"],
        ),
        moment=content.moment,
    )


def _body(content: ReviewContent) -> Iterable[Block]:
    found = content.found
    yield Heading(say("Proposed"))
    yield Bullets(tuple(_proposal(content, each) for each in found["proposals"]))
    if found.get("decided_by"):
        yield from _decision(content)
    recorded = records_lines(dict(found))
    if recorded:
        yield Heading(say("Warnings, their effect and what offices said"))
        yield Bullets(tuple(recorded))
    for panel in found["panels"]:
        yield from _panel(content, panel)


def _decision(content: ReviewContent) -> Iterable[Block]:
    found = content.found
    yield Heading(say("Decision"))
    yield Bullets(
        tuple(
            measure_words(Measure(each["measure"]))
            + (f": {_subject(content, each['subject'])}" if each["subject"] else "")
            for each in found["measures"]
        )
    )
    if found["reason"]:
        yield Paragraph(found["reason"])
    rows = [
        (say("decided by"), str(found["decided_by"])),
        (say("in force from"), str(found["valid_from"])),
        (say("signed by"), str(found["signed_by"] or NOTHING)),
    ]
    if found.get("signature_reason"):
        rows.append((say("A word to it"), str(found["signature_reason"])))
    yield Facts(say("Decision and signature"), tuple(rows))


def _panel(content: ReviewContent, panel: Mapping[str, Any]) -> Iterable[Block]:
    yield Heading(
        say(
            "{first} to {last}, {count} items",
            first=panel["from"],
            last=panel["to"],
            count=len(panel["items"]),
        )
    )
    yield _by_grade(panel["accuracy"])
    lines = accuracy_lines(panel["accuracy"], content.found["action_grade"])
    yield Bullets((*lines, *budget_lines(panel["budget"]), *overrides_lines(dict(panel))))
    yield _thresholds(panel["threshold_yield"])
    if panel["challengers"]:
        yield _challengers(panel["challengers"])
    if panel["indicators"]:
        yield _fitness(content, panel["indicators"])
    if panel["breaks"]:
        yield Heading(say("Breaks in the data"))
        yield Bullets(
            tuple(f"{_item_name(content, each['item'])}: {each['sentence']}" for each in panel["breaks"])
        )


def _by_grade(accuracy: Mapping[str, Any]) -> Grid:
    return Grid(
        say("grades"),
        say("What followed each grade"),
        (say("grade"), say("item-periods"), say("followed by a surge"), say("share")),
        tuple(
            (grade_cell(row["grade"]), _count(row["rows"]), _count(row["surges"]), _share(row["rate"]))
            for row in reversed(accuracy["by_grade"])
        ),
        frozenset({1, 2, 3}),
        (2.6, 1.6, 1.8, 1.2),
    )


def _thresholds(rows: Iterable[Mapping[str, Any]]) -> Grid:
    return Grid(
        say("warning from"),
        say("What warning from each grade would have caught and cost"),
        (
            say("grade"),
            say("episodes"),
            say("warned of"),
            say("before they began"),
            say("median lead"),
            say("false alarms"),
            say("quiet item-periods"),
            say("new warnings an item-year"),
        ),
        tuple(
            (
                grade_cell(row["grade"]),
                *(_count(row[name]) for name in ("episodes", "warned", "warned_before")),
                _decimals(row["median_lead"], "g"),
                *(_count(row[name]) for name in ("false_alarms", "quiet")),
                _decimals(row["new_warnings_per_item_year"], ".2f"),
            )
            for row in reversed(list(rows))
        ),
        frozenset(range(1, 8)),
        (2.6, 1.2, 1.2, 1.4, 1.3, 1.2, 1.5, 1.6),
    )


def _challengers(rows: Iterable[Mapping[str, Any]]) -> Grid:
    headers = (say("method"), "CRPS", say("champion"), say("90% interval of the difference"), say("standing"))
    return Grid(
        say("challengers"),
        say("Beside the champion"),
        headers,
        tuple(
            (
                Cell(row["method"]),
                _decimals(row["crps_challenger"]),
                _decimals(row["crps_champion"]),
                Cell(" – ".join(_decimals(edge).text for edge in row["interval90"])),
                Cell(standing_word(row["standing"])),
            )
            for row in rows
        ),
        frozenset({1, 2, 3}),
        (2.4, 1.2, 1.2, 2.4, 1.8),
    )


def _fitness(content: ReviewContent, rows: Iterable[Mapping[str, Any]]) -> Grid:
    return Grid(
        say("indicators"),
        say("Fitness of the indicators"),
        (
            say("indicator"),
            say("coverage"),
            say("delay, days"),
            say("revision, SD"),
            say("inclusion"),
            say("CRPS gained"),
            say("verdict at half-yearly looks back"),
            say("advice"),
        ),
        tuple(_indicator_row(content, row) for row in rows),
        frozenset({1, 2, 3, 4, 5}),
        (2.6, 1.0, 1.0, 1.1, 1.0, 1.1, 2.4, 2.4),
    )


def _indicator_row(content: ReviewContent, row: Mapping[str, Any]) -> tuple[Cell, ...]:
    gained = row["left_out"]
    told = gained["crps_champion"] - gained["crps_challenger"] if gained and gained["rows"] else None
    looks = [
        verdict_word(each["verdict"]) if each["inclusion"] is not None else NOTHING for each in row["history"]
    ]
    return (
        Cell(_subject(content, row["indicator"])),
        _share(row["coverage"]),
        _decimals(row["delay_days"], ".0f"),
        _decimals(row["revision"], ".2f"),
        _share(row["history"][-1]["inclusion"]),
        _decimals(told, "+.3f"),
        Cell(" · ".join(looks)),
        Cell(advice_words(Advice(row["advice"]))),
    )


def _proposal(content: ReviewContent, said: Mapping[str, str]) -> str:
    named_subject = _subject(content, said["subject"])
    return proposal_words(Proposal(Measure(said["measure"]), named_subject, said["reason"]))


def _subject(content: ReviewContent, code: str) -> str:
    names = content.indicators.get(code)
    return named(dict(names)) if names else code


def _item_name(content: ReviewContent, code: str) -> str:
    return named(dict(content.items[code])) if code in content.items else code


def _count(number: int) -> Cell:
    return Cell(f"{number:,}", number)


def _share(value: float | None) -> Cell:
    return Cell(NOTHING) if value is None else Cell(percent(value), value)


def _decimals(value: float | None, form: str = ".3f") -> Cell:
    return Cell(NOTHING) if value is None else Cell(format(value, form), value)
