"""Noto Sans KR in slices: what our own words need first, the rest of Hangul and Hanja only when met."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

REGULAR = ("pylopdf-fonts-ko", "NotoSansKR-Regular.otf")
BOLD = ("cvttf-notosanscjk-bold", "NotoSansCJKtc-Bold.otf")
FACES = ((400, "regular", REGULAR), (700, "bold", BOLD))

LATIN = frozenset(range(0x20, 0x7F)) | frozenset(range(0xA0, 0x100)) - {0xAD}
SIGNS = frozenset(
    map(ord, "‘’“”…–—−×÷±·•′″‰₩€£¥←→↑↓↗↘↦⇄▲△▼▽■□●○◆◇★☆✓✗※「」『』〈〉《》【】〔〕、。~≤≥≠≈∞№℃㎏㎡㎢㎞")
)
HANGUL = range(0xAC00, 0xD7A4)


@dataclass(frozen=True, slots=True)
class Slice:
    """One font file; browsers fetch it when a page shows one of its characters.

    Attributes:
        span: first and last code point to be claimed where a list of all would be long; a slice that is
            declared later and holds a character is asked before this one.
        bold: also cut from the bold face; rare characters are not, a system's own font serves there.
    """

    name: str
    characters: frozenset[int]
    span: tuple[int, int] | None = None
    bold: bool = True

    @property
    def unicode_range(self) -> str:
        """As CSS writes it, runs joined.

        >>> Slice("x", frozenset({65, 66, 67, 97})).unicode_range
        'U+41-43,U+61'
        """
        if self.span:
            return f"U+{self.span[0]:X}-{self.span[1]:X}"
        runs: list[list[int]] = []
        for each in sorted(self.characters):
            if runs and each == runs[-1][1] + 1:
                runs[-1][1] = each
            else:
                runs.append([each, each])
        return ",".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in runs)


def first_slice(texts: Iterable[str]) -> Slice:
    """Latin, signs and every character of `texts`; to be declared last, so that it is asked first."""
    said = frozenset(ord(each) for text in texts for each in text if ord(each) > 0x7F)
    return Slice("first", LATIN | SIGNS | said)


def other_slices() -> tuple[Slice, ...]:
    """The rest of Hangul, the everyday syllables in four, and the Hanja of KS X 1001."""
    everyday = _encodable(HANGUL)
    parts = [Slice(f"hangul-{number}", part) for number, part in enumerate(_parts(everyday, 4), 1)]
    rare = Slice("hangul-rare", frozenset(HANGUL) - everyday, span=(HANGUL[0], HANGUL[-1]), bold=False)
    hanja = Slice("hanja", _encodable(range(0x4E00, 0xA000)), span=(0x4E00, 0x9FFF), bold=False)
    return (rare, hanja, *parts)


def write_fonts(folder: Path, parts: Iterable[Slice]) -> str:
    """Writes one woff2 file for each face and slice, and returns the @font-face rules for them."""
    from fontTools import subset

    rules = []
    for weight, face, (package, file) in FACES:
        source = _file_of(package, file)
        for part in parts:
            if weight > 400 and not part.bold:
                continue
            options = subset.Options(flavor="woff2", layout_features=["kern", "locl"], hinting=False)
            options.desubroutinize = True
            font = subset.load_font(str(source), options)
            known = part.characters & font.getBestCmap().keys()
            if not known:
                continue
            chosen = subset.Subsetter(options)
            chosen.populate(unicodes=known)
            chosen.subset(font)
            name = f"noto-{face}-{part.name}.woff2"
            subset.save_font(font, str(folder / name), options)
            rules.append(
                f'@font-face{{font-family:"Noto Sans KR";font-weight:{weight};font-style:normal;'
                f'font-display:swap;src:url("{name}") format("woff2");'
                f"unicode-range:{replace(part, characters=frozenset(known)).unicode_range}}}"
            )
    return "\n".join(rules)


def _file_of(package: str, name: str) -> Path:
    for file in importlib.metadata.files(package) or ():
        if file.name == name and file.locate().exists():
            return Path(str(file.locate()))
    raise FileNotFoundError(f"expected {name} in the package {package}")


def _encodable(characters: Iterable[int]) -> frozenset[int]:
    """Those of KS X 1001, the everyday ones."""
    found = set()
    for each in characters:
        try:
            if len(chr(each).encode("euc_kr")) == 2:
                found.add(each)
        except UnicodeEncodeError:
            continue
    return frozenset(found)


def _parts(characters: frozenset[int], count: int) -> list[frozenset[int]]:
    ordered = sorted(characters)
    size = -(-len(ordered) // count)
    return [frozenset(ordered[start : start + size]) for start in range(0, len(ordered), size)]
