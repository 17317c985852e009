"""Drafts of letters to agencies whose data are overdue, in Korean and English; a person signs them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from bongsu.usecases.partners import Partner

KOREAN = """수신: {owner}{contact}
제목: 『{name}』 자료 제공 협조 요청

1. 귀 기관의 무궁한 발전을 기원합니다.

2. 우리 기관은 밀수동향 분석을 위하여 귀 기관의 『{name}』 자료를 이용하고 있습니다.
   마지막으로 받은 자료는 {newest} 기간의 것이며(받은 날 {arrived}), 다음 자료는 {expected}까지
   받을 예정이었으나 {today} 현재 {overdue}일째 받지 못하고 있습니다.

3. 이 자료는 다음 품목의 위험도 측정에 쓰입니다.
{items}

4. 자료의 제공 일정, 또는 제공 방식이 바뀌었다면 그 내용을 알려 주시기 바랍니다.
   이미 제공하셨다면 이 요청은 거두어 주시기 바랍니다.

{today}
[담당 부서·이름·전화]
(초안: 서명 전에 확인하십시오. 자료: {source})
"""

ENGLISH = """To: {owner}{contact}
Subject: Overdue data: {name}

Dear colleagues,

We use your data "{name}" to measure the risk of smuggling. What we received last is of {newest}
(received {arrived}). The next data were expected by {expected}; as of {today} they are {overdue} days
overdue.

They bear on the risk grades of these goods:
{items}

Please let us know when the data can be expected, or what has changed if they are now published in another
way. If you have sent them already, please disregard this letter.

{today}
[unit, name, telephone]
(Draft: check before signing. Source: {source})
"""


def write_letters(partners: Iterable[Partner], folder: Path, *, day: date) -> list[Path]:
    """One letter in each language for every overdue partner; gives the files written."""
    written = []
    for partner in partners:
        if not partner.days_overdue:
            continue
        folder.mkdir(parents=True, exist_ok=True)
        for language, text in (("ko", KOREAN), ("en", ENGLISH)):
            file = folder / f"{day}-{partner.source.replace('/', '-')}.{language}.txt"
            file.write_text(text.format(**_words(partner, day, language)), encoding="utf-8")
            written.append(file)
    return written


def _words(partner: Partner, day: date, language: str) -> dict[str, object]:
    return {
        "owner": partner.owner or ("[기관]" if language == "ko" else "[agency]"),
        "contact": f" ({partner.contact})" if partner.contact else "",
        "name": partner.names.get(language) or partner.source,
        "newest": partner.newest,
        "arrived": f"{partner.last_arrival:%Y-%m-%d}" if partner.last_arrival else "-",
        "expected": partner.next_expected,
        "today": day,
        "overdue": partner.days_overdue,
        "items": "\n".join(_cost_lines(partner, language)) or "   -",
        "source": partner.source,
    }


def _cost_lines(partner: Partner, language: str) -> Iterable[str]:
    for cost in partner.costs:
        if language == "ko":
            line = f"   - {cost.item}: 지표 {cost.of_indicators}개 가운데 {cost.indicators}개"
            share = f", 모형이 두는 무게의 {cost.inclusion:.0%}" if cost.inclusion is not None else ""
        else:
            line = f"   - {cost.item}: {cost.indicators} of {cost.of_indicators} indicators"
            share = f", {cost.inclusion:.0%} of the model's weight" if cost.inclusion is not None else ""
        yield line + share
