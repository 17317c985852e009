"""What was done and what it achieved: the tables of operations and of measured effects."""

from __future__ import annotations

from collections.abc import Iterable

from bongsu.reports.documents.blocks import Block, Cell, Grid, Heading
from bongsu.reports.documents.pieces import count_cell, hidden_note
from bongsu.usecases import effect_words
from bongsu.usecases.document_content import DocumentContent, EffectPart, OperationPart, Version
from bongsu.words import named, say
from bongsu.words.amounts import NOTHING
from bongsu.words.operations import operation_state_word


def actions(content: DocumentContent) -> Iterable[Block]:
    """The section on operations and effects; nothing where there are none that this version may tell."""
    if not content.operations and not content.effects:
        return
    yield Heading(say("Operations and their effect"))
    if content.operations:
        yield _operations_grid(content)
    if content.effects:
        yield _effects_grid(content)


def _operations_grid(content: DocumentContent) -> Grid:
    public = content.version is Version.PUBLIC
    headers = (say("number"), say("operation"), say("item"), say("days"), say("state"), say("cases"))
    inner = () if public else (say("inspections"), say("officer hours"), say("offices"))
    silent = any(each.silent for each in content.operations)
    own = content.version is Version.OFFICE
    told = say("Special operations; own cases and inspections") if own else say("Special operations")
    late = say("* an office has reported nothing yet, not even nil.") if silent else ""
    return Grid(
        say("operations"),
        told,
        headers + inner,
        tuple(_operation_row(each, public=public) for each in content.operations),
        frozenset({5}) if public else frozenset({5, 6, 7}),
        (1.8, 2.4, 1.2, 2.0, 1.1, 0.9) if public else (1.8, 2.0, 1.0, 1.7, 1.0, 0.8, 1.0, 1.0, 2.0),
        " ".join(part for part in (late, hidden_note(content.version)) if part),
    )


def _operation_row(part: OperationPart, *, public: bool) -> tuple[Cell, ...]:
    cases = count_cell(part.cases)
    late = "*" if part.silent else ""
    row = (
        Cell(part.number),
        Cell(part.title),
        Cell(", ".join(named(names) for names in part.items)),
        Cell(f"{part.first_day.isoformat()} – {part.last_day.isoformat()}"),
        Cell(operation_state_word(part.state)),
        Cell(cases.text + late, cases.number),
    )
    if public:
        return row
    return (
        *row,
        Cell(f"{part.inspections or 0:,}", part.inspections),
        Cell(f"{part.officer_hours or 0:,.0f}", part.officer_hours),
        Cell(", ".join(named(names) for names in part.offices)),
    )


def _effects_grid(content: DocumentContent) -> Grid:
    counted = content.version is not Version.OFFICE
    return Grid(
        say("effect"),
        say("Measured effect of warnings, 90% intervals"),
        (
            say("Early warning"),
            say("item"),
            say("period"),
            *((say("detections"), say("with no effect")) if counted else ()),
            say("beyond the inspections"),
            say("with the inspections"),
            say("what may be said"),
        ),
        tuple(_effect_row(each, counted=counted) for each in content.effects),
        frozenset({3, 4}) if counted else frozenset(),
        (1.2, 1.2, 1.6, 1.0, 1.7, 2.0, 2.0, 2.6) if counted else (1.2, 1.4, 1.8, 2.2, 2.2, 3.0),
        say("One item in two months cannot settle an effect below about threefold."),
    )


def _effect_row(part: EffectPart, *, counted: bool) -> tuple[Cell, ...]:
    expected = part.expected or {}
    counts = (
        Cell(f"{part.observed:,}" if part.observed is not None else NOTHING, part.observed),
        Cell(f"{expected['median']:,.0f} ({expected['low']:,.0f}–{expected['high']:,.0f})")
        if expected
        else Cell(NOTHING),
    )
    return (
        Cell(part.warning or part.evaluation),
        Cell(named(part.names)),
        Cell(f"{part.first} – {part.last}"),
        *(counts if counted else ()),
        Cell(_ratio(part.ratio)),
        Cell(_ratio(part.total_ratio)),
        Cell(effect_words.verdict(part.ratio)),
    )


def _ratio(ratio: dict[str, float]) -> str:
    return f"×{ratio['median']:.2f} ({ratio['low']:.2f}–{ratio['high']:.2f})"
