"""How the five grades look, everywhere: number, fires, word and colour, always together.

The colours grow darker with the grade, so that they keep their order in black and white and for every kind
of colour vision; the fires and the number carry the grade where there is no colour at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from bongsu.words.grades import grade_word

LIT, UNLIT = "▲", "△"
"""Both are in KS X 1001: every Korean font and code page has them, and a row always holds five of them, so
that columns stay aligned also where a terminal gives them two cells."""


@dataclass(frozen=True, slots=True)
class GradeLook:
    """Colours of one grade.

    Attributes:
        fill, ink: background of the grade's label, and the text on it.
        dark_fill, dark_ink: the same on a dark page.
        wash: a faint tint for bands in charts.
    """

    grade: int
    fill: str
    ink: str
    dark_fill: str
    dark_ink: str
    wash: str


LOOKS: tuple[GradeLook, ...] = (
    GradeLook(0, "#ffffff", "#4a555d", "#1a2126", "#a9b5bd", "#ffffff"),
    GradeLook(1, "#e3ebee", "#1b2329", "#2a3740", "#e6ecef", "#f6f8f9"),
    GradeLook(2, "#f5cf52", "#1a1408", "#efc84a", "#14191d", "#fdf6dd"),
    GradeLook(3, "#ec8a2c", "#1a0f05", "#e08026", "#14191d", "#fcebd9"),
    GradeLook(4, "#c2331f", "#ffffff", "#d2452f", "#ffffff", "#f7dcd7"),
    GradeLook(5, "#5c0b33", "#ffffff", "#9b1f6e", "#ffffff", "#e9d5de"),
)


def fires(grade: int, *, lit: str = LIT, unlit: str = UNLIT) -> str:
    """Five fires as text, lit up to the grade.

    >>> fires(4)
    '▲▲▲▲△'
    """
    return lit * grade + unlit * (5 - grade)


def grade_text(grade: int) -> str:
    """Fires, number and word in one line of plain text.

    >>> from bongsu.words import use_language
    >>> use_language("en"); grade_text(2)
    '▲▲△△△ 2 Watch'
    """
    return f"{fires(grade)} {grade} {grade_word(grade)}" if grade else f"{fires(0)} – {grade_word(0)}"


FLAME = "M5 0C5.6 2.6 8.6 4.4 8.6 8A3.6 3.9 0 0 1 5 12A3.6 3.9 0 0 1 1.4 8C1.4 6.2 2.6 5.2 3.2 3.8C3.8 4.6 4 5.2 4.1 5.8C5 4.4 5.2 2.2 5 0Z"  # noqa: E501
CHIMNEY = "M2.6 14H7.4L8.8 21H1.2Z"


def beacon_shapes(grade: int, *, lit: str, stone: str) -> str:
    """The SVG shapes of the beacon mark in a box of 60 × 22: five chimneys, and a flame on each lit one."""
    parts = []
    for place in range(5):
        flame = f'<path d="{FLAME}" fill="{lit}"/>' if place < grade else ""
        shape = f'<path d="{CHIMNEY}" fill="{stone}"/>' if place < grade else _cold_chimney(stone)
        parts.append(f'<g transform="translate({place * 12.5:g})">{flame}{shape}</g>')
    return "".join(parts)


def _cold_chimney(stone: str) -> str:
    return f'<path d="{CHIMNEY}" fill="none" stroke="{stone}" stroke-width="1"/>'


def beacon_svg(grade: int, *, height: int = 22, colour: str | None = None, stone: str = "#5b6770") -> str:
    """The beacon mark as a complete SVG picture with its meaning as a title.

    Args:
        grade: 0 (no fire) to 5.
        colour: of the flames; the grade's own by default.
    """
    label = grade_text(grade)
    lit = colour or (LOOKS[grade].fill if grade > 1 else "#7d8f99")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 22" width="{height * 60 / 22:.0f}" '
        f'height="{height}" role="img" aria-label={quoteattr(label)}><title>{escape(label)}</title>'
        f"{beacon_shapes(grade, lit=lit, stone=stone)}</svg>"
    )


def logo_svg() -> str:
    """The mark of bongsu in a square, for the favicon: one beacon at night, crisp at 16 px."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="5" '
        f'fill="#17324d"/><path transform="translate(7 2) scale(1.8 1.5)" d="{FLAME}" fill="#f5a63c"/>'
        '<path d="M11 22H21L24 30H8Z" fill="#ffffff"/></svg>'
    )
