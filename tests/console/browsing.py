"""A real console in a process of its own, and a real browser before it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHROMIUM = os.environ.get("BONGSU_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE, PHONE = (1360, 900), (390, 844)
PATIENCE_SECONDS = 120


def lacking() -> str:
    """Why there is no browser; "" where there is one."""
    return "" if Path(CHROMIUM).exists() else f"no browser at {CHROMIUM} (BONGSU_CHROMIUM names another)"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(workspace: Path) -> Iterator[str]:
    """The address at which `bongsu serve` shows the workspace, in a process that ends afterwards."""
    port = free_port()
    words = ["serve", "--workspace", str(workspace), "--port", str(port), "--workers", "1"]
    log = workspace / "serve.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "bongsu", *words],
            stdout=out,
            stderr=out,
            env={**os.environ, "BONGSU_LANG": "ko"},
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/health", process, log)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2).read()
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the console did not start:\n" + log.read_text("utf-8", "replace")[-2000:])


def sign_in(page, address: str, name: str, password: str, language: str = "ko") -> None:
    """Signs an account in, as a person does."""
    page.goto(f"{address}/account/login/?lang={language}")
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    page.click(".panel button")
    page.wait_for_url(f"{address}/")
    if page.get_attribute("html", "lang") != language:
        page.click(f"button[name=lang][value={language}]")
        page.wait_for_selector(f"html[lang={language}]")


def count(found, wanted):
    """Waits until so many are there; by Playwright's own means, since the page allows no eval."""
    from playwright.sync_api import expect

    expect(found).to_have_count(wanted, timeout=15_000)
