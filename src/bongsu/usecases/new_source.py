"""Writes the beginning of a new data set: a description, a function that works, and a test that passes."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from bongsu.words import say
from bongsu.words.refusal import Refusal

AGENCIES = Path("src/bongsu/sources/agencies")
TESTS = Path("tests/sources/collecting")
_CODE = re.compile(r"([a-z][a-z0-9_]*)/([a-z][a-z0-9_]*)")


def new_source(code: str, root: Path) -> list[Path]:
    """Writes the files of the data set `<agency>/<dataset>` and gives them.

    Args:
        root: the folder of bongsu's source code.

    Raises:
        Refusal: no such folder, a code that is none, or a file that is there already.
    """
    match = _CODE.fullmatch(code)
    if not match:
        raise Refusal(code, expected=say("a code such as {example}", example="kamis/daily_prices"))
    if not (root / AGENCIES).is_dir() or not (root / TESTS).is_dir():
        found = say("no {folder}", folder=AGENCIES)
        raise Refusal(str(root), expected=say("the folder of bongsu's source code"), found=found)
    agency, dataset = match.groups()
    words = {"@CODE@": code, "@AGENCY@": agency, "@KEY@": f"{agency.upper()}_KEY"}
    targets = {
        root / AGENCIES / agency / f"{dataset}.toml": "description.txt",
        root / AGENCIES / agency / f"{dataset}.py": "function.txt",
        root / TESTS / f"test_{agency}_{dataset}.py": "test.txt",
    }
    for target in targets:
        if target.exists():
            raise Refusal(str(target), expected=say("no such file"), found=say("one"))
    (root / AGENCIES / agency).mkdir(exist_ok=True)
    package = root / AGENCIES / agency / "__init__.py"
    if not package.exists():
        package.write_text(f'"""{agency}: say here who that is."""\n', encoding="utf-8")
    template = files("bongsu.sources") / "template"
    for target, name in targets.items():
        text = (template / name).read_text("utf-8")
        for mark, word in words.items():
            text = text.replace(mark, word)
        target.write_text(text, encoding="utf-8")
    return list(targets)
