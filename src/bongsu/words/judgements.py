"""Words about warnings that are ordinary messages: what offices thought of one, what a draft still lacks."""

from __future__ import annotations

from collections.abc import Iterable

from bongsu.words import say
from bongsu.words.warnings import FIELD_WORDS, field_word


def label_words(label: str) -> str:
    """An office's judgement in a word or two.

    >>> from bongsu.words import use_language
    >>> use_language("en"); label_words("too_late")
    'too late'
    """
    return {
        "useful": say("useful"),
        "not_useful": say("not useful"),
        "too_late": say("too late"),
        "already_known": say("known already"),
    }[label]


def fault_words(faults: Iterable[str]) -> str:
    """What keeps a warning from being proposed (`core.early_warning.document.document_faults`)."""
    others = {
        "unknown_channel": say("channels that are known"),
        "ends_before_it_begins": say("a last day after the first"),
        "too_long": say("an end within 92 days"),
    }
    return ", ".join(field_word(each) if each in FIELD_WORDS else others[each] for each in faults)
