"""The register of indicator definitions (실물지표): what each is, since when, in which version.

It is data: a definition that changes gets a new version with its date, and the old one stays. Signs are
priors to be tested; publication lags are typical, and the catalogue's own count where it gives them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Mark = Literal["computed", "loaded", "internal"]
FIRST_REGISTER = date(2026, 11, 25)


@dataclass(frozen=True, slots=True)
class Definition:
    """One definition of an indicator.

    Attributes:
        id, version, since: e.g. I01, version 1, in force from this day.
        name: language code → name.
        formula: in the register's notation: P_d domestic and P_f foreign price, e won per currency, F freight
            and insurance, M and X imports and exports.
        unit, frequency: of the result.
        sign: "+" if smuggling is expected to rise with it, "-" if it falls, "±" where it depends.
        lag: typical time from the end of a period to publication.
        functions: what computes it: functions of formulas, or `module.function` of bongsu.core.indicators.
        how: computed from series, loaded as published, or kept inside the service.
    """

    id: str
    name: dict[str, str]
    formula: str
    unit: str
    frequency: str
    sign: str
    lag: str
    functions: tuple[str, ...] = ()
    how: Mark = "computed"
    version: int = 1
    since: date = FIRST_REGISTER


def _of(
    id_: str, ko: str, en: str, formula: str, *rest: str, by: str = "", how: Mark = "computed"
) -> Definition:
    unit, frequency, sign, lag = rest
    return Definition(id_, {"ko": ko, "en": en}, formula, unit, frequency, sign, lag, tuple(by.split()), how)


DEFINITIONS: tuple[Definition, ...] = (
    _of(
        "I01",
        "국내외 가격차",
        "Price gap",
        "P_d - P_f·e",
        "KRW/unit",
        "day, week, month",
        "+",
        "0 days to 1 month",
        by="price_gaps.price_gap",
    ),
    _of(
        "I01r",
        "국내외 가격비",
        "Gap ratio",
        "P_d / (P_f·e) - 1",
        "ratio",
        "day, week, month",
        "+",
        "0 days to 1 month",
        by="price_gaps.gap_ratio",
    ),
    _of(
        "I02",
        "밀수 마진",
        "Smuggling margin",
        "P_d / (P_f·e + F + c) - 1, and P_d - (P_f·e + F + c) in won",
        "ratio, KRW/unit",
        "month",
        "+",
        "the slowest input's",
        by="price_gaps.smuggling_margin price_gaps.smuggling_margin_krw",
    ),
    _of(
        "I02L",
        "합법 마진",
        "Legal margin",
        "P_d / landed cost - 1; below 0 while I02 is above: trade is shut",
        "ratio",
        "month",
        "±",
        "the slowest input's",
        by="price_gaps.legal_margin price_gaps.legal_trade_is_shut",
    ),
    _of(
        "I02T",
        "조세 쐐기",
        "Tax wedge",
        "landed cost / CIF - 1",
        "ratio",
        "event",
        "+",
        "0 days",
        by="price_gaps.tax_wedge landed_cost.landed_cost",
    ),
    _of(
        "I02E",
        "위험조정 기대이익",
        "Risk-adjusted gain",
        "(1 - p)(P_d - C) - p(C + fine)",
        "KRW/unit",
        "month",
        "+",
        "internal",
        by="price_gaps.risk_adjusted_gain",
        how="internal",
    ),
    _of(
        "I03",
        "과세·면세 가격차",
        "Taxed minus untaxed price",
        "P_taxed - P_exempt",
        "KRW/L, KRW/pack",
        "week",
        "+",
        "1 to 7 days",
        by="price_gaps.taxed_untaxed_spread",
    ),
    _of(
        "I04",
        "가격 모멘텀",
        "Price momentum",
        "3-month change of ln P_d, its z-score over 36 months, and FAO's anomaly",
        "log, z",
        "month",
        "+",
        "0 to 3 days",
        by="momentum zscore price_anomaly",
    ),
    _of(
        "I05",
        "수급량(수입-수출)",
        "Net imports",
        "M - X",
        "kg, USD",
        "month",
        "±",
        "15 days",
        by="supply.net_imports",
    ),
    _of(
        "I06",
        "환율",
        "Exchange rate",
        "ln e, its change and its volatility",
        "log",
        "day",
        "±",
        "0 to 1 day",
        by="momentum volatility",
    ),
    _of(
        "I07",
        "세제·규제 변경",
        "Tax or rule change",
        "step, pulse or decay of the change of I02T",
        "as I02T",
        "event",
        "+",
        "known in advance: the day of announcement",
        by="tax_events.event_column diff decay",
    ),
    _of(
        "I08",
        "수입량 추세이탈",
        "Import volume against its season",
        "(M - median of the same month) / (1.4826 MAD)",
        "z",
        "month",
        "±",
        "15 days",
        by="seasonal_zscore",
    ),
    _of(
        "I09",
        "수입단가 이상",
        "Unit-value anomaly",
        "robust z of UV; UV / floor with floor = specific / ad valorem; UV_processed / (k·UV_raw)",
        "z, ratio",
        "month",
        "-",
        "15 days",
        by="robust_zscore unit_values.against_peers unit_values.over_floor unit_values.processed_raw_ratio",
    ),
    _of(
        "I10",
        "유사품목 대체율",
        "Substitute forms",
        "share of low-tariff siblings in the family",
        "share",
        "month",
        "+",
        "15 days",
        by="share trade_mix.substitute_share",
    ),
    _of(
        "I11",
        "미러통계 차이",
        "Mirror gap",
        "ln X_partner·(CIF/FOB) - ln M, summed over 3 months; value = quantity + unit value",
        "log",
        "month, year",
        "+",
        "2 to 6 months; 6 to 12 by year",
        by="mirror_gap.mirror_gap",
    ),
    _of(
        "I12",
        "생산·작황",
        "Production and harvest",
        "100·level / normal year",
        "% of normal",
        "year, month",
        "-",
        "1 to 12 months",
        by="normal supply.against_normal",
    ),
    _of(
        "I13",
        "합법 소비·판매",
        "Legal sales",
        "ln(sales / their mean before); sudden fall",
        "log",
        "month",
        "-",
        "1 to 2 months",
        by="supply.sales_trend supply.sudden_drop",
    ),
    _of(
        "I14",
        "재고",
        "Stocks",
        "stock / monthly use",
        "months",
        "month",
        "-",
        "1 to 2 months",
        by="supply.stock_to_use",
    ),
    _of(
        "I15",
        "소득·소비심리",
        "Demand",
        "sentiment and retail indices",
        "index",
        "month",
        "+",
        "1 month",
        how="loaded",
    ),
    _of(
        "I16",
        "면세점·보세 판매",
        "Duty-free sales",
        "value by category",
        "KRW",
        "month",
        "+",
        "1 month",
        how="loaded",
    ),
    _of(
        "I17",
        "우범국 입국자",
        "Traveller arrivals",
        "arrivals by route times the route's weight",
        "person",
        "month",
        "+",
        "1 to 1.5 months",
        by="exposures.weighted_exposure",
    ),
    _of(
        "I18",
        "특송·우편 물량",
        "Parcel volume",
        "parcels by origin times the origin's weight",
        "parcel",
        "month",
        "+",
        "1 to 2 months",
        by="exposures.weighted_exposure",
    ),
    _of(
        "I19",
        "입항·컨테이너",
        "Vessel and container calls",
        "calls by last port times the port's weight",
        "call",
        "day, month",
        "+",
        "0 days to 1 month",
        by="exposures.weighted_exposure",
    ),
    _of(
        "I20",
        "검역·식품 부적합",
        "Quarantine rejections",
        "rejected lots",
        "count",
        "week",
        "+",
        "1 to 7 days",
        how="loaded",
    ),
    _of(
        "I21",
        "시장접근물량 소진율",
        "Quota fill",
        "in-quota imports since the year began / quota; days to exhaustion",
        "ratio, days",
        "week, month",
        "+",
        "1 to 15 days",
        by="year_to_date quota.quota_fill quota.days_to_exhaustion",
    ),
    _of(
        "I22",
        "인접국 적발",
        "Neighbours' seizures",
        "counts against their usual pace, on Anscombe's scale",
        "count",
        "month",
        "+",
        "0.5 to 6 months",
        by="exposures.neighbour_seizures",
    ),
    _of(
        "I23",
        "국제시세·변동성",
        "World price and volatility",
        "ln P, its change, realised volatility",
        "log",
        "day, month",
        "±",
        "0 to 30 days",
        by="momentum volatility",
    ),
    _of(
        "I24",
        "계절·명절",
        "Calendar",
        "lunar feasts ahead, kimjang, seasons, trading days",
        "share, days",
        "month",
        "+",
        "0 days",
        by="holidays_ahead kimjang_ahead season trading_days",
    ),
    _of(
        "I25",
        "금리·자금",
        "Interest and liquidity",
        "treasury yield, money",
        "%",
        "day, month",
        "±",
        "0 to 2 months",
        how="loaded",
    ),
    _of(
        "I26",
        "온라인·신고",
        "Soft signals",
        "tip-offs, searches, online offers",
        "count",
        "day, week",
        "+",
        "0 to 1 day",
        how="internal",
    ),
    _of(
        "I27",
        "원료·위조기반 수입",
        "Input imports",
        "z of imports of ingredients and packaging",
        "z",
        "month",
        "+",
        "15 days",
        by="zscore robust_zscore",
    ),
    _of(
        "I28",
        "급유 잔차",
        "Fuel-delivery residual",
        "robust z of ln(delivered / ships' tonnage)",
        "z",
        "month",
        "+",
        "1 month",
        by="exposures.delivery_residual",
    ),
    _of(
        "I29",
        "폐유 배출 이상",
        "Waste-oil anomaly",
        "robust z of ln(waste oil landed / calls)",
        "z",
        "month",
        "+",
        "1 to 2 months",
        by="exposures.waste_oil_anomaly",
    ),
    _of(
        "I30",
        "단속강도",
        "Inspection effort",
        "inspections, officer-days: an exposure, not a predictor",
        "count",
        "week, month",
        "±",
        "internal",
        how="internal",
    ),
    _of(
        "I31",
        "적발률",
        "Hit rate",
        "hits / inspections, the random ones apart",
        "%",
        "month",
        "±",
        "internal",
        how="internal",
    ),
    _of(
        "I32",
        "지정·경보 이력",
        "Designations and warnings",
        "start and end of designations and own warnings",
        "0 or 1",
        "event",
        "±",
        "0 days",
        by="tax_events.event_column",
    ),
    _of(
        "I33",
        "원산지 구성 변화",
        "Origin-mix shift",
        "Hellinger or Jensen-Shannon distance of origin shares from the 12 months before; new origins' share",
        "0 to 1",
        "month",
        "+",
        "15 days",
        by="mix_shift mix_divergence trade_mix.new_origin_share",
    ),
    _of(
        "I34",
        "집중도",
        "Concentration",
        "Σ share²",
        "0 to 1",
        "month",
        "+",
        "15 days",
        by="concentration trade_mix.concentration",
    ),
)


def definition(id_: str, *, on: date | None = None) -> Definition:
    """The definition of this id in force on a day, or its newest version.

    Raises:
        KeyError: there is none.
    """
    found = [each for each in DEFINITIONS if each.id == id_ and (on is None or each.since <= on)]
    if not found:
        raise KeyError(id_)
    return max(found, key=lambda each: each.version)
