"""A document's content comes from one stored assessment and is cut to its version before it is drawn."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from bongsu.core.panel.periods import Period, span
from bongsu.usecases.document_content import Kind, Version
from bongsu.usecases.gather_documents import gather_document
from bongsu.usecases.load import load_files
from bongsu.usecases.record_assessment import assess_and_record
from bongsu.usecases.workspace import Workspace
from bongsu.words.refusal import Refusal

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ITEMS = "".join(
    f'[[item]]\ncode = "{item}"\nname = {{ ko = "{item}", en = "{item}" }}\nunit = "kg"\nhs = ["710812"]\n'
    'frequency = "month"\nindicators = []\n\n'
    for item in ("gold", "silver")
)
OFFICES = "".join(
    f'[[office]]\ncode = "{code}"\nname = {{ ko = "{name}", en = "{name}" }}\n\n'
    for code, name in (("010", "Seoul"), ("020", "Incheon"))
)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """Two items counted by month at two offices; gold is found at 010 ten times as often as at 020."""
    place = Workspace.create(tmp_path_factory.mktemp("documents") / "w", pack="empty")
    for name, text in (("items", ITEMS), ("offices", OFFICES)):
        (place.catalogue_folder / f"{name}.toml").write_text(text, encoding="utf-8")
    rng = np.random.default_rng(7)
    lines = ["item,period,count,office,channel,known_at"]
    for period in span(Period.parse("2003-01"), Period.parse("2005-05")):
        for office, level in (("010", 10), ("020", 1)):
            lines += [
                f"gold,{period},{rng.poisson(level)},{office},{channel},{period.end}"
                for channel in ("cargo", "post")
            ]
        lines.append(f"silver,{period},{rng.poisson(6)},010,cargo,{period.end}")
    file = place.folder / "detections.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    place = Workspace.open(place.folder)
    for report in load_files(place, [file], now=NOW):
        assert not report.refusal and not report.quarantined, report
    assess_and_record(place, as_of=date(2005, 5, 31), method="ma12", now=NOW, actor="kim")
    return place


def test_the_full_tables_add_up_to_the_national_series(workspace):
    content = gather_document(workspace, Kind.BULLETIN)
    by_office, by_channel = content.tables
    assert [table.about for table in content.tables] == ["office", "channel"]
    assert by_office.cells[-1][-1] == by_channel.cells[-1][-1]
    for item, row in zip(content.report.items, by_office.cells, strict=False):
        assert row[-1].count == item.detections[-1].count


def test_an_office_sees_its_own_counts_and_only_items_that_concern_it(workspace):
    content = gather_document(workspace, Kind.BULLETIN, version=Version.OFFICE, office="020")
    national = gather_document(workspace, Kind.DOSSIER, subject="gold").report.items[0]
    (gold,) = content.report.items
    assert gold.code == "gold"
    for own, whole in zip(gold.detections, national.detections, strict=True):
        assert own.count <= whole.count
    assert (
        sum(point.count for point in gold.detections) < sum(point.count for point in national.detections) / 5
    )
    assert [table.about for table in content.tables] == ["channel"]


def test_the_public_series_hides_small_counts_and_gives_no_table_that_repeats_its_sum(workspace):
    content = gather_document(workspace, Kind.DOSSIER, version=Version.PUBLIC, subject="silver")
    full = gather_document(workspace, Kind.DOSSIER, subject="silver").report.items[0]
    for shown, whole in zip(content.report.items[0].detections, full.detections, strict=True):
        assert shown.count == (whole.count if whole.count >= 3 else None)
    assert content.tables == ()


def test_a_bulletin_is_of_the_month_that_was_asked_for(workspace):
    content = gather_document(workspace, Kind.BULLETIN, period=Period.parse("2005-05"))
    assert (content.period, content.as_of) == ("2005-05", date(2005, 5, 31))
    with pytest.raises(Refusal, match="2005-04"):
        gather_document(workspace, Kind.BULLETIN, period=Period.parse("2005-04"))


def test_an_office_version_needs_an_office_of_the_catalogue_and_others_none(workspace):
    with pytest.raises(Refusal, match="010, 020"):
        gather_document(workspace, Kind.BRIEFING, version=Version.OFFICE, office="999")
    with pytest.raises(Refusal, match="--office"):
        gather_document(workspace, Kind.BRIEFING, office="010")


def test_an_item_that_was_not_assessed_has_no_dossier(workspace):
    with pytest.raises(Refusal, match="gold, silver"):
        gather_document(workspace, Kind.DOSSIER, subject="tin")
