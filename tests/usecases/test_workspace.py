"""Workspaces: made from a pack, opened strictly."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bongsu.catalogue import packs
from bongsu.usecases.workspace import Workspace, available_packs
from bongsu.words.refusal import Refusal


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bongsu.words._current", ["en"])


def test_a_new_workspace_holds_the_pack_and_the_folders_of_the_contract(tmp_path: Path):
    made = Workspace.create(tmp_path / "new", pack="kr-2005")
    opened = Workspace.open(tmp_path / "new")
    assert opened.settings == made.settings
    assert (opened.settings.name, opened.settings.language, opened.settings.made_up) == ("new", "ko", False)
    assert len(opened.catalogue.items) == 15
    assert opened.database == tmp_path / "new" / "bongsu.db"
    assert all(
        folder.is_dir() for folder in (opened.facts, opened.raw, opened.reports, opened.catalogue_folder)
    )


def test_settings_are_kept_as_they_were_given(tmp_path: Path):
    name = 'A "made-up" country \\ 나라'
    made = Workspace.create(tmp_path, name=name, language="en", time_zone="Europe/Berlin", made_up=True)
    assert made.settings == Workspace.open(tmp_path).settings
    assert (made.settings.name, made.settings.time_zone, made.settings.made_up) == (
        name,
        "Europe/Berlin",
        True,
    )


def test_a_folder_without_settings_is_not_a_workspace(tmp_path: Path):
    with pytest.raises(Refusal, match="bongsu init"):
        Workspace.open(tmp_path)


def test_a_workspace_is_never_made_over_another(tmp_path: Path):
    Workspace.create(tmp_path / "w")
    (tmp_path / "w" / "catalogue" / "items.toml").write_text("# mine")
    with pytest.raises(Refusal, match=r"found bongsu\.toml, catalogue"):
        Workspace.create(tmp_path / "w", pack="kr-2005")
    assert (tmp_path / "w" / "catalogue" / "items.toml").read_text() == "# mine"


def test_a_catalogue_without_settings_is_not_overwritten_either(tmp_path: Path):
    (tmp_path / "catalogue").mkdir()
    with pytest.raises(Refusal, match="found catalogue"):
        Workspace.create(tmp_path)


def test_an_unknown_pack_leaves_nothing_behind(tmp_path: Path):
    with pytest.raises(Refusal, match="one of"):
        Workspace.create(tmp_path / "w", pack="nowhere")
    assert not (tmp_path / "w").exists()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('langage = "ko"', "unknown key 'langage'; did you mean 'language'?"),
        ('language = "fr"', 'language; expected one of "ko", "en"; found "fr"'),
        ('time_zone = "Seoul"', "time_zone; expected the name of a time zone"),
        ('time_zone = "../../etc/passwd"', "time_zone; expected the name of a time zone"),
        ('made_up = "no"', "made_up; expected true or false"),
        ("name = ", "bongsu.toml line 1; expected TOML"),
    ],
)
def test_wrong_settings_are_refused(tmp_path: Path, line: str, message: str):
    (tmp_path / "bongsu.toml").write_text(line)
    with pytest.raises(Refusal) as refused:
        Workspace.open(tmp_path)
    assert message in str(refused.value)


def test_a_pack_may_carry_more_files_and_its_own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    pack = tmp_path / "packs" / "xx"
    for name, content in {
        "items.toml": '[[item]]\ncode = "cocaine"\n',
        "more/a.toml": "rate = 1\n",
        "README.md": "words",
        "workspace/bongsu.toml": 'name = "XX"\n',
        "workspace/raw/first.csv": "series,period,value\n",
    }.items():
        (pack / name).parent.mkdir(parents=True, exist_ok=True)
        (pack / name).write_text(content)
    monkeypatch.setattr(packs, "PACKS", tmp_path / "packs")
    made = Workspace.create(tmp_path / "w", pack="xx")
    assert available_packs() == ("xx",)
    assert made.settings.name == "XX"
    assert (made.raw / "first.csv").is_file()
    assert sorted(made.catalogue.files) == ["items.toml", "more/a.toml"]


def test_the_command_says_what_it_made_and_what_comes_next(tmp_path: Path):
    import typer

    from bongsu.cli.init import init

    app = typer.Typer()
    app.command()(init)
    result = CliRunner().invoke(app, [str(tmp_path / "w"), "--pack", "kr-2005"])
    assert result.exit_code == 0
    assert "15 items, 126 indicators and 42 offices" in result.output.replace("\n", " ")
    assert "catalogue/items.toml" in result.output
    assert "bongsu load" in result.output
