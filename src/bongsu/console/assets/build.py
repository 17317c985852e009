"""Builds everything that browsers load, once for each change of what it is made from."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.metadata
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bongsu.console.assets import fonts, styles
from bongsu.console.assets.folder import assets_folder, built_folder, static_root
from bongsu.reports import grades
from bongsu.words import LOCALE

STATIC = Path(__file__).parents[1] / "static"
PACKAGES = ("vl-convert-python", "django-htmx", "fonttools", "pylopdf-fonts-ko", "cvttf-notosanscjk-bold")
BUNDLE = "vega.js"


def build_assets() -> Path:
    """Makes what is missing or out of date, and returns the folder that is served.

    Safe when several processes come at once: the first builds, the others wait for it.
    """
    folder = assets_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _build_parts(folder)
    return static_root()


def _build_parts(folder: Path) -> None:
    made = built_folder()
    made.mkdir(exist_ok=True)
    _make_fonts(folder, made)
    if _stale(folder / "bundle.stamp", *_versions()) or not (made / BUNDLE).exists():
        import vl_convert

        _tell("making the chart bundle")
        (made / BUNDLE).write_text(vl_convert.javascript_bundle(), encoding="utf-8")
        _mark(folder / "bundle.stamp", *_versions())
    sheets = (*sorted(styles.FOLDER.glob("*.css")), Path(styles.__file__), Path(grades.__file__))
    sources = (*sorted(STATIC.rglob("*.*")), *sheets, *sorted(folder.glob("*.css")), folder / "bundle.stamp")
    if _stale(folder / "served.stamp", *sources) or not static_root().is_dir():
        _tell("joining and compressing")
        faces = "\n".join((folder / f"{name}.css").read_text("utf-8") for name in ("rest", "first"))
        (made / "bongsu.css").write_text(styles.style_sheet(faces), encoding="utf-8")
        (made / "bongsu.svg").write_text(grades.logo_svg(), encoding="utf-8")
        _collect(folder)
        _mark(folder / "served.stamp", *sources)


def _make_fonts(folder: Path, made: Path) -> None:
    """The slice of our own words changes with every new message; the others only with the fonts."""
    said = fonts.first_slice(_texts())
    for name, parts, inputs in (
        ("rest", fonts.other_slices(), ()),
        ("first", (said,), (said.unicode_range,)),
    ):
        stamp = folder / f"{name}.stamp"
        if _stale(stamp, *inputs, *_versions(), Path(fonts.__file__)):
            _tell("making the fonts: " + ("what our own words need" if inputs else "the other characters"))
            (folder / f"{name}.css").write_text(fonts.write_fonts(made, parts), encoding="utf-8")
            _mark(stamp, *inputs, *_versions(), Path(fonts.__file__))


def _texts() -> Iterator[str]:
    """Everything our own catalogues say in Korean: the words, and the packs' names."""
    for file in sorted(LOCALE.rglob("*.po")):
        yield file.read_text("utf-8")
    package = Path(__file__).parents[2]
    for file in (*sorted((package / "catalogue" / "packs").rglob("*.toml")), package / "words" / "grades.py"):
        yield file.read_text("utf-8")
    yield (package / "usecases" / "synthetic_catalogue.py").read_text("utf-8")


def _versions() -> list[str]:
    return [f"{name} {importlib.metadata.version(name)}" for name in PACKAGES]


def _collect(folder: Path) -> None:
    """A new folder takes the old one's place at once, so that nobody is served half of it."""
    new, old = folder / "new", folder / "old"
    for rest in (new, old):
        shutil.rmtree(rest, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "bongsu.console.assets.collecting", str(new)], check=True)  # noqa: S603
    if static_root().is_dir():
        static_root().rename(old)
    new.rename(static_root())
    shutil.rmtree(old, ignore_errors=True)


def _stale(stamp: Path, *inputs: str | Path) -> bool:
    return not stamp.exists() or stamp.read_text("ascii") != _digest(inputs)


def _mark(stamp: Path, *inputs: str | Path) -> None:
    stamp.write_text(_digest(inputs), encoding="ascii")


def _digest(inputs: tuple[str | Path, ...]) -> str:
    found = hashlib.sha256()
    for each in inputs:
        found.update(each.read_bytes() if isinstance(each, Path) else each.encode())
        found.update(b"\0")
    return found.hexdigest()


def _tell(what: str) -> None:
    sys.stderr.write(f"console: {what}\n")


if __name__ == "__main__":
    build_assets()
