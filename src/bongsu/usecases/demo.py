"""The demo: a made-up country built as ordinary files, loaded, assessed and gathered for its report."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bongsu.core.panel.periods import Frequency
from bongsu.usecases.assess import Progress
from bongsu.usecases.gather_report import gather
from bongsu.usecases.load import load_files
from bongsu.usecases.record_assessment import assess_and_record
from bongsu.usecases.report_content import ReportContent
from bongsu.usecases.synthetic_country import DEMO_AS_OF, DEMO_SEED, write_country
from bongsu.usecases.watch import run_watch
from bongsu.usecases.workspace import Workspace
from bongsu.words import language, say
from bongsu.words.refusal import Refusal

__all__ = ["DEMO_AS_OF", "made_up_workspace", "run_demo"]

LATER = date(2005, 8, 31)
"""The last day of which the folder `later/` tells."""

WATCHED = timedelta(days=15)


def run_demo(
    directory: Path,
    *,
    seed: int | None,
    step: Callable[[str], None],
    actor: str,
    now: datetime,
    progress: Progress | None = None,
    earlier: Sequence[date] = (),
) -> ReportContent:
    """Makes the country in `directory`, runs the monthly cycle and returns what the report says.

    Args:
        earlier: days assessed before, in order of time, each followed by the watch's look at the half month
            after it; without any the country has no past.
        now: the moment of the assessment and its drafts; the facts are loaded by the clock.

    Raises:
        Refusal: the folder is a workspace already.
    """
    step(say("Making up a country: 14 items, 20 indicators each, 2001-01 to 2005-05"))
    seed = seed if seed is not None else DEMO_SEED
    workspace = made_up_workspace(directory, seed=seed)
    _write_later(directory / "later", directory / "files", seed=seed)
    step(say("Loading its facts"))
    for report in load_files(workspace, [workspace.folder / "files"], now=datetime.now(UTC)):
        if report.refusal or report.quarantined:
            raise Refusal(
                report.file,
                expected=say("a file that loads whole"),
                found=report.refusal or say("{count} bad rows", count=report.quarantined),
            )
    for day in sorted(earlier):
        step(say("Screening, fitting and grading as known on {day}", day=day))
        assess_and_record(workspace, as_of=day, method=None, now=now, actor=actor)
        run_watch(workspace, as_of=day + WATCHED, since=day, actor=actor, now=now)
    step(say("Screening, fitting and grading as known on {day}", day=DEMO_AS_OF))
    recorded = assess_and_record(
        workspace, as_of=DEMO_AS_OF, method=None, now=now, actor=actor, progress=progress
    )
    for _, number, reason in recorded.drafts:
        step(f"{number}  {reason}")
    return gather(workspace, recorded.document["assessment"], views=recorded.views)


def made_up_workspace(
    directory: Path,
    *,
    seed: int = DEMO_SEED,
    frequency: Frequency = Frequency.MONTH,
    months: int = 96,
    as_of: date = DEMO_AS_OF,
) -> Workspace:
    """A new workspace: the country's catalogue, its truth, and its fact files in `files/`, not loaded yet.

    The arguments are those of `bongsu.usecases.synthetic_country.write_country`.
    """
    workspace = Workspace.create(directory, name=say("A made-up country"), language=language(), made_up=True)
    with tempfile.TemporaryDirectory(dir=directory) as scratch:
        country = Path(scratch)
        write_country(country, seed=seed, frequency=frequency, months=months, as_of=as_of)
        shutil.rmtree(workspace.catalogue_folder)
        (country / "catalogue").rename(workspace.catalogue_folder)
        (country / "truth").rename(directory / "truth")
        files = directory / "files"
        files.mkdir()
        for path in sorted(country.glob("*.csv")):
            path.rename(files / path.name)
    return Workspace.open(directory)


def _write_later(folder: Path, files: Path, *, seed: int) -> None:
    """The rows that become known in the three months after the demo's day, for going on with its story."""
    with tempfile.TemporaryDirectory(dir=files.parent) as scratch:
        write_country(Path(scratch), seed=seed, as_of=LATER)
        folder.mkdir()
        for path in sorted(Path(scratch).glob("*.csv")):
            known = set((files / path.name).read_text("utf-8").splitlines())
            head, *rows = path.read_text("utf-8").splitlines()
            new = [row for row in rows if row not in known]
            if new:
                (folder / path.name).write_text("\n".join([head, *new, ""]), "utf-8")
