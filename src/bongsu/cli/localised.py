"""Puts the help of every command and option, and Typer's own words, into the language in use."""

from __future__ import annotations

import gettext
import inspect
import os
from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from bongsu.words import LOCALE, language, say


def speak(app: typer.Typer) -> typer.Typer:
    """Translates the help texts of an app, of its commands and their options, and of the apps below it."""
    _let_typer_speak()
    app.info.cls = SpeakingGroup
    if isinstance(app.info.help, str):
        app.info.help = say(app.info.help)
    for command in app.registered_commands:
        command.cls = SpeakingCommand
        if command.callback:
            command.help = say(docstring(command.callback))
    for group in app.registered_groups:
        if group.typer_instance:
            speak(group.typer_instance)
    return app


def docstring(function: Callable[..., Any]) -> str:
    """A command's docstring on one line, as it is in the catalogue of words."""
    return " ".join((inspect.getdoc(function) or "").split())


def _let_typer_speak() -> None:
    """Typer looks its titles up with gettext when it first needs them: in bongsu's catalogue, then."""
    os.environ["LANGUAGE"] = language()
    gettext.bindtextdomain("django", str(LOCALE))
    gettext.textdomain("django")


class _Speaking:
    """How to use a command in the language in use: usage line, options, arguments, `--help`."""

    def get_params(self, ctx: Any) -> list[Any]:
        found = super().get_params(ctx)  # type: ignore[misc]
        for each in found:
            if getattr(each, "help", None):
                each.help = say(each.help)
        return found

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        pieces = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=say("Usage: "))


class SpeakingCommand(_Speaking, TyperCommand):
    """A command that explains itself in the language in use."""


class SpeakingGroup(_Speaking, TyperGroup):
    """A group of commands that explains itself in the language in use."""
