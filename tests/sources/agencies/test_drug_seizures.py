"""The seizure file: fiscal years, absent rows, contradictions, and what may never become a zero."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bongsu.catalogue import Catalogue
from bongsu.catalogue.packs import pack_folder
from bongsu.facts.tables import DETECTIONS, STAMPS
from bongsu.sources.parsed import Parsed
from bongsu.sources.registry import recognise
from bongsu.words.refusal import Refusal

from .conftest import PATROL, SEIZURE_HEADER, seizure


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load(pack_folder("us-cbp"))


def parsed(path: Path, catalogue: Catalogue | None = None) -> Parsed:
    (only,) = recognise(path, "us_cbp/drug_seizures").read(path, catalogue)
    return only


def counts(result: Parsed) -> dict[tuple, int]:
    """(item, month) → events, summed over offices and channels."""
    sums = result.rows.group_by("item", "period").agg(pl.col("count").sum())
    return {(item, f"{period:%Y-%m}"): count for item, period, count in sums.iter_rows()}


def test_a_fiscal_year_starts_in_october_of_the_year_before(seizures):
    result = parsed(seizures(seizure("2019", "OCT"), seizure("2019", "SEP", count=7)))
    found = counts(result)
    assert found["cocaine", "2018-10"] == 1
    assert found["cocaine", "2019-09"] == 7
    assert min(found)[1] == "2018-10" and max(found)[1] == "2019-09"


def test_rows_have_the_columns_of_the_detections_table_and_are_known_at_the_end_of_their_month(seizures):
    rows = parsed(seizures(seizure("2020", "FEB"))).rows
    assert rows.schema == {name: kind for name, kind in DETECTIONS.columns.items() if name not in STAMPS}
    (row,) = rows.to_dicts()
    assert str(row["period"]) == "2020-02-01" and str(row["known_at"]) == "2020-02-29"
    assert (row["office"], row["channel"], row["unit"]) == ("laredo_field_office", "field_office_land", "lb")
    assert (row["count"], row["quantity"], row["case_id"]) == (1, Decimal("2.500000"), "")


@pytest.mark.lie("us_cbp/drug_seizures", "lost-rows")
def test_an_absent_row_inside_the_file_is_a_zero_for_every_office_and_channel_seen(seizures):
    path = seizures(
        seizure(month="OCT"),
        seizure(month="DEC", count=4),
        seizure(month="NOV", drug="Heroin", component=PATROL, area="TUCSON SECTOR"),
    )
    result = parsed(path)
    assert result.rows.height == 3 * 2 * 2  # months × drugs × (office, channel) pairs
    assert counts(result) == {
        ("cocaine", "2021-10"): 1,
        ("cocaine", "2021-11"): 0,
        ("cocaine", "2021-12"): 4,
        ("heroin", "2021-10"): 0,
        ("heroin", "2021-11"): 1,
        ("heroin", "2021-12"): 0,
    }
    assert result.rows.filter(pl.col("count") == 0)["quantity"].unique().to_list() == [Decimal(0)]


def test_an_office_has_no_zeros_in_a_channel_it_was_never_seen_in(seizures):
    path = seizures(seizure(), seizure(land="Other"), seizure(component=PATROL, area="TUCSON SECTOR"))
    pairs = set(parsed(path).rows.select("office", "channel").unique().rows())
    assert pairs == {
        ("laredo_field_office", "field_office_land"),
        ("laredo_field_office", "field_office_other"),
        ("tucson_sector", "border_patrol_land"),
    }


def test_a_running_fiscal_year_covers_only_the_months_that_have_rows(seizures):
    path = seizures(
        seizure("2026 (FYTD)", "OCT"), seizure("2026 (FYTD)", "DEC"), seizure("2026 (FYTD)", "DEC", "Heroin")
    )
    assert set(counts(parsed(path))) == {
        (item, month) for item in ("cocaine", "heroin") for month in ("2025-10", "2025-12")
    }


def test_a_month_without_any_row_is_a_gap_in_a_full_file_and_zeros_in_a_thin_one(seizures):
    offices = [f"OFFICE {number}" for number in range(30)]
    full = [seizure(month=month, area=area) for month in ("OCT", "DEC") for area in offices]
    result = parsed(seizures(*full))
    assert {month for _, month in counts(result)} == {"2021-10", "2021-12"}
    assert any("2021-11" in note and "gap" in note for note in result.notes)
    thin = parsed(seizures(seizure(month="OCT"), seizure(month="DEC")))
    assert counts(thin)["cocaine", "2021-11"] == 0
    assert any("2021-11" in note and "zeros" in note for note in thin.notes)


@pytest.mark.parametrize(
    ("bad", "column", "expected", "found"),
    [
        (seizure(month="NOV", drug="Cocain"), "Drug Type", "Cocaine", "Cocain"),
        (seizure(month="NVO"), "Month (abbv)", "NOV", "NVO"),
        (seizure(month="NOV", count=-3), "Count of Event", "zero or more", "-3"),
        (seizure(month="NOV", count="2.5"), "Count of Event", "whole", "2.5"),
        (seizure(month="NOV", count=""), "Count of Event", "a number", "''"),
        (seizure(month="NOV", quantity="-0.1"), "Sum Qty (lbs)", "zero or more", "-0.1"),
        (seizure(month="NOV", quantity="NaN"), "Sum Qty (lbs)", "a number", "NaN"),
        (seizure(month="NOV", quantity="1e60"), "Sum Qty (lbs)", "a number below", "1e60"),
        (seizure("FY22", "NOV"), "FY", "2026 (FYTD)", "FY22"),
        (seizure(month="NOV", area=" "), "Area of Responsibility", "name of an office", "''"),
        (seizure(month="NOV", component=""), "Component", "Office of Field Operations", ""),
    ],
)
def test_a_broken_cell_is_rejected_by_line_and_column_and_leaves_no_zero(
    seizures, bad, column, expected, found
):
    result = parsed(seizures(seizure(month="OCT"), bad, seizure(month="DEC")))
    (reject,) = result.rejects
    assert (reject.line, reject.column) == (3, column)
    assert expected in reject.expected and found in reject.found
    assert reject.row["Region"] == "Southwest Border"
    found_counts = counts(result)
    assert found_counts["cocaine", "2021-10"] == 1 and found_counts["cocaine", "2021-12"] == 1
    assert ("cocaine", "2021-11") not in found_counts


def test_a_row_with_two_faults_gives_two_rejects(seizures):
    result = parsed(seizures(seizure(), seizure(drug="Snuff", count=-1)))
    assert [(reject.line, reject.column) for reject in result.rejects] == [
        (3, "Drug Type"),
        (3, "Count of Event"),
    ]


def test_a_missing_column_is_named_with_what_stands_in_its_place(seizures):
    header = SEIZURE_HEADER.replace("Sum Qty (lbs)", "Sum Qty (kg)")
    path = seizures(seizure(), header=header)
    (result,) = recognise(path).read(path)
    assert result.rows.is_empty()
    (reject,) = result.rejects
    assert (reject.line, reject.column, reject.found) == (1, "Sum Qty (lbs)", "sum qty (kg)")


def test_a_row_cut_off_is_rejected(seizures):
    result = parsed(seizures(seizure(), "2022,NOV,Office of Field"))
    assert [reject.line for reject in result.rejects] == [3]


def test_a_row_cut_off_leaves_its_month_without_zeros_and_a_footnote_leaves_all_of_them(seizures):
    rows = [seizure(month="OCT"), seizure(month="NOV", drug="Heroin")]
    cut = counts(parsed(seizures(*rows, "2022,NOV,Office of Fi")))
    assert cut == {("cocaine", "2021-10"): 1, ("heroin", "2021-10"): 0, ("heroin", "2021-11"): 1}
    footnote = parsed(seizures(*rows, "** Other drugs: all that have no row of their own."))
    assert len(footnote.rejects) == 1 and counts(footnote) == cut | {("cocaine", "2021-11"): 0}


def test_a_month_with_far_fewer_rows_than_the_others_is_told(seizures):
    months = [seizure(month=month, area=f"OFFICE {n}") for month in ("OCT", "NOV") for n in range(40)]
    notes = parsed(seizures(*months, seizure(month="DEC"))).notes
    assert any("only 1 rows for 2021-12, usually 40" in note for note in notes)


def test_a_file_with_a_header_only_is_refused(seizures):
    with pytest.raises(Refusal, match="at least 1 data rows"):
        parsed(seizures())


def test_rows_that_contradict_each_other_are_all_rejected_and_equal_ones_count_once(seizures):
    same = parsed(seizures(seizure(count=5), seizure(count=5)))
    assert counts(same) == {("cocaine", "2021-10"): 5} and not same.rejects
    assert any("twice" in note for note in same.notes)
    differ = parsed(seizures(seizure(count=5), seizure(count=6), seizure(month="NOV")))
    assert [reject.line for reject in differ.rejects] == [2, 3]
    assert counts(differ) == {("cocaine", "2021-11"): 1}


def test_noise_in_the_last_digits_of_a_weight_is_the_same_weight(seizures):
    one = parsed(seizures(seizure(quantity="29.29707567359661"))).rows
    other = parsed(seizures(seizure(quantity="29.2970756735966"))).rows
    assert one.equals(other)


def test_words_are_read_whatever_their_case_and_footnotes(seizures):
    path = seizures(
        seizure(drug="Lsd", month="oct"), seizure(drug="Other Drugs**"), seizure(drug="Khat (Catha Edulis)")
    )
    assert set(parsed(path).rows["item"]) == {"lsd", "other_drugs", "khat"}


def test_a_new_drug_is_read_once_the_catalogue_has_an_item_of_its_name(seizures, tmp_path):
    path = seizures(seizure(drug="Xylazine"))
    assert parsed(path).rejects
    folder = tmp_path / "catalogue"
    folder.mkdir()
    (folder / "items.toml").write_text('[[item]]\ncode = "xyl"\nname = { en = "Xylazine" }\n')
    assert counts(parsed(path, Catalogue.load(folder))) == {("xyl", "2021-10"): 1}


def test_a_new_office_is_counted_and_named_with_the_nearest_known(seizures, catalogue):
    result = parsed(seizures(seizure(area="LAREDO FEILD OFFICE")), catalogue)
    assert result.rows["office"].to_list() == ["laredo_feild_office"]
    assert any("~ laredo_field_office" in note for note in result.notes)


def test_an_office_seen_in_another_region_keeps_the_region_in_its_code(seizures, catalogue):
    path = seizures(seizure(), seizure(region="Coastal/Interior", count=3))
    rows = parsed(path, catalogue).rows
    assert dict(rows.select("office", "count").rows()) == {
        "laredo_field_office": 1,
        "laredo_field_office_coastal_interior": 3,
    }


def test_an_added_column_is_left_out_and_said(seizures):
    path = seizures(seizure() + ",x", header=SEIZURE_HEADER + ",Demographic")
    (result,) = recognise(path).read(path)
    assert counts(result) == {("cocaine", "2021-10"): 1}
    assert any("demographic" in note for note in result.notes)


@pytest.mark.real_data
def test_the_published_file_gives_the_expected_480_sums(real_data, catalogue):
    folder = real_data / "cbp_drug_seizures"
    path = folder / "nationwide-drugs-fy19-fy22.csv"
    (result,) = recognise(path).read(path, catalogue)
    assert not result.rejects and not result.notes
    sums = result.rows.group_by("item", "period").agg(pl.col("count", "quantity").sum())
    found = {
        (item, f"{period:%Y-%m}"): (count, quantity) for item, period, count, quantity in sums.iter_rows()
    }
    expected = pl.read_csv(folder / "expected_monthly_by_drug.csv", infer_schema=False)
    assert expected.height == len(found) == 480
    for month, drug, events, pounds in expected.iter_rows():
        count, quantity = found[drug.lower().replace(" ", "_"), month]
        assert (count, f"{quantity:.3f}") == (int(events), f"{Decimal(pounds):.3f}")


@pytest.mark.real_data
def test_the_second_vintage_says_of_its_months_exactly_what_the_first_said(real_data, catalogue):
    folder = real_data / "cbp_drug_seizures"
    first, second = (
        recognise(path).read(path, catalogue)[0].rows
        for path in (
            folder / "nationwide-drugs-fy19-fy22.csv",
            folder / "nationwide-drugs-fy20-fy22-second-vintage.csv",
        )
    )
    both = second.join(first, on=[*DETECTIONS.key, "count", "quantity", "known_at"], how="semi")
    assert both.height == second.height == 18_000


@pytest.mark.real_data
def test_every_office_of_the_published_file_is_in_the_pack(real_data, catalogue):
    path = real_data / "cbp_drug_seizures" / "nationwide-drugs-fy19-fy22.csv"
    (result,) = recognise(path).read(path, catalogue)
    assert set(result.rows["office"]) <= {office.code for office in catalogue.offices}


cell = st.one_of(
    st.sampled_from(
        ["2022", "2026 (FYTD)", "OCT", "Cocaine", "Land Only", "-1", "1e9", "NaN", "", "٣", '"', ","]
    ),
    st.text(max_size=8),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(cell, min_size=1, max_size=11), max_size=6), good=st.integers(0, 2))
def test_any_text_gives_rows_rejects_or_a_refusal(tmp_path, rows, good):
    path = tmp_path / "fuzz.csv"
    lines = [SEIZURE_HEADER, *[seizure(month=month) for month in ("OCT", "NOV")[:good]]]
    path.write_text("\n".join([*lines, *[",".join(row) for row in rows]]), encoding="utf-8")
    try:
        result = parsed(path)
    except Refusal:
        return
    assert result.rows["count"].min() is None or result.rows["count"].min() >= 0
    assert result.rows.select(DETECTIONS.key).is_duplicated().sum() == 0
    assert all(reject.line >= 1 and reject.expected for reject in result.rejects)
