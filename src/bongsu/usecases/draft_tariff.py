"""Drafts a dated tariff file of an item from a published table of rates, for a person to check."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bongsu.catalogue.catalogue import Catalogue
from bongsu.catalogue.strict import Problems
from bongsu.catalogue.tariffs import FOLDER, read_tariffs
from bongsu.catalogue.toml_text import tariff_text
from bongsu.core.indicators.tariff import Good, Rate, Tariff
from bongsu.core.indicators.tariff_revision import RateChange, revised
from bongsu.facts.ledger import Ledger
from bongsu.facts.raw import verify, where_kept
from bongsu.sources.agencies.kr_customs.published_rates import (
    LineRate,
    Said,
    rates_of_answer,
    rates_of_file,
)
from bongsu.sources.agencies.kr_customs.tariff_rates import ROOTS
from bongsu.sources.collecting.asking import Answer
from bongsu.usecases.published_lines import rates_of_good, told_rate
from bongsu.usecases.workspace import Workspace
from bongsu.words import LANGUAGES, say
from bongsu.words.refusal import Refusal, WrongUse

COLLECTED = ("kr_customs/tariff_table", "kr_customs/tariff_rates")
_MARK = "# bongsu draft "


@dataclass(frozen=True, slots=True)
class SetAside:
    """What of the table is not in the draft: where it stands and why."""

    where: str
    why: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted tariff.

    Attributes:
        text: the content of the draft's file. written: where, or None where there was nothing to write.
        changes: what becomes of each rate, beside the tariff of the catalogue.
        aside: rows and lines that a person has to write by hand.
        silent: codes of goods of which the table has no line.
    """

    item: str
    source: str
    text: str
    changes: tuple[RateChange, ...]
    aside: tuple[SetAside, ...]
    silent: tuple[str, ...]
    written: Path | None = None


def draft_tariff(
    workspace: Workspace,
    item: str,
    table: Path | None,
    said: Said,
    *,
    on: date,
    unit: str = "",
    out: Path | None = None,
) -> Draft:
    """Writes the draft and says what in it differs from the tariff in force.

    Args:
        table: a CSV, Excel or Parquet file; None for the newest table that was collected.
        said: what a person says that the table does not.
        on: the day on which it is drafted, and whose tariff is in force.
        unit: of the good, where the item has no tariff yet.
        out: the draft's file; `reports/tariffs/ITEM.toml` of the workspace where it is None.

    Raises:
        Refusal: no such item, nothing that can be drafted, or a file at `out` that a person has touched.
    """
    target = out or workspace.reports / "tariffs" / f"{item}.toml"
    _check_untouched(target)
    tariff = _tariff(workspace.catalogue, item, unit)
    hs = [code for good in tariff.goods for code in good.hs]
    if not hs:
        raise Refusal(
            f"{FOLDER}{item}.toml",
            expected=say("HS codes of the goods"),
            found=say("none"),
            todo=say("Write 'hs' at each [[good]]."),
        )
    source, lines, aside = _read(workspace, table, said, hs)
    source = say("{source}; drafted {day}", source=source, day=on)
    fresh, silent = [], []
    for good in tariff.goods:
        found, unclear = rates_of_good(good, lines, source=source)
        fresh += found
        aside += [SetAside(where, why) for where, why in unclear]
        if not found and not unclear:
            silent.append(good.code)
    if not fresh:
        reasons = "; ".join(f"{each.where}: {each.why}" for each in aside[:3])
        raise Refusal(
            source,
            expected=say("a rate of {codes}", codes=", ".join(hs)),
            found=reasons or say("no line of them"),
        )
    after, changes = revised(tariff, fresh, on=on)
    text = _marked(_content(after, source, aside))
    _check_readable(item, text)
    draft = Draft(item, source, text, changes, tuple(aside), tuple(silent), target)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    return draft


def as_document(draft: Draft) -> dict[str, Any]:
    """The JSON shape of `bongsu draft-tariff --json`."""
    return {
        "item": draft.item,
        "source": draft.source,
        "file": str(draft.written),
        "changes": [
            {
                "kind": each.kind,
                "checked_before": each.checked_before,
                "before": [_rate(rate) for rate in each.before],
                "after": _rate(each.after) if each.after else None,
            }
            for each in draft.changes
        ],
        "aside": [asdict(each) for each in draft.aside],
        "without_a_line": list(draft.silent),
    }


def _rate(rate: Rate) -> dict[str, Any]:
    days = {"valid_from": str(rate.valid_from), "valid_to": str(rate.valid_to) if rate.valid_to else None}
    return {**asdict(rate), **days}


def _tariff(catalogue: Catalogue, item: str, unit: str) -> Tariff:
    """The tariff in the catalogue, or one without rates for an item that has none."""
    entry = catalogue.item(item)
    held = next((tariff for tariff in catalogue.tariffs if tariff.item == item), None)
    if held:
        return held
    if not unit:
        expected = say("the unit of the item's tariff, such as kg: it has no tariff yet")
        raise WrongUse("--unit", expected=expected)
    names = {language: entry.name.get(language, item) for language in LANGUAGES}
    good = Good(item, names, unit, tuple(entry.hs))
    return Tariff(item, (good,), (), (), say("The table holds customs duty only: write taxes by hand."))


def _read(
    workspace: Workspace, table: Path | None, said: Said, hs: Sequence[str]
) -> tuple[str, list[LineRate], list[SetAside]]:
    """The table's name with its hash, its rates, and what was set aside."""
    if table is not None:
        lines, rejects = rates_of_file(table, said, hs)
        digest = hashlib.sha256(table.read_bytes()).hexdigest()
        return f"{table.name} (sha256 {digest[:12]})", lines, _aside(rejects)
    source, day, answers = _newest_collected(workspace)
    found: list[LineRate] = []
    aside: list[SetAside] = []
    for asked, sha256 in answers:
        path = where_kept(sha256, workspace.raw)
        verify(sha256, workspace.raw)
        content = path.read_bytes()
        if any(root.encode() in content[:400] for root in ROOTS):
            lines, rejects = rates_of_answer(Answer(asked, content, "", sha256), said, hs)
        else:
            lines, rejects = rates_of_file(path, said, hs)
        found += lines
        aside += _aside(rejects)
    digests = ", ".join(sha256[:12] for _, sha256 in answers)
    return say("{source} of {day} (sha256 {digests})", source=source, day=day, digests=digests), found, aside


def _newest_collected(workspace: Workspace) -> tuple[str, date, list[tuple[str, str]]]:
    """The newest table collected: its source, the day, and what was asked with the answers' hashes."""
    loads = Ledger(workspace.facts).revisions("loads").sort("recorded_at", "arrival")
    for load in reversed(loads.to_dicts()):
        kept = where_kept(load["sha256"], workspace.raw)
        if load["source"] not in COLLECTED or not kept.is_file():
            continue
        manifest = json.loads(kept.read_text("utf-8"))
        if "refused" in manifest or not manifest["answers"]:
            continue
        answers = {each["sha256"]: each["asked"] for each in manifest["answers"]}
        return load["source"], load["recorded_at"].date(), [(asked, sha) for sha, asked in answers.items()]
    raise WrongUse(
        "FILE",
        expected=say("a table of rates, or one that was collected ({sources})", sources=", ".join(COLLECTED)),
        found=say("none"),
    )


def _aside(rejects: Iterable[tuple[str, Any]]) -> list[SetAside]:
    return [
        SetAside(
            say("{file} line {line}", file=name, line=reject.line),
            str(
                Refusal(reject.column or "-", expected=reject.expected, found=reject.found, todo=reject.todo)
            ),
        )
        for name, reject in rejects
    ]


def _content(tariff: Tariff, source: str, aside: Sequence[SetAside]) -> str:
    head = [
        say("Drafted from: {source}. Nobody has checked it.", source=source),
        say("Check every figure and take its mark out of 'unverified'; then it may go into the catalogue."),
    ]
    head += [say("Not in the draft: {where}: {why}", where=each.where, why=each.why) for each in aside]
    comments = "".join(f"# {' '.join(line.split())}\n" for line in head)
    return f"{comments}\n{tariff_text(tariff)}"


def _marked(content: str) -> str:
    return f"{_MARK}{hashlib.sha256(content.encode()).hexdigest()}\n{content}"


def _check_untouched(target: Path) -> None:
    """A draft may be drafted again; a file that a person has written or changed is never written over."""
    if not target.exists():
        return
    first, _, content = target.read_text("utf-8").partition("\n")
    if first == f"{_MARK}{hashlib.sha256(content.encode()).hexdigest()}":
        return
    raise Refusal(
        str(target),
        expected=say("no file, or a draft that nobody has changed"),
        found=say("a file that a person has changed or checked"),
        todo=say("Name another file with --out, or move this one away."),
    )


def _check_readable(item: str, text: str) -> None:
    problems = Problems()
    read_tariffs({f"{FOLDER}{item}.toml": text}, [item], problems)
    problems.check()


def rows(draft: Draft) -> list[tuple[str, ...]]:
    """Rows of good, type, rate in the tariff, rate in the table, first day, and what becomes of it."""
    words = {
        "same": say("the same"),
        "changed": say("changed"),
        "new": say("new"),
        "kept": say("kept; not in the table"),
    }
    found: list[tuple[str, ...]] = []
    for each in draft.changes:
        rate = each.after or each.before[0]
        kind = f"{rate.type} {rate.agreement}".strip()
        before = " → ".join(told_rate(one) for one in each.before) or "–"
        after = told_rate(each.after) if each.after else "–"
        days = f"{rate.valid_from} – {rate.valid_to or ''}".rstrip(" –")
        remark = say("changed; was checked before") if each.checked_before else words[each.kind]
        found.append((rate.good, kind, before, after, days, remark))
    return found


def conclusions(draft: Draft) -> list[str]:
    """What a person should know and do, in sentences."""
    said = [say("Not in the draft: {where}: {why}", where=each.where, why=each.why) for each in draft.aside]
    said += [say("The table has no line of '{good}'.", good=code) for code in draft.silent]
    said += [
        say("{good} {type}: no rate is known after {day}.", good=rate.good, type=rate.type, day=rate.valid_to)
        for each in draft.changes
        if (rate := each.after) and each.kind == "changed" and rate.valid_to
    ]
    said.append(
        say(
            "Written: {file}. It is a draft: check it before it goes below catalogue/tariffs/.",
            file=draft.written,
        )
    )
    return said
