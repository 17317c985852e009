"""The bongsu command: what it can do, and how every command says no."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

# Small fits are fastest, and the same bit for bit, when the linear algebra below them keeps to one thread.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import typer

from bongsu.cli import audit, facts, grades, intelligence, notify, report
from bongsu.cli.add_item import add_item
from bongsu.cli.assess import assess
from bongsu.cli.backtest import backtest
from bongsu.cli.backup import backup
from bongsu.cli.bench import bench
from bongsu.cli.collect import collect
from bongsu.cli.createuser import createuser
from bongsu.cli.declarations import declarations
from bongsu.cli.demo import demo
from bongsu.cli.detect import detect
from bongsu.cli.doctor import doctor
from bongsu.cli.draft_tariff import draft_tariff
from bongsu.cli.effect import effect
from bongsu.cli.explain import explain
from bongsu.cli.init import init
from bongsu.cli.landed_cost import landed_cost
from bongsu.cli.load import load
from bongsu.cli.localised import speak
from bongsu.cli.new_source import new_source
from bongsu.cli.operate import app as operate
from bongsu.cli.restore import restore
from bongsu.cli.review import review
from bongsu.cli.run_due import run_due
from bongsu.cli.screen import screen
from bongsu.cli.serve import serve
from bongsu.cli.token import app as token
from bongsu.cli.warn import app as warn
from bongsu.cli.watch import app as watch
from bongsu.cli.whatif import whatif
from bongsu.cli.worker import worker
from bongsu.words import LANGUAGES
from bongsu.words.refusal import Refusal, WrongUse

app = typer.Typer(
    name="bongsu",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Smuggling trend management and early warning, in five grades.",
)


@app.callback()
def root(
    workspace: Annotated[
        Path | None, typer.Option("--workspace", "-w", help="The workspace, for the command that follows.")
    ] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="ko or en.")] = None,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """봉수 bongsu."""
    if version:
        from bongsu import __version__

        print(f"bongsu {__version__}")
        raise typer.Exit
    if workspace is not None:
        os.environ["BONGSU_WORKSPACE"] = str(workspace)
    if lang is not None:
        if lang not in LANGUAGES:
            raise WrongUse("--lang", expected=", ".join(LANGUAGES), found=lang)
        os.environ["BONGSU_LANG"] = lang


for command in (
    demo,
    init,
    collect,
    doctor,
    load,
    declarations,
    assess,
    screen,
    explain,
    whatif,
    add_item,
    backtest,
    detect,
    bench,
    createuser,
    new_source,
    serve,
    landed_cost,
    draft_tariff,
    effect,
    review,
    backup,
    restore,
):
    app.command(no_args_is_help=False)(command)
app.add_typer(report.app, name="report")
app.command("worker")(worker)
app.command("run-due")(run_due)
app.add_typer(facts.app, name="facts")
app.add_typer(grades.app, name="grades")
app.add_typer(intelligence.app, name="intelligence")
app.add_typer(token, name="token")
app.add_typer(warn, name="warn")
app.add_typer(notify.app, name="notify")
app.add_typer(operate, name="operate")
app.add_typer(watch, name="watch")
app.add_typer(audit.app, name="audit")


def _choose_language(words: list[str]) -> None:
    """The help is written before options are read, so `--lang` is looked for first."""
    for place, word in enumerate(words):
        chosen = word.removeprefix("--lang=") if word.startswith("--lang=") else None
        if word == "--lang" and place + 1 < len(words):
            chosen = words[place + 1]
        if chosen in LANGUAGES:
            os.environ["BONGSU_LANG"] = chosen


def main() -> None:
    """Runs the command line; a refusal ends it with its reason and exit code 1."""
    try:
        _choose_language(sys.argv[1:])
        speak(app)()
    except Refusal as refusal:
        print(str(refusal), file=sys.stderr)
        sys.exit(refusal.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
