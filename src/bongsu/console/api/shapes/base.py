"""How a shape is written: a member with its words and an example, a list of shapes, a shape under a name."""

from __future__ import annotations

from typing import Any

from ninja import Schema
from pydantic import ConfigDict, Field, create_model

Grade = int
PERIOD = "A period: 2005-05, 2005-W22, 2005-Q2, 2005 or 2005-05-31."


class Shape(Schema):
    """An object of which every member is described here."""


class Open(Schema):
    """An object with further members, which its document in docs/ describes."""

    model_config = ConfigDict(extra="allow")


def said(words: str, *examples: Any, **more: Any) -> Any:
    """A member: what it means, with its unit, and an example."""
    return Field(description=words, examples=list(examples) or None, **more)


def listing(name: str, shape: Any, title: str) -> type[Schema]:
    """A page of a list, under the list's name."""
    return create_model(
        title,
        __base__=Shape,
        __doc__="A page of a list, and how many there are of all.",
        **{
            name: (list[shape], said("The entries of this page.")),
            "total": (int, said("How many there are of all.", 120, ge=0)),
            "limit": (int, said("At most so many a page.", 100, ge=1)),
            "offset": (int, said("How many were skipped before these.", 0, ge=0)),
        },
    )


def under(name: str, shape: Any, title: str, words: str = "As it stands now.") -> type[Schema]:
    """One object under its name."""
    return create_model(title, __base__=Shape, __doc__=words, **{name: (shape, said(words))})
