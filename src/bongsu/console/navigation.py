"""The navigation: the screens in the order in which work goes, each with its name and its key."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from bongsu.console.permissions import may
from bongsu.core.early_warning.people import Person
from bongsu.words import say


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation.

    Attributes:
        key: pressed after `g` it leads there.
    """

    screen: str
    name: str
    address: str
    key: str


def places(person: Person) -> list[Place]:
    """The screens that exist and that the person may look at."""
    found = []
    for screen, name, key in _order():
        if may(person, screen):
            try:
                found.append(Place(screen, name, reverse(screen), key))
            except NoReverseMatch:
                continue
    return found


def screen_name(screen: str) -> str:
    """A screen's name in the language in use."""
    return next(name for each, name, _ in (*_order(), *_elsewhere()) if each == screen)


def _order() -> tuple[tuple[str, str, str], ...]:
    return (
        ("board", say("Board"), "b"),
        ("warnings", say("Warnings"), "w"),
        ("operations", say("Operations"), "o"),
        ("effect", say("Effect"), "e"),
        ("review", say("Review"), "r"),
        ("indicators", say("Indicators"), "i"),
        ("map", say("Map"), "m"),
        ("data", say("Data"), "d"),
        ("settings", say("Settings"), "s"),
        ("people", say("People"), "p"),
        ("audit", say("Audit log"), "a"),
        ("help", say("Help"), "h"),
    )


def _elsewhere() -> tuple[tuple[str, str, str], ...]:
    return (
        ("item", say("Item dossier"), ""),
        ("jobs", say("Jobs"), ""),
        ("notices", say("Tripwire notices"), ""),
        ("styleguide", say("Style guide"), ""),
    )
