"""경보 발령문: the document by which an early warning is issued, extended or lifted."""

from __future__ import annotations

from collections.abc import Iterable

from bongsu.reports.documents import pieces
from bongsu.reports.documents.blocks import Block, Bullets, Cell, GradeLine, Grid, Heading, Paragraph
from bongsu.usecases import beside_words, sentences
from bongsu.usecases.document_content import DocumentContent, Version
from bongsu.words import named, say
from bongsu.words.warning_states import state_word


def warning_number(content: DocumentContent) -> str:
    """The document's number: the warning's."""
    return say("Early warning no. {number}", number=content.warning.number)


def warning_title(content: DocumentContent) -> str:
    """What the document does, and about which item."""
    item = named(content.warning.names)
    titles = {
        "issued": say("Early warning issued: {item}", item=item),
        "extended": say("Early warning extended: {item}", item=item),
        "escalated": say("Early warning escalated: {item}", item=item),
        "lifted": say("Early warning lifted: {item}", item=item),
    }
    return titles.get(content.warning.act, say("Early warning (draft): {item}", item=item))


def warning_head(content: DocumentContent) -> tuple[tuple[str, str], ...]:
    """Addressees, item, grade and what it rests on."""
    warning = content.warning
    rows = []
    if content.version is not Version.PUBLIC:
        rows.append((say("to"), pieces.offices_words(warning)))
    rows += [
        (say("item"), named(warning.names)),
        (say("grade"), pieces.spoken_grade(warning.grade)),
        (say("state"), state_word(warning.state)),
        (
            say("rests on"),
            say(
                "assessment {name}, as known on {day}", name=warning.assessment, day=warning.as_of.isoformat()
            ),
        ),
    ]
    if content.version is Version.FULL:
        rows.append(
            (say("action grade"), say("{grade} and above", grade=pieces.spoken_grade(warning.action_grade)))
        )
    return tuple(rows)


def warning_body(content: DocumentContent) -> Iterable[Block]:
    """What is warned of, why, and what happened to the warning so far."""
    item, warning = content.report.items[0], content.warning
    drawn = pieces.pictures(content, item)
    yield GradeLine(warning.grade, sentences.reason(item))
    yield Heading(say("Grounds"))
    drivers = pieces.drivers_grid(item)
    if drivers is not None:
        yield drivers
    else:
        yield Paragraph(say("No indicator is followed for this item."))
    if drawn["detections"]:
        if content.version is Version.OFFICE:
            yield Paragraph(
                say("Detections of {office} alone.", office=named(content.office_names)), small=True
            )
        yield drawn["detections"]
    trust = beside_words.trust_sentences(item)
    if trust:
        yield Heading(say("What to trust"))
        yield Bullets(tuple(trust))
    if content.version is Version.FULL and warning.moves:
        yield Heading(say("History of this warning"))
        yield _moves(content)


def _moves(content: DocumentContent) -> Grid:
    return Grid(
        say("history"),
        say("What happened to this warning"),
        (say("done on"), say("act"), say("by"), say("reason")),
        tuple(
            (
                Cell(f"{move.at:%Y-%m-%d}"),
                Cell(state_word(move.to_state)),
                Cell(move.who),
                Cell(_reason(move.reason)),
            )
            for move in content.warning.moves
        ),
        frozenset(),
        (1.3, 1.3, 1.6, 4.5),
    )


def _reason(reason: str) -> str:
    """A reason as people read it: one that is kept as a code is put in words."""
    words = {
        "new_crossing": say("the grade reached the action grade"),
        "raised": say("the grade rose above that of the open warning"),
        "redrawn": say("the grade fell before the warning was issued"),
        "not_warned": say("the grade stands at or above the action grade and no warning is open"),
    }
    return words.get(reason, reason)
