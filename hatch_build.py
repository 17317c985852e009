"""Compiles the word catalogue (.po → .mo) whenever bongsu is built or installed, also in editable mode."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_words(root: Path) -> list[Path]:
    """Writes one .mo beside each .po below `root` and returns the files written."""
    written = []
    for po in sorted(root.glob("src/bongsu/words/locale/*/LC_MESSAGES/*.po")):
        with po.open("rb") as source:
            catalogue = read_po(source)
        mo = po.with_suffix(".mo")
        with mo.open("wb") as target:
            write_mo(target, catalogue)
        written.append(mo)
    return written


class WordsBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_words(Path(self.root))


if __name__ == "__main__":
    compile_words(Path(__file__).parent)
