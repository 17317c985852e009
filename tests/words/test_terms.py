"""Every name that is said as data holds it is noted for the translator."""

from typer import rich_utils

from bongsu.core.panel.periods import Frequency
from bongsu.facts.tables import TABLES
from bongsu.sources import delimited_text, tabular_file
from bongsu.words import say, terms, use_language


def test_every_name_in_the_data_is_noted() -> None:
    assert set(terms.FREQUENCIES) == {frequency.value for frequency in Frequency}
    assert set(terms.TABLES) == set(TABLES)
    assert set(terms.DELIMITERS) == set(delimited_text.DELIMITERS.values())
    assert set(terms.NOT_TABLES) == set(tabular_file._NOT_TABLES.values())


def test_typer_still_has_the_words_that_are_noted() -> None:
    use_language("ko")
    shown = {
        rich_utils.ARGUMENTS_PANEL_TITLE: "Arguments",
        rich_utils.OPTIONS_PANEL_TITLE: "Options",
        rich_utils.COMMANDS_PANEL_TITLE: "Commands",
        rich_utils.ERRORS_PANEL_TITLE: "Error",
        rich_utils.DEFAULT_STRING: "[default: {}]",
        rich_utils.ENVVAR_STRING: "[env var: {}]",
        rich_utils.REQUIRED_LONG_STRING: "[required]",
        rich_utils.RICH_HELP: "Try [blue]'{command_path} {help_option}'[/] for help.",
    }
    for words, noted in shown.items():
        assert noted in terms.TYPER
        assert words in (noted, say(noted))
