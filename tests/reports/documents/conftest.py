"""Document contents made from the made-up assessment, without a ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from bongsu.usecases.document_content import DocumentContent, Kind, MovePart, Version, WarningPart
from bongsu.usecases.document_versions import count_table, item_of_version, recent_of
from bongsu.usecases.report_content import ReportContent

OFFICES = ({"ko": "서울세관", "en": "Seoul Customs"}, {"ko": "부산세관", "en": "Busan Customs"})
CODES = {"gold", "tobacco", "rice"}


@pytest.fixture(scope="session")
def document_of(content: ReportContent):  # type: ignore[no-untyped-def]
    """Makes the content of a document about three items; warnings speak of gold."""

    def make(kind: Kind, version: Version = Version.FULL) -> DocumentContent:
        whole = [item for item in content.items if item.code in CODES]
        if kind in (Kind.DOSSIER, Kind.WARNING):
            whole = [item for item in whole if item.code == "gold"]
        own = {point.period: (point.count or 0) // 2 for item in whole for point in item.detections}
        items = tuple(item_of_version(item, version, own=own) for item in whole)
        counts = np.array([[1, 9, 8], [7, 6, 5], [4, 4, 4]])[: len(items)]
        table = count_table(
            counts,
            about="channel",
            span=("2005-05", "2005-05"),
            rows=[item.names for item in items],
            columns=[
                {"ko": "수입화물", "en": "cargo"},
                {"ko": "여행자", "en": "travellers"},
                {"ko": "우편", "en": "post"},
            ],
            version=version,
        )
        return DocumentContent(
            kind=kind,
            version=version,
            moment=datetime(2005, 6, 13, 9, tzinfo=UTC),
            report=replace(content, items=items),
            office="010" if version is Version.OFFICE else "",
            office_names=OFFICES[0] if version is Version.OFFICE else {},
            period="2005-05" if kind is Kind.BULLETIN else "",
            subject={Kind.DOSSIER: "gold", Kind.WARNING: "2005-001"}.get(kind, ""),
            recent={
                item.code: recent_of(item, "2005-05", before="2005-04", year_before="2004-05")
                for item in items
            },
            tables=(table,) if table and kind is Kind.BULLETIN else (),
            warnings=(_warning(version),),
        )

    return make


def _warning(version: Version) -> WarningPart:
    names = {Version.FULL: OFFICES, Version.OFFICE: OFFICES[:1], Version.PUBLIC: ()}[version]
    public = version is Version.PUBLIC
    return WarningPart(
        number="2005-001",
        item="gold",
        names={"ko": "금괴", "en": "Gold bullion"},
        grade=4,
        state="issued",
        assessment="A-2005-0007",
        as_of=date(2005, 6, 10),
        act="issued",
        acted_at=datetime(2005, 6, 13, 9, tzinfo=UTC),
        offices=tuple(names),
        legal_basis="관세법 제269조",
        channels=() if public else ("cargo",),
        valid_from=date(2005, 6, 13),
        valid_until=date(2005, 8, 12),
        measures=() if public else ('=HYPERLINK("http://x")', "검색 비율을 2배로"),
        routes=() if public else ("홍콩 → 인천공항",),
        concealments=() if public else ("공구류 내부",),
        action_grade=3,
        moves=(MovePart("issued", datetime(2005, 6, 13, 9, tzinfo=UTC), "lee", "승인"),),
    )
