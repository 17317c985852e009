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
LETTER, LINE = 11.5, 13.0

Point = tuple[float, float]
Ring = tuple[Point, ...]
Projection = Callable[[Point], Point]
Box = tuple[float, float, float, float]


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
    placed: list[Box] = []
    for each in marks:
        (x, y), reach = to((each.longitude, each.latitude)), _reach(each, most, most_inspections)
        placed.append((x - reach, y - reach, x + reach, y + reach))
    order = sorted(marks, key=lambda each: -(each.detections or 0))
    drawn, names = [], []
    for each in order:
        x, y = to((each.longitude, each.latitude))
        left, right = _radius(each.detections, most), _radius(each.inspections, most_inspections)
        drawn.append(_disc(each, x, y, left, right))
        spot = _label_spot(each.name, x, y, _reach(each, most, most_inspections), height, placed)
        if spot:
            placed.append(spot[2])
            names.append(
                f'<text class="place" x="{spot[0]:.1f}" y="{spot[1]:.1f}" aria-hidden="true">'
                f"{escape(each.name)}</text>"
            )
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


def _label_spot(
    name: str,
    x: float,
    y: float,
    reach: float,
    height: float,
    placed: Sequence[Box],
) -> tuple[float, float, Box] | None:
    """Where the name fits without covering another one; None where it does not."""
    wide = sum(LETTER if ord(letter) > 0x2E80 else LETTER * 0.56 for letter in name)
    for left, base in (
        (x + reach + 3, y + 4),
        (x - reach - 3 - wide, y + 4),
        (x - wide / 2, y - reach - 4),
        (x - wide / 2, y + reach + LINE),
        (x + reach * 0.75, y - reach * 0.75),
        (x - reach * 0.75 - wide, y - reach * 0.75),
        (x + reach * 0.75, y + reach * 0.75 + LINE),
        (x - reach * 0.75 - wide, y + reach * 0.75 + LINE),
    ):
        box = (left, base - LINE + 2, left + wide, base + 3)
        inside = box[0] >= 0 and box[2] <= WIDTH and box[1] >= 0 and box[3] <= height
        if inside and all(
            box[2] < other[0] or other[2] < box[0] or box[3] < other[1] or other[3] < box[1]
            for other in placed
        ):
            return left, base, box
    return None
