"""A made-up assessment of the fourteen items, so that every surface can be drawn without a ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest

from bongsu.core.grading.assessment import Finding, Forecast, Reading
from bongsu.core.panel.periods import Period
from bongsu.usecases.report_content import CountAt, IndicatorContent, ItemContent, ReportContent, ValueAt
from bongsu.words import language, use_language

ITEMS = (
    ("tobacco", "담배", "Tobacco", 5),
    ("gold", "금괴", "Gold bullion", 4),
    ("antler", "녹용", "Deer antler velvet", 4),
    ("viagra", "비아그라", "Viagra", 3),
    ("rice", "쌀", "Rice", 3),
    ("garlic", "마늘", "Garlic", 3),
    ("diamond", "다이아몬드", "Diamond", 3),
    ("soybean", "대두", "Soybean", 3),
    ("sea_cucumber", "해삼", "Sea cucumber", 3),
    ("pollack", "명태", "Pollack", 2),
    ("ginseng", "인삼", "Ginseng", 2),
    ("red_pepper", "고추", "Red pepper", 2),
    ("ginger", "생강", "Ginger", 1),
    ("bracken", "고사리", "Bracken", 1),
)
CUTS = (0.20, 0.34, 0.55, 0.80)
CENTRES = {1: 0.08, 2: 0.27, 3: 0.44, 4: 0.66, 5: 0.91}
FIRST, LAST = Period.parse("2001-05"), Period.parse("2005-05")
PATH = 24


def made_up_content(*, seed: int = 20050613) -> ReportContent:
    """Fourteen items with four years of months, known to the end of May 2005."""
    rng = np.random.default_rng(seed)
    items = tuple(_item(rng, *entry) for entry in ITEMS)
    return ReportContent(
        assessment="A-2005-0007",
        as_of=date(2005, 6, 10),
        hash="9f2c41d7a0b35e68c1f04d7733ab90e2f15d86c4",
        method="mixed-poisson",
        items=items,
        made_up=True,
        workspace="demo",
        code_version="0.1.0",
    )


def _item(rng: np.random.Generator, code: str, korean: str, english: str, grade: int) -> ItemContent:
    months = LAST - FIRST + 1
    level = rng.uniform(3, 18)
    rise = np.where(np.arange(months) > months - 7, 1 + 0.14 * grade, 1.0)
    means = level * rise * (1 + 0.25 * np.sin(np.arange(months) * 2 * np.pi / 12 + grade))
    counts = rng.poisson(means)
    detections = [
        CountAt(str(FIRST + step), (FIRST + step).start, int(counts[step]), "reported")
        for step in range(months)
    ]
    if code == "soybean":
        gap = detections[30]
        detections[30] = CountAt(gap.period, gap.start, None, "missing")
    after = LAST + 1
    detections.append(CountAt(str(after), after.start, int(rng.poisson(level / 3)), "incomplete"))
    path = _path(rng, means, grade)
    flags = {
        "pollack": ("no_indicators",),
        "bracken": ("history_too_short_for_indicators", "short_history_grade_capped"),
        "gold": ("short_history",),
    }
    indicators = (
        ()
        if code in ("bracken",)
        else _indicators(rng, code, names=(korean, english), supported=code != "pollack")
    )
    if code == "diamond":
        detections = [*detections[:40], *detections[40:-1]]
    reading = Reading(
        item=code,
        method="mixed-poisson",
        grade=grade,
        forecast=path[-1],
        path=path,
        findings=tuple(entry.finding for entry in indicators),
        flags=flags.get(code, ()),
    )
    return ItemContent(
        names={"ko": korean, "en": english},
        reading=reading,
        unit="kg",
        detections=tuple(detections),
        indicators=indicators,
        cuts=CUTS,
    )


def _path(rng: np.random.Generator, means: np.ndarray, grade: int) -> tuple[Forecast, ...]:
    start = rng.uniform(0.05, 0.35)
    walk = np.linspace(start, CENTRES[grade], PATH) + rng.normal(0, 0.05, PATH)
    walk[-1] = CENTRES[grade] + rng.uniform(-0.05, 0.05)
    forecasts = []
    for step, probability in enumerate(np.clip(walk, 0.004, 0.985)):
        cutoff = LAST - (PATH - 1 - step)
        mean = float(means[len(means) - PATH + step])
        spread = 1.35 * np.sqrt(mean)
        forecasts.append(
            Forecast(
                cutoff=str(cutoff),
                period=str(cutoff + 1),
                mean=mean,
                quantiles={
                    "0.025": max(0.0, np.floor(mean - 1.6 * spread)),
                    "0.1": max(0.0, np.floor(mean - spread)),
                    "0.5": float(np.floor(mean)),
                    "0.9": float(np.ceil(mean + spread)),
                    "0.975": float(np.ceil(mean + 1.8 * spread)),
                },
                probability=float(probability),
                score=float(probability),
                grade=1 + int(sum(probability >= cut for cut in CUTS)),
            )
        )
    return tuple(forecasts)


def _indicators(
    rng: np.random.Generator, code: str, *, names: tuple[str, str], supported: bool
) -> tuple[IndicatorContent, ...]:
    kinds = (
        ("price_gap", "국내외 가격차", "domestic minus foreign price", "KRW/kg", "+", 3),
        ("net_imports", "수입량 − 수출량", "imports minus exports", "t", "-", 5),
        ("tariff_rate", "실행 관세율", "applied tariff rate", "%", "+", 1),
        ("travellers", "반입 여행자 수", "carried by travellers", "명", "?", None),
    )
    entries = []
    months = LAST - FIRST + 1
    for place, (kind, korean, english, unit, sign, lead) in enumerate(kinds):
        good = supported and place == 0
        values = 100 * (1 + place) + np.cumsum(rng.normal(0, 8, months))
        late = 3 if code == "ginger" and place == 1 else 1
        series = tuple(
            ValueAt(str(FIRST + step), (FIRST + step).start, float(values[step]))
            if step < months - late and step != 20
            else ValueAt(str(FIRST + step), (FIRST + step).start, None, "not_reported")
            for step in range(months)
        )
        finding = Finding(
            indicator=f"{code}_{kind}",
            lead=lead if supported or place else None,
            inclusion=(0.93, 0.41, 0.22, 0.05)[place] if supported else 0.04,
            verdict="supported" if good else "candidate" if supported and place == 1 else "none",
            direction=("+" if sign == "?" else sign) if good or place == 1 else "?",
            correlation=(0.52, -0.31, 0.12, None)[place],
            contribution=(0.34, -0.05, 0.01, None)[place] if supported else None,
        )
        entries.append(
            IndicatorContent(
                finding,
                {"ko": f"{names[0]} {korean}", "en": f"{names[1]} {english}"},
                unit,
                sign,
                "made-up",
                series,
            )
        )
    return tuple(entries)


@pytest.fixture(scope="session")
def content() -> ReportContent:
    """The made-up assessment."""
    return made_up_content()


@pytest.fixture(params=["ko", "en"])
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each language in turn, put back afterwards."""
    use_language(request.param)
    yield request.param


@pytest.fixture(autouse=True)
def language_put_back() -> Iterator[None]:
    """A test may choose a language; the next one finds the one before."""
    before = language()
    yield
    use_language(before)
