"""The columns of bongsu's own files, and which of them a header belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from bongsu.sources.tabular_file import TextTable
from bongsu.words import say
from bongsu.words.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file: `required` and `optional` columns, in any order, and no others.

    Attributes:
        mark: the columns by which the kind is told from the others.
    """

    name: str
    table: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    mark: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that may be there."""
        return self.required + self.optional


OBSERVATIONS = Format(
    "observations",
    "observations",
    ("series", "period", "value"),
    ("unit", "published_at", "status", "known_at"),
    ("series", "value", "published_at"),
)
CASES = Format(
    "detections, one row a case",
    "detections",
    ("case_id", "item", "detected_on"),
    (
        *("occurred_on", "booked_on", "office", "channel", "direction", "origin", "route", "clue"),
        *("quantity", "unit", "value_krw", "value_basis", "concealment", "operation", "warning", "known_at"),
    ),
    ("case_id", "detected_on", "occurred_on", "booked_on"),
)
COUNTS = Format(
    "detections, counts",
    "detections",
    ("item", "period", "count"),
    (
        *("office", "channel", "quantity", "unit", "value_krw", "value_basis", "operation", "warning"),
        "known_at",
    ),
    ("count",),
)
EFFORT = Format(
    "effort",
    "effort",
    ("period", "inspections"),
    (
        *("item", "office", "channel", "random", "campaign", "officer_hours"),
        *("hits", "nil_report", "known_at", "planned"),
    ),
    ("inspections", "officer_hours", "nil_report", "planned"),
)
EVENTS = Format(
    "events",
    "events",
    ("event", "kind", "items", "announced_on", "effective_on"),
    ("magnitude", "known_at"),
    ("event", "announced_on", "effective_on", "magnitude"),
)
INTELLIGENCE = Format(
    "intelligence",
    "intelligence",
    ("report", "items", "reliability", "credibility", "known_at"),
    ("direction", "note", "expires_on"),
    ("report", "reliability", "credibility"),
)
FORMATS = (OBSERVATIONS, CASES, COUNTS, EFFORT, EVENTS, INTELLIGENCE)


OTHER_WORDS = {
    "item": ("품목", "품목명", "goods", "commodity", "product"),
    "period": ("기간", "시점", "월", "연월", "month", "week", "date", "ym"),
    "count": ("건수", "적발건수", "cases", "number", "n"),
    "quantity": ("수량", "중량", "qty", "weight", "weight_kg", "weight_g", "amount", "volume"),
    "value_krw": ("금액", "가액", "amount_krw", "value"),
    "office": ("세관", "customs_office"),
    "channel": ("경로", "반입경로"),
    "series": ("지표", "계열", "indicator", "name"),
    "value": ("값", "지표값", "price"),
    "unit": ("단위",),
    "published_at": ("공표일", "publication_date", "released"),
    "known_at": ("인지일", "known", "known_on"),
    "inspections": ("검사건수", "checks", "inspected"),
    "case_id": ("사건번호", "case", "id"),
    "detected_on": ("적발일", "detected", "detection_date"),
}
"""What such columns are called elsewhere; named in a refusal, never taken for granted."""


def format_of(table: TextTable) -> Format | None:
    """The format that the header fits best; None where it has nothing of any of them."""
    names = set(table.header)
    exact = [kind for kind in FORMATS if names.issuperset(kind.required) and names.issubset(kind.columns)]
    if exact:
        return exact[0]
    by_likeness = [(len(names.intersection(kind.mark)), _likeness(names, kind), kind) for kind in FORMATS]
    marks, likeness, best = max(by_likeness, key=lambda entry: entry[:2])
    return best if marks or likeness >= 2 else None


def check_header(table: TextTable, kind: Format) -> None:
    """Raises Refusal if a column is missing or nobody knows it, naming the nearest one."""
    where = say("{file} line {line}", file=table.name, line=table.header_line)
    strange = [name for name in table.header if name not in kind.columns]
    for name in kind.required:
        if name not in table.header:
            near = _nearest(name, strange) or _nearest(
                name, [c for c in table.header if c not in kind.required]
            )
            found = f"'{near}'" if near else say("the columns {columns}", columns=", ".join(table.header))
            todo = say("A file of {kind} has the columns {columns}.", kind=kind.name, columns=_all(kind))
            raise Refusal(where, expected=say("the column '{name}'", name=name), found=found, todo=todo)
    if strange:
        near = _nearest(strange[0], [name for name in kind.columns if name not in table.header])
        todo = say("Is '{near}' meant? Otherwise take the column out.", near=near) if near else ""
        todo = todo or say("Take the column out; nothing is dropped silently.")
        expected = say("the columns {columns}", columns=_all(kind))
        raise Refusal(where, expected=expected, found=f"'{strange[0]}'", todo=todo)


def unknown_header(table: TextTable) -> Refusal:
    """The refusal of a file that is none of ours."""
    kinds = "; ".join(f"{kind.name}: {', '.join(kind.required)}" for kind in FORMATS)
    return Refusal(
        say("{file} line {line}", file=table.name, line=table.header_line),
        expected=say("a header of one of these ({kinds})", kinds=kinds),
        found=f"'{', '.join(table.header)[:120]}'",
        todo=say("The first line that is not blank must be the header."),
    )


def _likeness(names: set[str], kind: Format) -> int:
    return sum(name in names or bool(_nearest(name, names)) for name in kind.required)


def _nearest(name: str, among: Iterable[str]) -> str:
    """The name among these that is another word for `name`, or looks most like it; "" if none does."""
    among = list(among)
    for other in among:
        if other in OTHER_WORDS.get(name, ()) or name in OTHER_WORDS.get(other, ()):
            return other
    close = get_close_matches(name, among, n=1, cutoff=0.6)
    return close[0] if close else ""


def _all(kind: Format) -> str:
    return ", ".join([*kind.required, *(f"[{name}]" for name in kind.optional)])
