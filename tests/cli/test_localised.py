"""The help of commands and options is in the language in use."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bongsu.cli.localised import speak
from bongsu.cli.options import Workspace
from bongsu.words import language, use_language


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch):
    """Help of a small program in a language."""
    monkeypatch.setenv("LANGUAGE", "en")
    before = language()

    def shown(code: str, *words: str) -> str:
        use_language(code)
        program, group = typer.Typer(), typer.Typer(help="Early warnings.")

        @group.command("list")
        def listing(workspace: Workspace = Path()) -> None:
            """The warnings, the newest first;
            with --by only what that account may see."""

        program.add_typer(group, name="warn")
        return CliRunner().invoke(speak(program), [*words, "--help"], env={"COLUMNS": "100"}).output

    yield shown
    use_language(before)


@pytest.mark.parametrize(
    ("code", "usage", "command", "option", "help_option"),
    [
        (
            "ko",
            "사용법: ",
            "경보 목록을 최신순으로",
            "작업 공간의 폴더.",
            "이 도움말을 표시하고 끝냅니다.",
        ),
        ("en", "Usage: ", "The warnings, the newest first;", "The workspace's folder.", "Show this message"),
    ],
)
def test_usage_commands_and_options_are_in_the_language(
    spoken, code: str, usage: str, command: str, option: str, help_option: str
) -> None:
    said = spoken(code, "warn", "list")
    assert [words for words in (usage, command, option, help_option) if words not in said] == []


def test_a_group_tells_about_its_commands_in_the_language(spoken) -> None:
    said = spoken("ko", "warn")
    assert "경보를 봅니다." in said
    assert "경보 목록을 최신순으로" in said
