"""Finds every message that is said in bongsu, and brings the catalogues of words up to date with them.

`python -m bongsu.words.extraction` adds new messages to the .po files, without a translation, takes out those
that are no longer said, and prints what still lacks Korean.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from bongsu.words import LANGUAGES, LOCALE

KINDS = (".py", ".html")
MESSAGE_AT = {
    "say": 0,
    "marked": 0,
    "FormulaError": 0,
    "UnitError": 0,
    "TariffError": 0,
    "RateTextError": 0,
    "_error": 2,
}
"""Calls that take a message, and at which place; the core, which may not speak, gives its own in errors."""
WIDTH = 110
HEADER = """# Words of bongsu in this language; message ids are the English.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def catalogue_file(language: str) -> Path:
    """The catalogue of words of one language."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def messages(folder: Path) -> dict[str, list[str]]:
    """Every message said by the code and the templates below `folder`, with the files that say it."""
    found: dict[str, list[str]] = {}
    for file in sorted(folder.rglob("*")):
        if file.suffix in KINDS:
            place = file.relative_to(folder).as_posix()
            for message in _said_in(file):
                places = found.setdefault(message, [])
                if place not in places:
                    places.append(place)
    return found


def bring_up_to_date(folder: Path) -> dict[str, list[str]]:
    """Rewrites the catalogues in the order of the files; returns the messages that lack a translation.

    The English catalogue stays empty of translations: the messages are English themselves.
    """
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po, write_po

    said = messages(folder)
    lacking: dict[str, list[str]] = {}
    for language in LANGUAGES:
        file = catalogue_file(language)
        old = read_po(file.open("rb"), locale=language) if file.exists() else Catalog(locale=language)
        new = Catalog(locale=language, fuzzy=False)
        for message, places in said.items():
            kept = old.get(message)
            words = kept.string if kept else ""
            new.add(message, words, locations=[(place, 0) for place in places])
            if not words:
                lacking.setdefault(language, []).append(message)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as target:
            write_po(target, new, width=WIDTH, include_lineno=False, omit_header=True)
        file.write_text(HEADER.format(language=language) + file.read_text("utf-8"), encoding="utf-8")
    return lacking


def _said_in(file: Path) -> Iterator[str]:
    if file.suffix == ".html":
        yield from _said_in_template(file)
        return
    tree = ast.parse(file.read_text("utf-8"))
    yield from _said_in_code(tree)
    if file.parent.name == "cli":
        yield from _command_help(file, tree)


def _said_in_template(file: Path) -> Iterator[str]:
    from babel.messages.extract import extract

    with file.open("rb") as source:
        for _, message, _, _ in extract("jinja2.ext:babel_extract", source, keywords={"say": None}):
            if isinstance(message, str):
                yield message


def _said_in_code(tree: ast.Module) -> Iterator[str]:
    """Messages written where they are said, or given a name just before in the same function."""
    found: dict[tuple[int, int], str] = {}
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.Module):
            continue
        inside = list(ast.walk(function))
        texts = [text for node in inside if isinstance(node, ast.Call) for text in _message_of(node)]
        names = {text.id for text in texts if isinstance(text, ast.Name)}
        if isinstance(function, ast.FunctionDef):
            texts += [node.value for node in inside if isinstance(node, ast.Assign) and _gives(node, names)]
        for text in texts:
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                found[text.lineno, text.col_offset] = text.value
    yield from (found[place] for place in sorted(found))


def _message_of(call: ast.Call) -> list[ast.expr]:
    place = MESSAGE_AT.get(call.func.id) if isinstance(call.func, ast.Name) else None
    return [] if place is None else call.args[place : place + 1]


def _gives(assignment: ast.Assign, names: set[str]) -> bool:
    return any(isinstance(target, ast.Name) and target.id in names for target in assignment.targets)


def _command_help(file: Path, tree: ast.Module) -> Iterator[str]:
    """The help of a command line's commands (their docstrings) and options (the argument `help`)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "help" and isinstance(node.value, ast.Constant):
            yield str(node.value.value)
        if isinstance(node, ast.FunctionDef) and _is_command(node, file):
            yield " ".join((ast.get_docstring(node) or "").split())


def _is_command(function: ast.FunctionDef, file: Path) -> bool:
    return function.name == file.stem or any(_makes_a_command(mark) for mark in function.decorator_list)


def _makes_a_command(mark: ast.expr) -> bool:
    """Whether it is `@app.command(…)`, or a decorator of our own that ends so, `@list_command`."""
    if isinstance(mark, ast.Name):
        return mark.id.endswith("_command")
    return isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute) and mark.func.attr == "command"


if __name__ == "__main__":
    for message in bring_up_to_date(Path(__file__).parents[1]).get(LANGUAGES[0], ()):
        print(message)  # noqa: T201 - this is a tool for the translator
