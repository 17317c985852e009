"""Puts the help of every command and option into the language in use."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from typing import Any

import typer
from typer.models import ParameterInfo

from bongsu.words import say


def speak(app: typer.Typer) -> typer.Typer:
    """Translates the help texts of an app, of its commands and their options, and of the apps below it."""
    if isinstance(app.info.help, str):
        app.info.help = say(app.info.help)
    if app.registered_callback and app.registered_callback.callback:
        _speak_parameters(app.registered_callback.callback)
    for command in app.registered_commands:
        if command.callback:
            command.help = say(docstring(command.callback))
            _speak_parameters(command.callback)
    for group in app.registered_groups:
        if group.typer_instance:
            speak(group.typer_instance)
    return app


def docstring(function: Callable[..., Any]) -> str:
    """A command's docstring on one line, as it is in the catalogue of words."""
    return " ".join((inspect.getdoc(function) or "").split())


def _speak_parameters(function: Callable[..., Any]) -> None:
    hints = typing.get_type_hints(function, include_extras=True)
    for hint in hints.values():
        for detail in getattr(hint, "__metadata__", ()):
            if isinstance(detail, ParameterInfo) and detail.help:
                detail.help = say(detail.help)
    # Evaluated hints replace the written ones: Typer would evaluate those again into untranslated options.
    function.__annotations__ = hints
