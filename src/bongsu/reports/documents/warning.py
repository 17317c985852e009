"""경보 발령문: the document by which an early warning is issued, extended or lifted."""

from __future__ import annotations

from collections.abc import Iterable

from bongsu.reports.documents import pieces
from bongsu.reports.documents.blocks import Block, Bullets, Cell, GradeLine, Grid, Heading, Paragraph
from bongsu.usecases import beside_words, sentences
from bongsu.usecases.document_content import DocumentContent, Version
from bongsu.words import named, say
from bongsu.words.warnings import channel_word, field_word, reason_words, state_word


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
    """Addressees, legal basis, validity, grade and what it rests on; what is not said has no row."""
    warning = content.warning
    rows = [
        (say("to"), pieces.offices_words(warning) if warning.offices else ""),
        (say("item"), named(warning.names)),
        (say("grade"), pieces.spoken_grade(warning.grade)),
        (field_word("legal_basis"), warning.legal_basis),
        (say("valid"), _validity(content)),
        (field_word("channels"), ", ".join(channel_word(code) for code in warning.channels)),
        (say("state"), state_word(warning.state)),
        (say("reason"), warning.reason if warning.act in ("extended", "escalated", "lifted") else ""),
        (
            say("rests on"),
            say(
                "assessment {name}, as known on {day}", name=warning.assessment, day=warning.as_of.isoformat()
            ),
        ),
    ]
    if content.version is Version.FULL:
        least = say("{grade} and above", grade=pieces.spoken_grade(warning.action_grade))
        rows += [(say("action grade"), least), (say("approved by"), warning.approved_by)]
    return tuple((label, value) for label, value in rows if value)


def warning_body(content: DocumentContent) -> Iterable[Block]:
    """What is warned of, why, what is to be done, and what happened to the warning so far."""
    item, warning = content.report.items[0], content.warning
    drawn = pieces.pictures(content, item)
    yield GradeLine(item.grade, sentences.reason(item))
    if warning.body:
        yield Heading(field_word("body"))
        yield Paragraph(warning.body)
    for name in ("measures", "routes", "concealments"):
        lines = getattr(warning, name)
        if lines and warning.act != "lifted":
            yield Heading(field_word(name))
            yield Bullets(lines)
    yield Heading(say("Grounds"))
    drivers = pieces.drivers_grid(item)
    yield drivers if drivers is not None else Paragraph(say("No indicator is followed for this item."))
    if drawn["detections"]:
        if content.version is Version.OFFICE:
            told = say("Detections of {office} alone.", office=named(content.office_names))
            yield Paragraph(told, small=True)
        yield drawn["detections"]
    trust = beside_words.trust_sentences(item)
    if trust:
        yield Heading(say("What to trust"))
        yield Bullets(tuple(trust))
    if content.version is not Version.PUBLIC and warning.moves:
        yield Heading(say("History of this warning"))
        yield _moves(content)


def _validity(content: DocumentContent) -> str:
    first, last = content.warning.valid_from, content.warning.valid_until
    if first is None or last is None:
        return ""
    return say("{first} to {last}", first=first.isoformat(), last=last.isoformat())


def _moves(content: DocumentContent) -> Grid:
    full = content.version is Version.FULL
    rows = []
    for move in content.warning.moves:
        act = state_word(move.to_state)
        row = [
            Cell(f"{move.at:%Y-%m-%d}"),
            Cell(f"{act} ({named(move.office)})" if move.office else act),
            Cell(reason_words(move.reason)),
        ]
        rows.append(tuple([*row[:2], Cell(move.who), *row[2:]] if full else row))
    who = (say("by"),) if full else ()
    return Grid(
        say("warning history"),
        say("What happened to this warning"),
        (say("done on"), say("act"), *who, say("reason")),
        tuple(rows),
        frozenset(),
        (1.3, 2.2, 1.4, 4.0) if full else (1.3, 2.2, 4.5),
    )
