"""A workspace: the folder that holds one installation's settings, catalogue, facts, decisions and reports."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bongsu.catalogue.catalogue import Catalogue
from bongsu.catalogue.packs import available_packs, copy_pack, pack_folder
from bongsu.catalogue.strict import Key, Problems, Table, parse, read_table
from bongsu.catalogue.values import Unreadable, one_of, text, truth
from bongsu.words import LANGUAGES, say
from bongsu.words.refusal import Refusal

__all__ = ["SETTINGS", "Settings", "Workspace", "available_packs"]

SETTINGS_FILE = "bongsu.toml"
CATALOGUE_FOLDER = "catalogue"
FOLDERS = ("facts", "raw", "reports")


@dataclass(frozen=True, slots=True)
class Settings:
    """What bongsu.toml says.

    Attributes:
        language: of what is said where nobody has chosen another, "ko" or "en".
        time_zone: name of the zone in which a day begins and ends, e.g. "Asia/Seoul".
        made_up: the facts are invented; every screen and page says so.
        collect_when_due: scheduled jobs may ask agencies over the network.
        watch_when_due: scheduled jobs run the tripwires, once a day and after every collecting.
    """

    name: str
    language: str
    time_zone: str
    made_up: bool
    collect_when_due: bool = False
    watch_when_due: bool = False


def _time_zone(value: object) -> str:
    try:
        return ZoneInfo(text(value)).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Unreadable(say('the name of a time zone, such as "Asia/Seoul"')) from None


SETTINGS = Table(
    SETTINGS_FILE,
    "",
    (
        Key("name", text, ""),
        Key("language", one_of(LANGUAGES), LANGUAGES[0]),
        Key("time_zone", _time_zone, "Asia/Seoul"),
        Key("made_up", truth, False),
        Key("collect_when_due", truth, False),
        Key("watch_when_due", truth, False),
    ),
    Settings,
)


@dataclass(frozen=True)
class Workspace:
    """One workspace on disk."""

    folder: Path
    settings: Settings

    @classmethod
    def open(cls, folder: Path) -> Workspace:
        """The workspace in a folder.

        Raises:
            Refusal: there is none, or its bongsu.toml has mistakes.
        """
        file = folder / SETTINGS_FILE
        if not file.is_file():
            raise Refusal(
                str(folder),
                expected=say("a workspace, a folder that holds {file}", file=SETTINGS_FILE),
                found=say("none"),
                todo=say(
                    "make one with 'bongsu init {folder} --pack PACK', or name another with --workspace",
                    folder=folder,
                ),
            )
        return cls(folder, read_settings(file))

    @classmethod
    def create(
        cls,
        folder: Path,
        *,
        pack: str = "empty",
        name: str | None = None,
        language: str = LANGUAGES[0],
        time_zone: str = "Asia/Seoul",
        made_up: bool = False,
    ) -> Workspace:
        """Makes a workspace from a pack; where the pack brings its own bongsu.toml, that one holds.

        Args:
            name: what the workspace is called; the folder's name where absent.

        Raises:
            Refusal: the folder is a workspace already or holds a catalogue, or there is no such pack.
        """
        pack_folder(pack)
        taken = [part for part in (SETTINGS_FILE, CATALOGUE_FOLDER) if (folder / part).exists()]
        if folder.exists() and (taken or not folder.is_dir()):
            raise Refusal(
                str(folder),
                expected=say("an empty folder, or one to be made"),
                found=", ".join(taken) or say("a file"),
                todo=say("choose another folder"),
            )
        copy_pack(pack, folder)
        for part in FOLDERS:
            (folder / part).mkdir(exist_ok=True)
        file = folder / SETTINGS_FILE
        if not file.exists():
            settings = Settings(name or folder.resolve().name, language, time_zone, made_up)
            file.write_text(_settings_text(settings), encoding="utf-8")
        return cls.open(folder)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The catalogue as its files stand when first asked for; raises Refusal naming every mistake."""
        return Catalogue.load(self.catalogue_folder)

    @property
    def catalogue_folder(self) -> Path:
        """Items, indicators, offices, sources and grades, as TOML files."""
        return self.folder / CATALOGUE_FOLDER

    @property
    def facts(self) -> Path:
        """The ledger's tables."""
        return self.folder / "facts"

    @property
    def raw(self) -> Path:
        """Every file loaded, as it came."""
        return self.folder / "raw"

    @property
    def reports(self) -> Path:
        """What was written for people."""
        return self.folder / "reports"

    @property
    def database(self) -> Path:
        """The decisions."""
        return self.folder / "bongsu.db"


def read_settings(file: Path) -> Settings:
    """Reads bongsu.toml strictly; raises Refusal naming every mistake in it."""
    problems = Problems()
    try:
        document = parse(SETTINGS_FILE, file.read_text("utf-8-sig"), problems)
    except UnicodeDecodeError:
        raise Refusal(str(file), expected="UTF-8", todo=say("save the file as UTF-8")) from None
    settings: Settings | None = read_table(document or {}, SETTINGS, str(file), problems)
    problems.check()
    assert settings is not None
    return settings


def _settings_text(settings: Settings) -> str:
    said = asdict(settings).items()
    return "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in said)
