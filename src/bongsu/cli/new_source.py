"""`bongsu new-source`: the beginning of a new data set."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def new_source(
    code: Annotated[str, typer.Argument(metavar="AGENCY/DATASET", help="E.g. kamis/daily_prices.")],
    root: Annotated[
        Path, typer.Option("--root", metavar="DIR", help="The folder of bongsu's source code.")
    ] = Path(),
) -> None:
    """Write a description, a function that works and a test that passes, to begin a data set with."""
    from bongsu.usecases.new_source import new_source as write

    for file in write(code, root):
        print(file)
