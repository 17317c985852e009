"""The five grades can be told apart by every eye, on paper without colour, and with their text readable."""

from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from bongsu.reports.grades import LOOKS, beacon_svg, fires, grade_text, logo_svg
from bongsu.words.grades import GRADE_WORDS

# Machado, Oliveira, Fernandes (2009), severity 1.0, on linear RGB.
VISIONS = {
    "normal": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = TO_XYZ @ np.ones(3)


def linear(colour: str) -> np.ndarray:
    encoded = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    ratio = TO_XYZ @ np.clip(rgb, 0, 1) / WHITE
    f = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(first: str, second: str) -> float:
    """WCAG 2 contrast ratio."""
    light = [float(TO_XYZ[1] @ linear(colour)) for colour in (first, second)]
    return (max(light) + 0.05) / (min(light) + 0.05)


def test_colours_grow_darker_with_the_grade() -> None:
    lightness = [lab(linear(look.fill))[0] for look in LOOKS[1:]]
    assert all(lighter - darker > 6 for lighter, darker in pairwise(lightness))


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("page", ["light", "dark"])
def test_grades_differ_in_every_kind_of_colour_vision(vision: str, page: str) -> None:
    fills = [look.fill if page == "light" else look.dark_fill for look in LOOKS[1:]]
    seen = [lab(np.asarray(VISIONS[vision]) @ linear(fill)) for fill in fills]
    distances = [np.linalg.norm(a - b) for k, a in enumerate(seen) for b in seen[k + 1 :]]
    assert min(distances) > 15


def test_text_on_every_grade_is_readable() -> None:
    assert min(contrast(look.fill, look.ink) for look in LOOKS) >= 4.5
    assert min(contrast(look.dark_fill, look.dark_ink) for look in LOOKS) >= 4.5


@pytest.mark.parametrize("grade", range(6))
def test_the_beacon_has_five_chimneys_and_as_many_flames_as_the_grade(grade: int) -> None:
    picture = ElementTree.fromstring(beacon_svg(grade))
    places = picture.findall("{http://www.w3.org/2000/svg}g")
    flames = sum(len(place.findall("{http://www.w3.org/2000/svg}path")) - 1 for place in places)
    assert (len(places), flames) == (5, grade)
    assert fires(grade).count("▲") == grade and len(fires(grade)) == 5


def test_number_fires_and_word_stand_together(spoken: str) -> None:
    for grade in (1, 2, 3, 4, 5):
        assert grade_text(grade) == f"{fires(grade)} {grade} {GRADE_WORDS[grade][spoken]}"


def test_the_logo_is_a_picture() -> None:
    assert ElementTree.fromstring(logo_svg()).tag.endswith("svg")
