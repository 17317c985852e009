"""The templates' surroundings: the words, the numbers, the grades and the pieces every page may use."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from django.utils import timezone
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from bongsu.console import glossary, workplace
from bongsu.console.configuration import oidc_providers
from bongsu.console.navigation import screen_name
from bongsu.console.permissions import may
from bongsu.console.written import written
from bongsu.reports import board, figures
from bongsu.reports.charts.render import page_svg
from bongsu.reports.grades import beacon_shapes, fires, logo_svg
from bongsu.reports.sparkline import sparkline_svg
from bongsu.usecases import beside_words
from bongsu.words import amounts, flags, named, say
from bongsu.words.grades import grade_word
from bongsu.words.judgements import fault_words, label_words
from bongsu.words.refusal import Refusal
from bongsu.words.units import unit_words
from bongsu.words.verdicts import direction_word, verdict_word
from bongsu.words.warnings import channel_word, field_word, move_word, role_words, state_word


def environment(**options: Any) -> Environment:
    """Jinja as Django's backend asks for it."""
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(**options)  # noqa: S701 - Django's backend switches autoescape on
    made.globals.update(
        say=say,
        named=named,
        url=_address,
        static=staticfiles_storage.url,
        may=may,
        screen_name=screen_name,
        grade_word=grade_word,
        role_words=role_words,
        role_word=lambda role: role_words([role]),
        state_word=state_word,
        move_word=move_word,
        channel_word=channel_word,
        field_word=field_word,
        moment_words=moment_words,
        exact_moment_words=exact_moment_words,
        warning_link=warning_link,
        label_words=label_words,
        fault_words=fault_words,
        sign_in_services=oidc_providers,
        verdict_word=verdict_word,
        direction_word=direction_word,
        fires=fires,
        beacon=lambda grade: Markup(beacon_shapes(grade, lit="var(--flame)", stone="var(--stone)")),  # noqa: S704
        mark_svg=lambda: Markup(logo_svg()),  # noqa: S704
        spark=lambda item: Markup(sparkline_svg(item)),  # noqa: S704 - our own numbers
        picture=lambda figure: Markup(page_svg(figure.specification, label=figure.alternative)),  # noqa: S704
        made_up_words=board.made_up_words,
        glossary_term=glossary.term,
        won_words=figures.won_words,
        driver_name=board.driver_name,
        small_print=board.small_print,
        marks=beside_words.marks,
        override_sentence=beside_words.override_sentence,
        advice_sentence=beside_words.advice_sentence,
        trust_sentences=beside_words.trust_sentences,
        nowcast_headers=beside_words.nowcast_headers,
        nowcast_rows=beside_words.nowcast_rows,
        flag_words=flags.flag_words,
        flag_label=flags.flag_label,
        unit_words=unit_words,
        office_names=office_names,
    )
    for name in ("percent", "points", "amount", "expected", "between", "length", "period_words"):
        made.globals[name] = getattr(amounts, name)
    made.filters.update(written=written, unit_words=unit_words)
    return made


def moment_words(moment: datetime) -> str:
    """A moment in the workspace's time, to the minute."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def exact_moment_words(moment: datetime) -> str:
    """A moment in the workspace's time, to the second."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S")


def office_names(codes: Iterable[str]) -> str:
    """The offices' names, in the order of their codes; their codes where the catalogue cannot be read."""
    try:
        known = {each.code: named(dict(each.name)) for each in workplace.workspace().catalogue.offices}
    except Refusal:
        known = {}
    return ", ".join(known.get(code, code) for code in sorted(codes)) or "–"


def warning_link(entry: Any) -> str:
    """A warning's number, as a link where the screen of warnings exists."""
    return Markup('<a href="{}">{}</a>').format(_address("warning", number=entry.number), entry.number)


def _address(name: str, *given: Any, **named_parts: Any) -> str:
    return reverse(name, args=given or None, kwargs=named_parts or None)
