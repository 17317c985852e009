"""A map of customs offices as SVG: detections and inspections as half discs, a ring for warnings in force.

Drawn from shapes in a file of the catalogue; colours come from classes of the page, so that it prints in
black and white and turns dark with the page.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path

WIDTH = 640
LARGEST, SMALLEST = 24.0, 3.0
MARGIN = 0.4
LETTER, PHONE_LETTER = 13.0, 23.0
"""Sizes of a name for which room is sought; with room for the smaller alone it is left out on a phone."""

Point = tuple[float, float]
Ring = tuple[Point, ...]
Projection = Callable[[Point], Point]
Box = tuple[float, float, float, float]
Disc = tuple[float, float, float]
"""Middle and reach of a mark."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One office on the map.

    Attributes:
        detections, inspections: area of the left and of the right half disc; None draws none.
        warnings: number in force; a dashed ring from one on.
        address: where a click leads; words: read out and shown on pointing.
    """

    name: str
    latitude: float
    longitude: float
    detections: int | None
    inspections: int | None
    warnings: int
    address: str
    words: str


@lru_cache(maxsize=4)
def shapes(file: Path, stamp: int) -> tuple[Ring, ...]:
    """Outer rings of a GeoJSON file of polygons, (longitude, latitude); `stamp` tells a changed file apart.

    Raises:
        ValueError: the file is not a collection of polygons.
    """
    try:
        features = json.loads(file.read_text("utf-8"))["features"]
        polygons = [
            polygon
            for feature in features
            for polygon in (
                feature["geometry"]["coordinates"]
                if feature["geometry"]["type"] == "MultiPolygon"
                else [feature["geometry"]["coordinates"]]
            )
        ]
        return tuple(tuple((float(x), float(y)) for x, y, *_ in polygon[0]) for polygon in polygons)
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError(f"{file}: expected a FeatureCollection of polygons, found {error!r}") from None


def map_svg(marks: Sequence[Mark], coast: Sequence[Ring], *, label: str) -> str:
    """The map; marks without numbers are small crosses."""
    to, height = _projection(marks, coast)
    land = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in map(to, ring)) + "Z" for ring in coast)
    most = max((each.detections or 0 for each in marks), default=0)
    most_inspections = max((each.inspections or 0 for each in marks), default=0)
    discs: list[Disc] = [
        (*to((each.longitude, each.latitude)), _reach(each, most, most_inspections)) for each in marks
    ]
    placed: list[Box] = []
    order = sorted(marks, key=lambda each: -(each.detections or 0))
    drawn, names = [], []
    for each in order:
        x, y = to((each.longitude, each.latitude))
        left, right = _radius(each.detections, most), _radius(each.inspections, most_inspections)
        drawn.append(_disc(each, x, y, left, right))
        reach = _reach(each, most, most_inspections)
        for letter, kind in ((PHONE_LETTER, "place"), (LETTER, "place fine")):
            spot = _label_spot(each.name, (x, y, reach), height, discs, placed, letter=letter)
            if spot:
                placed.append(spot.box)
                names.append(
                    f'<text class="{kind}" x="{spot.x:.1f}" y="{spot.y:.1f}" text-anchor="{spot.anchor}"'
                    f' aria-hidden="true">{escape(each.name)}</text>'
                )
                break
    return (
        f'<svg class="office-map" viewBox="0 0 {WIDTH} {height:.0f}" role="group"'
        f' aria-label="{escape(label)}">'
        f'<path class="land" d="{land}"/>{"".join(drawn)}{"".join(names)}</svg>'
    )


def _projection(marks: Sequence[Mark], coast: Sequence[Ring]) -> tuple[Projection, float]:
    points = [point for ring in coast for point in ring] or [(m.longitude, m.latitude) for m in marks]
    points = points or [(124.0, 33.0), (132.0, 39.5)]
    margin = 0.0 if coast else MARGIN
    west, east = min(x for x, _ in points) - margin, max(x for x, _ in points) + margin
    south, north = min(y for _, y in points) - margin, max(y for _, y in points) + margin
    narrow = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / ((east - west) * narrow)

    def to(point: Point) -> Point:
        return (point[0] - west) * narrow * scale, (north - point[1]) * scale

    return to, (north - south) * scale


def _radius(value: int | None, most: int) -> float:
    if not value or not most:
        return 0.0
    return max(LARGEST * math.sqrt(value / most), SMALLEST)


def _reach(mark: Mark, most: int, most_inspections: int) -> float:
    """How far the mark reaches from its middle."""
    discs = _radius(mark.detections, most), _radius(mark.inspections, most_inspections), SMALLEST
    return max(discs) + (4.0 if mark.warnings else 0.0)


def _disc(mark: Mark, x: float, y: float, left: float, right: float) -> str:
    parts = [f"<title>{escape(mark.words)}</title>"]
    if mark.warnings:
        parts.append(
            f'<circle class="ring" cx="{x:.1f}" cy="{y:.1f}" r="{max(left, right, SMALLEST) + 4:.1f}"/>'
        )
    for radius, kind, sweep in ((right, "effort", 1), (left, "found", 0)):
        if radius:
            top, end, r = y - radius, y + radius, f"{radius:.1f}"
            arc = f"M{x:.1f} {top:.1f}A{r} {r} 0 0 {sweep} {x:.1f} {end:.1f}Z"
            parts.append(f'<path class="{kind}" d="{arc}"/>')
    if not left and not right:
        parts.append(f'<path class="none" d="M{x - 3:.1f} {y:.1f}h6M{x:.1f} {y - 3:.1f}v6"/>')
    return f'<a href="{escape(mark.address)}" aria-label="{escape(mark.words)}">{"".join(parts)}</a>'


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a name stands: its point, the side on which it is held, and the room it takes."""

    x: float
    y: float
    anchor: str
    box: Box


def _label_spot(
    name: str, disc: Disc, height: float, discs: Sequence[Disc], placed: Sequence[Box], *, letter: float
) -> Spot | None:
    """Where the name fits in such letters without covering a disc or a name; None where it does not."""
    x, y, reach = disc
    wide = sum(letter if ord(each) > 0x2E80 else letter * 0.56 for each in name)
    slant, descent = reach * 0.75, letter / 4
    for at, base, anchor in (
        (x + reach + 4, y + letter / 3, "start"),
        (x - reach - 4, y + letter / 3, "end"),
        (x, y - reach - descent - 1, "middle"),
        (x, y + reach + letter + 1, "middle"),
        (x + slant, y - slant - descent, "start"),
        (x - slant, y - slant - descent, "end"),
        (x + slant, y + slant + letter, "start"),
        (x - slant, y + slant + letter, "end"),
    ):
        left = at - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        box = (left, base - letter, left + wide, base + descent)
        inside = box[0] >= 0 and box[2] <= WIDTH and box[1] >= 0 and box[3] <= height
        if (
            inside
            and not any(_covers(box, each) for each in discs)
            and not any(_meet(box, o) for o in placed)
        ):
            return Spot(at, base, anchor, box)
    return None


def _covers(box: Box, disc: Disc) -> bool:
    x, y, reach = disc
    aside = x - min(max(x, box[0]), box[2]), y - min(max(y, box[1]), box[3])
    return math.hypot(*aside) < reach


def _meet(box: Box, other: Box) -> bool:
    return box[0] <= other[2] and other[0] <= box[2] and box[1] <= other[3] and other[1] <= box[3]
