"""The manual: Markdown beside this file, a folder a language, a page a topic."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markupsafe import Markup

FOLDER = Path(__file__).parent
TOPICS = (
    "start",
    "board",
    "item",
    "notices",
    "warnings",
    "operations",
    "effect",
    "review",
    "indicators",
    "map",
    "data",
    "jobs",
    "settings",
    "people",
    "audit",
    "glossary",
)


def source(topic: str, language: str) -> str:
    """A page as it was written."""
    return (FOLDER / language / f"{topic}.md").read_text("utf-8")


@cache
def title(topic: str, language: str) -> str:
    """A page's heading."""
    return source(topic, language).splitlines()[0].removeprefix("# ").strip()


@cache
def text(topic: str, language: str) -> Markup:
    """A page as HTML; what looks like HTML in it is shown as it stands."""
    made = MarkdownIt("commonmark", {"html": False}).enable("table").render(source(topic, language))
    return Markup(made)  # noqa: S704 - our own files, and HTML in them is escaped
