"""Kinds of indicators in both languages, as the columns of the workbench bear them."""

from __future__ import annotations

from bongsu.words import named

KIND_WORDS: dict[str, dict[str, str]] = {
    "arrivals": {"ko": "우범국 입국자", "en": "arrivals"},
    "container_traffic": {"ko": "컨테이너", "en": "containers"},
    "crossings": {"ko": "국경 통행", "en": "border crossings"},
    "delivery_residual": {"ko": "인도량 잔차", "en": "delivery residual"},
    "demand": {"ko": "수요", "en": "demand"},
    "duty_free_sales": {"ko": "면세 판매", "en": "duty-free sales"},
    "exchange_rate": {"ko": "환율", "en": "exchange rate"},
    "exports": {"ko": "수출", "en": "exports"},
    "express_parcels": {"ko": "특송물품", "en": "express parcels"},
    "ferry_passengers": {"ko": "여객선 승객", "en": "ferry passengers"},
    "harvest": {"ko": "작황", "en": "harvest"},
    "import_declarations": {"ko": "수입신고", "en": "import declarations"},
    "import_volume": {"ko": "수입량", "en": "import volume"},
    "input_imports": {"ko": "원료 수입", "en": "imports of inputs"},
    "interest_rate": {"ko": "금리", "en": "interest rate"},
    "legal_margin": {"ko": "합법 마진", "en": "legal margin"},
    "legal_sales": {"ko": "합법 판매", "en": "legal sales"},
    "mirror_gap": {"ko": "거울통계 차이", "en": "mirror gap"},
    "neighbour_seizures": {"ko": "외국 적발", "en": "seizures abroad"},
    "net_imports": {"ko": "순수입", "en": "net imports"},
    "null_control": {"ko": "대조군", "en": "null control"},
    "origin_mix_shift": {"ko": "원산지 구성 변화", "en": "shift of origins"},
    "origin_share": {"ko": "원산지 비중", "en": "share of an origin"},
    "parcel_volume": {"ko": "소포 물량", "en": "parcels"},
    "postal_parcels": {"ko": "국제우편", "en": "postal parcels"},
    "price_abroad": {"ko": "해외 가격", "en": "price abroad"},
    "price_change_abroad": {"ko": "해외 가격 변화", "en": "price change abroad"},
    "price_gap": {"ko": "국내외 가격차", "en": "price gap"},
    "price_volatility": {"ko": "시세 변동성", "en": "price volatility"},
    "processed_raw_ratio": {"ko": "가공·원료 비율", "en": "processed to raw"},
    "production": {"ko": "국내 생산", "en": "production"},
    "production_abroad": {"ko": "해외 생산", "en": "production abroad"},
    "quarantine": {"ko": "검역", "en": "quarantine"},
    "quota_fill": {"ko": "쿼터 소진", "en": "quota fill"},
    "retail_demand": {"ko": "소비", "en": "retail demand"},
    "season": {"ko": "계절", "en": "season"},
    "smuggling_margin": {"ko": "밀수 마진", "en": "smuggling margin"},
    "soft_signals": {"ko": "정성 신호", "en": "soft signals"},
    "stocks": {"ko": "재고", "en": "stocks"},
    "substitute_imports": {"ko": "대체품 수입", "en": "imports of substitutes"},
    "substitute_share": {"ko": "유사품목 비중", "en": "share of siblings"},
    "tax_event": {"ko": "세금 변경", "en": "tax event"},
    "tax_event_abroad": {"ko": "해외 세금 변경", "en": "tax event abroad"},
    "tax_wedge": {"ko": "세금 격차", "en": "tax wedge"},
    "taxed_untaxed_spread": {"ko": "과세·면세 격차", "en": "taxed to untaxed"},
    "traveller_arrivals": {"ko": "입국자", "en": "traveller arrivals"},
    "unit_value": {"ko": "수입단가", "en": "unit value"},
    "vessel_calls": {"ko": "선박 입항", "en": "vessel calls"},
    "volatility": {"ko": "변동성", "en": "volatility"},
    "waste_oil": {"ko": "폐유", "en": "waste oil"},
    "world_price": {"ko": "국제시세", "en": "world price"},
}


def indicator_kind_word(kind: str) -> str:
    """A kind in the language in use; its code, spaced, where nobody gave it words."""
    return named(KIND_WORDS[kind]) if kind in KIND_WORDS else kind.replace("_", " ")
