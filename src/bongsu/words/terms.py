"""Messages that are said by a name held in data, or by Typer: noted here for the translator."""

from __future__ import annotations


def marked(message: str) -> str:
    """The message itself; the mark brings it into the catalogue of words."""
    return message


FREQUENCIES = (marked("day"), marked("week"), marked("month"), marked("quarter"), marked("year"))
"""How long a period lasts."""

TABLES = (
    marked("observations"),
    marked("detections"),
    marked("effort"),
    marked("events"),
    marked("intelligence"),
    marked("quarantine"),
    marked("loads"),
)
"""The tables of facts."""

FEED_STATES = (marked("fresh"), marked("late"), marked("stale"), marked("failed"), marked("empty"))
"""How a feed stands."""

KEY_STATES = (marked("there"), marked("missing"), marked("not needed"))
"""Whether the key that a feed needs is in the environment."""

DELIMITERS = (marked("comma"), marked("semicolon"), marked("tab"))
"""What stands between two cells."""

NOT_TABLES = (
    marked("an old .xls workbook, or one with a password"),
    marked("a PDF"),
    marked("a .Z archive"),
    marked("a .bz2 archive"),
    marked("an .xz archive"),
    marked("a .zst archive"),
    marked("a .7z archive"),
    marked("a .rar archive"),
)
"""Files that are no table."""

TYPER = (
    marked("Arguments"),
    marked("Options"),
    marked("Commands"),
    marked("Error"),
    marked("Aborted."),
    marked("(deprecated) "),
    marked("(dynamic)"),
    marked("[default: {}]"),
    marked("[env var: {}]"),
    marked("[required]"),
    marked("Try [blue]'{command_path} {help_option}'[/] for help."),
    marked("Missing command."),
    marked("No such command {name!r}."),
    marked("Show this message and exit."),
    marked("Install completion for the current shell."),
    marked("Show completion for the current shell, to copy it or customize the installation."),
)
"""What Typer says in its help and its refusals."""
