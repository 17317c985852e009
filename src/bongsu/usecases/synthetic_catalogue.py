"""The catalogue of the made-up country: the 14 items of 2005, twenty kinds of indicators, four offices."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from bongsu.catalogue.packs import PACKS
from bongsu.core.indicators.units import UnitError, parse_unit
from bongsu.core.panel.periods import Frequency

SOURCE = "synthetic-country"
MADE_UP = "가상 자료 / made-up data"
"""The note on every entry; screens and pages carry the label once, from the workspace's settings."""


@dataclass(frozen=True, slots=True)
class MadeUpItem:
    """An item of the made-up country.

    Attributes:
        price_krw, price_gap_krw: domestic price of one `unit`, and by how much it is above the foreign one.
        case_value_krw: median value of one detected case.
    """

    code: str
    ko: str
    en: str
    unit: str
    hs: str
    price_krw: int
    price_gap_krw: int
    case_value_krw: int


@dataclass(frozen=True, slots=True)
class IndicatorKind:
    """One idea of an indicator, the same for every item.

    Attributes:
        unit: "" where it is the item's own.
        level, spread: the mean and the standard deviation of its values over the world's months; for the
            price gap, in shares of the item's own.
    """

    kind: str
    ko: str
    en: str
    unit: str
    level: float
    spread: float
    sign: str = "?"


ITEMS = (
    MadeUpItem("tobacco", "담배", "Tobacco", "pack", "240220", 2_000, 600, 6_000_000),
    MadeUpItem("gold", "금괴", "Gold bullion", "kg", "710812", 14_500_000, 1_100_000, 45_000_000),
    MadeUpItem("antler_velvet", "녹용", "Antler velvet", "kg", "050790", 180_000, 60_000, 12_000_000),
    MadeUpItem("viagra", "비아그라", "Viagra", "tablet", "300490", 12_000, 9_000, 8_000_000),
    MadeUpItem("rice", "쌀", "Rice", "kg", "100630", 2_100, 1_400, 9_000_000),
    MadeUpItem("garlic", "마늘", "Garlic", "kg", "070320", 2_400, 900, 7_000_000),
    MadeUpItem("diamond", "다이아몬드", "Diamond", "carat", "710239", 2_500_000, 500_000, 60_000_000),
    MadeUpItem("soybean", "대두", "Soybean", "kg", "120100", 3_200, 2_000, 10_000_000),
    MadeUpItem("sea_cucumber", "해삼", "Sea cucumber", "kg", "030791", 60_000, 25_000, 5_000_000),
    MadeUpItem("pollack", "명태", "Pollack", "kg", "030379", 2_600, 500, 11_000_000),
    MadeUpItem("ginseng", "인삼", "Ginseng", "kg", "121120", 55_000, 30_000, 6_000_000),
    MadeUpItem("red_pepper", "고추", "Red pepper", "kg", "090420", 6_500, 3_000, 14_000_000),
    MadeUpItem("ginger", "생강", "Ginger", "kg", "091010", 3_800, 1_800, 6_000_000),
    MadeUpItem("bracken", "고사리", "Bracken", "kg", "071290", 9_000, 4_500, 4_000_000),
)

KINDS = (
    IndicatorKind("price_gap", "국내외 가격차", "domestic minus foreign price", "", 1.0, 0.25, "+"),
    IndicatorKind("net_imports", "수입량-수출량", "imports minus exports", "", 24_000, 4_000, "-"),
    IndicatorKind("exchange_rate", "주공급국 환율", "suppliers' exchange rate", "2000=100", 100, 6),
    IndicatorKind("world_price", "국제시세", "world price", "2000=100", 110, 14),
    IndicatorKind("unit_value", "수입단가", "import unit value", "2000=100", 105, 9),
    IndicatorKind("import_declarations", "수입신고 건수", "import declarations", "count", 1_600, 180),
    IndicatorKind("production", "국내 생산·작황", "domestic production", "2000=100", 98, 8),
    IndicatorKind("legal_sales", "합법 판매량", "legal sales", "2000=100", 104, 7),
    IndicatorKind("stocks", "재고", "stocks", "months of use", 3.2, 0.3),
    IndicatorKind("retail_demand", "소비 지수", "retail demand", "2000=100", 102, 5),
    IndicatorKind("duty_free_sales", "면세점 판매액", "duty-free sales", "million KRW", 8_200, 700),
    IndicatorKind("arrivals", "우범국 입국자", "arrivals from risk countries", "persons", 42_000, 4_500),
    IndicatorKind("ferry_passengers", "국제여객선 승객", "ferry passengers", "persons", 18_000, 1_900),
    IndicatorKind("express_parcels", "특송물품", "express parcels", "count", 90_000, 9_500),
    IndicatorKind("postal_parcels", "국제우편물", "postal parcels", "count", 61_000, 6_000),
    IndicatorKind("container_traffic", "컨테이너 반입", "container traffic", "TEU", 5_400, 480),
    IndicatorKind("mirror_gap", "거울통계 차이", "mirror gap", "log ratio", 0.12, 0.08),
    IndicatorKind("substitute_share", "유사품목 비중", "share of sibling codes", "%", 22, 2.4),
    IndicatorKind("interest_rate", "시중금리", "interest rate", "%", 4.6, 0.4),
    IndicatorKind("price_volatility", "시세 변동성", "volatility of the world price", "%", 17, 1.8),
)

OFFICES = (
    ("010", "서울세관", "Seoul Customs", 37.52, 127.04),
    ("020", "인천세관", "Incheon Customs", 37.46, 126.62),
    ("030", "부산세관", "Busan Customs", 35.10, 129.04),
    ("040", "인천공항세관", "Incheon Airport Customs", 37.45, 126.45),
)
CHANNELS = ("cargo", "traveller", "express", "post")

TARIFF = """
item = "gold"
notes = "가상 자료 / made-up data"

[[good]]
code = "bullion"
name = { ko = "금괴", en = "Bullion" }
unit = "g"

[[rate]]
good = "bullion"
type = "A"
ad_valorem = 0.03
valid_from = "2001-01-01"
source = "synthetic-country"

[[tax]]
code = "vat"
name = { ko = "부가가치세", en = "Value-added tax" }
rate = 0.1
of = ["cif", "duty"]
valid_from = "2001-01-01"
source = "synthetic-country"
"""

FIRST = {Frequency.MONTH: "2001-01", Frequency.WEEK: "2001-W01"}
"""The country's first period."""

FORMULAS = {
    "gold_price_gap": ("gold_domestic_krw_g", "gold_world_krw_g", 12.5),
    "gold_net_imports": ("gold_imports_kg", "gold_exports_kg", 0.4),
}
"""Indicators that are the difference of two series, and the level of the second one in multiples of the
difference; every other indicator is a series of its own name."""

PARTS = {
    "gold_domestic_krw_g": ("금 국내가격", "Gold, price at home", "KRW/g", "domestic_price"),
    "gold_world_krw_g": ("금 국제가격", "Gold, price abroad", "KRW/g", "world_price"),
    "gold_imports_kg": ("금 수입량", "Gold, imports", "kg", ""),
    "gold_exports_kg": ("금 수출량", "Gold, exports", "kg", ""),
}
"""The series that those formulas are made of: name in both languages, unit, alias."""


def indicator_code(item: MadeUpItem, kind: IndicatorKind) -> str:
    """Code of one item's indicator, e.g. gold_price_gap."""
    return f"{item.code}_{kind.kind}"


def indicator_unit(item: MadeUpItem, kind: IndicatorKind) -> str:
    """Unit of one item's indicator; gold is priced by the gram."""
    if kind.kind == "price_gap":
        return "KRW/g" if item.code == "gold" else f"KRW/{item.unit}"
    return kind.unit or item.unit


def write_catalogue(folder: Path, lags: list[int], *, frequency: Frequency = Frequency.MONTH) -> None:
    """Writes items.toml, indicators.toml, series.toml, offices.toml, sources.toml and the tariff of gold.

    Args:
        lags: for each kind, periods from the end of a period to its publication.
        frequency: of every item, months or weeks.
    """
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "items.toml": "\n".join(_item(item, frequency) for item in ITEMS),
        "indicators.toml": "\n".join(
            _indicator(item, kind, f"P{lag}{frequency[0].upper()}" if lag else "P0D")
            for item in ITEMS
            for kind, lag in zip(KINDS, lags, strict=True)
        ),
        "series.toml": "\n".join(_series()),
        "offices.toml": "\n".join(_office(*office) for office in OFFICES),
        "sources.toml": "\n".join(
            [
                "[[source]]",
                f'code = "{SOURCE}"',
                _name("가상 국가", "Synthetic country"),
                'description = "Simulated; none of it is a fact about any country."',
                f'frequency = "{frequency}"',
                "",
            ]
        ),
    }
    for file, text in texts.items():
        (folder / file).write_text(text, encoding="utf-8")
    (folder / "tariffs").mkdir(exist_ok=True)
    (folder / "tariffs" / "gold.toml").write_text(TARIFF.lstrip(), encoding="utf-8")
    shutil.copyfile(PACKS / "kr-2005" / "coast.geojson", folder / "coast.geojson")


def _name(ko: str, en: str) -> str:
    return f'name = {{ ko = "{ko}", en = "{en}" }}\nnotes = "{MADE_UP}"'


def _item(item: MadeUpItem, frequency: Frequency) -> str:
    codes = "".join(f'  "{indicator_code(item, kind)}",\n' for kind in KINDS)
    return "\n".join(
        [
            "[[item]]",
            f'code = "{item.code}"',
            _name(item.ko, item.en),
            f'unit = "{item.unit}"',
            f'hs = ["{item.hs}"]',
            f'frequency = "{frequency}"',
            f'valid_from = "{FIRST[frequency]}"',
            f"indicators = [\n{codes}]",
            "",
        ]
    )


def _indicator(item: MadeUpItem, kind: IndicatorKind, lag: str) -> str:
    code = indicator_code(item, kind)
    parts = FORMULAS.get(code)
    return "\n".join(
        [
            "[[indicator]]",
            f'code = "{code}"',
            f'kind = "{kind.kind}"',
            _name(f"{item.ko} {kind.ko}", f"{item.en}: {kind.en}"),
            f'formula = "{parts[0]} - {parts[1]}"' if parts else f'series = "{code}"',
            f'unit = "{indicator_unit(item, kind)}"',
            f'sign = "{kind.sign}"',
            f"threshold = {'true' if kind.kind == 'price_gap' else 'false'}",
            "leads = [0, 12]",
            f'publication_lag = "{lag}"',
            f'source = "{SOURCE}"',
            "",
        ]
    )


def _series() -> list[str]:
    """Every raw series with its unit, "?" for an index; an indicator without a formula is one of its name."""
    own = [
        _one_series(code, f"{item.ko} {kind.ko}", f"{item.en}: {kind.en}", indicator_unit(item, kind))
        for item in ITEMS
        for kind in KINDS
        if (code := indicator_code(item, kind)) not in FORMULAS
    ]
    return own + [_one_series(code, *told) for code, told in PARTS.items()]


def _one_series(code: str, ko: str, en: str, unit: str, alias: str = "") -> str:
    called = [f'alias = ["{alias}"]'] if alias else []
    return "\n".join(
        ["[[series]]", f'code = "{code}"', _name(ko, en), f'unit = "{_known(unit)}"', *called, ""]
    )


def _known(unit: str) -> str:
    """The unit, or "?" where it is an index or the like."""
    try:
        parse_unit(unit)
    except UnitError:
        return "?"
    return unit


def _office(code: str, ko: str, en: str, latitude: float, longitude: float) -> str:
    place = [f"latitude = {latitude}", f"longitude = {longitude}"]
    return "\n".join(["[[office]]", f'code = "{code}"', _name(ko, en), *place, ""])
