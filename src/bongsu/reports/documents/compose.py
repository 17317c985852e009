"""The documents in words and blocks, each composed once, in the language in use."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bongsu.reports import board, figures
from bongsu.reports.documents import pieces
from bongsu.reports.documents.actions import actions
from bongsu.reports.documents.blocks import (
    Block,
    Bullets,
    Facts,
    GradeLine,
    Grid,
    Heading,
    Paper,
    Paragraph,
    Picture,
)
from bongsu.reports.documents.warning import warning_body, warning_head, warning_number, warning_title
from bongsu.usecases import beside_words, sentences
from bongsu.usecases.document_content import DocumentContent, Kind, Version
from bongsu.usecases.report_content import ItemContent
from bongsu.words import language, named, say, speaking
from bongsu.words.amounts import length, percent, period_words
from bongsu.words.grades import grade_word
from bongsu.words.warnings import state_word

WORRYING = 3
"""The grade from which a bulletin explains an item."""

BRIEFED = 5
"""Items that a briefing names."""


def compose(content: DocumentContent, *, language: str) -> Paper:
    """The document of this content in a language."""
    with speaking(language):
        return _paper(content)


def _paper(content: DocumentContent) -> Paper:
    body, titles = _BODIES[content.kind], _titles(content)
    kind, title, number = titles
    report = content.report
    return Paper(
        language=language(),
        organisation=report.workspace or say("Bongsu"),
        kind=kind,
        title=title,
        number=number,
        day=content.moment.date(),
        head=warning_head(content) if content.kind is Kind.WARNING else _head(content),
        body=tuple(body(content)),
        closing=report.workspace if content.kind is Kind.WARNING else "",
        classification=_classification(content),
        made_up=board.made_up_words() if report.made_up else "",
        footer=board.footer_words(report),
        moment=content.moment,
        compact=content.kind is Kind.BRIEFING,
    )


def _titles(content: DocumentContent) -> tuple[str, str, str]:
    """Kind, title and number."""
    assessment = content.report.assessment
    if content.kind is Kind.WARNING:
        return say("Early warning"), warning_title(content), warning_number(content)
    if content.kind is Kind.BULLETIN:
        weekly = "W" in content.period
        kind = say("Weekly trend bulletin") if weekly else say("Monthly trend bulletin")
        title = say("Smuggling trends, {period}", period=period_words(content.period))
        return kind, title, say("trends {period}", period=content.period)
    if content.kind is Kind.DOSSIER:
        item = content.report.items[0]
        title = say("Item dossier: {item}", item=named(item.names))
        return say("Item dossier"), title, f"{assessment}-{item.code}"
    if content.kind is Kind.BRIEFING:
        return say("Briefing"), say("Smuggling risk: briefing for the commissioner"), assessment
    return say("Board"), say("Smuggling risk board"), assessment


def _head(content: DocumentContent) -> tuple[tuple[str, str], ...]:
    rows = [(say("as of"), content.as_of.isoformat()), (say("assessment"), content.report.assessment)]
    if content.office:
        rows.insert(0, (say("for"), named(content.office_names)))
    return tuple(rows)


def _classification(content: DocumentContent) -> str:
    if content.version is Version.FULL:
        return say("Restricted: headquarters, full version")
    if content.version is Version.OFFICE:
        return say("Official use: {office} only", office=named(content.office_names))
    return say("Public version")


def _board(content: DocumentContent) -> Iterable[Block]:
    yield Paragraph(sentences.situation(content.report))
    yield pieces.items_grid(content, content.report.ranked)
    yield from _standing(content)
    yield from _how_to_read(content)


def _bulletin(content: DocumentContent) -> Iterable[Block]:
    ranked = content.report.ranked
    yield Heading(say("Summary"))
    yield Paragraph(sentences.situation(content.report))
    moved = _moved(ranked)
    if moved:
        yield Bullets(moved)
    yield Heading(say("Risk by item"))
    yield pieces.items_grid(content, ranked)
    yield from _standing(content)
    worrying = [item for item in ranked if item.grade >= WORRYING]
    if worrying:
        yield Heading(say("Why these grades"))
        yield Bullets(tuple(sentences.reason(item) for item in worrying))
    if content.tables:
        yield Heading(say("Detections"))
        yield from (pieces.counts_grid(content, table) for table in content.tables)
    warnings = pieces.warnings_grid(content)
    if warnings:
        yield Heading(say("Early warnings"))
        yield warnings
    yield from actions(content)
    judged = pieces.judged(content, ranked)
    if judged:
        yield Heading(say("Beside the model's grades"))
        yield judged
    yield from _how_to_read(content)


def _dossier(content: DocumentContent) -> Iterable[Block]:
    item = content.report.items[0]
    drawn = pieces.pictures(content, item)
    yield GradeLine(item.grade, sentences.reason(item))
    decided = [beside_words.override_sentence(item), beside_words.advice_sentence(item)]
    if any(decided):
        yield Heading(say("Beside the model's grade"))
        yield Bullets(tuple(sentence for sentence in decided if sentence))
    yield Heading(say("Detections"))
    if content.version is Version.OFFICE:
        yield Paragraph(say("Detections of {office} alone.", office=named(content.office_names)), small=True)
    yield from _present(drawn["detections"], pieces.detections_grid(pieces.counted_item(content, item)))
    if content.version is Version.PUBLIC:
        yield Paragraph(pieces.hidden_note(content.version), small=True)
    if item.reading.nowcasts:
        yield _nowcasts(item)
    yield from (pieces.split_grid(content, table) for table in content.tables)
    if drawn["grades"]:
        yield Heading(say("Grades over time"))
        yield drawn["grades"]
    yield Heading(say("Indicators"))
    drivers = pieces.drivers_grid(item)
    if drivers is None:
        yield Paragraph(say("No indicator is followed for this item."))
    yield from _present(drivers, drawn["indicators"])
    trust = beside_words.trust_sentences(item)
    if trust:
        yield Heading(say("What to trust"))
        yield Bullets(tuple(trust))
    warnings = pieces.warnings_grid(content)
    if warnings:
        yield Heading(say("Early warnings"))
        yield warnings
    yield from actions(content)
    yield from _how_to_read(content)


def _briefing(content: DocumentContent) -> Iterable[Block]:
    ranked = content.report.ranked
    top = ranked[:BRIEFED]
    yield Paragraph(sentences.situation(content.report))
    moved = _moved(ranked)
    if moved:
        yield Bullets(moved)
    yield Heading(say("The most worrying items"))
    yield pieces.items_grid(content, top, short=True)
    if top and top[0].grade >= WORRYING:
        yield Paragraph(sentences.reason(top[0]))
    yield from _standing(content, heading=False)
    if content.warnings:
        yield Heading(say("Early warnings"))
        yield Paragraph(_warnings_words(content))


def _warnings_words(content: DocumentContent) -> str:
    by_state: dict[str, list[str]] = {}
    for warning in content.warnings:
        by_state.setdefault(warning.state, []).append(f"{named(warning.names)} ({warning.number})")
    return " · ".join(f"{state_word(state)}: {', '.join(found)}" for state, found in by_state.items())


def _moved(items: tuple[ItemContent, ...]) -> tuple[str, ...]:
    """Which items' grades rose or fell since one period before."""
    risen, fallen = [], []
    for item in items:
        before = item.previous_grade
        if not before or not item.grade or before == item.grade:
            continue
        told = f"{named(item.names)} {before} → {item.grade} {grade_word(item.grade)}"
        (risen if item.grade > before else fallen).append(told)
    lines = []
    if risen:
        lines.append(say("Risen since one period before: {items}", items=", ".join(risen)))
    if fallen:
        lines.append(say("Fallen since one period before: {items}", items=", ".join(fallen)))
    return tuple(lines)


def _standing(content: DocumentContent, *, heading: bool = True) -> Iterable[Block]:
    figure = figures.probability_figure(content.report)
    if figure is None:
        return
    if heading:
        yield Heading(say("Where the items stand"))
    yield Picture(say("chart probability"), figure, width=0.8)


def _nowcasts(item: ItemContent) -> Grid:
    from bongsu.reports.documents.blocks import Cell

    return Grid(
        say("still reported"),
        say("Periods still being reported"),
        beside_words.nowcast_headers(),
        tuple(tuple(Cell(text) for text in row) for row in beside_words.nowcast_rows(item)),
        frozenset({1, 2, 3, 4}),
        (1.6, 1.4, 1.4, 1.6, 1.4),
    )


def _how_to_read(content: DocumentContent) -> Iterable[Block]:
    frequency = content.report.items[0].frequency if content.report.items else "month"
    yield Heading(say("How to read this"))
    yield Bullets(
        (
            say(
                "The probability says how likely detections are to surge within the next {horizon}. It is "
                "checked against what happened afterwards: of a hundred readings of 60%, about sixty should "
                "be followed by a surge.",
                horizon=length(sentences.HORIZON, frequency),
            ),
            say(
                "The expected detections are those of the next period. The 80% interval means that about "
                "eight times in ten the true number falls inside it."
            ),
            say(
                "Detections are smuggling times looking: more inspections find more. A grade is a reason to "
                "look closer, not a finding against anyone."
            ),
        )
    )
    cuts = content.report.cuts
    if cuts:
        edges = [say("below {cut}", cut=percent(cuts[0]))]
        edges += [say("{cut} and above", cut=percent(cut)) for cut in cuts]
        yield Facts(
            say("The five grades by probability"),
            tuple((pieces.spoken_grade(grade), edges[grade - 1]) for grade in (5, 4, 3, 2, 1)),
        )


def _present(*blocks: Block | None) -> Iterable[Block]:
    return (block for block in blocks if block is not None)


_BODIES: dict[Kind, Callable[[DocumentContent], Iterable[Block]]] = {
    Kind.BOARD: _board,
    Kind.BULLETIN: _bulletin,
    Kind.DOSSIER: _dossier,
    Kind.BRIEFING: _briefing,
    Kind.WARNING: warning_body,
}
