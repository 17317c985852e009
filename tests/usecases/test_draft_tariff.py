"""A published table of rates becomes a draft; the table here is made up, its traps are those of real ones."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime

import pytest
import xlsxwriter

from bongsu import words
from bongsu.catalogue.catalogue import Catalogue
from bongsu.core.indicators.rate_priority import Circumstances
from bongsu.sources.agencies.kr_customs.published_rates import Said
from bongsu.usecases import landed_cost
from bongsu.usecases.collect import Network, collect
from bongsu.usecases.draft_tariff import as_document, conclusions, draft_tariff, rows
from bongsu.usecases.workspace import Workspace
from bongsu.words.refusal import Refusal, WrongUse
from tests.sources.collecting.stub_server import serving
from tests.sources.collecting.test_other_portal_sources import tariffs

ON = date(2026, 3, 2)
HEAD = (
    "품목번호",
    "관세율구분",
    "관세율",
    "단위당세액",
    "적용국가구분",
    "용도세율구분",
    "적용개시일",
    "적용만료일",
)
YEAR = ("20260101", "20261231")
ITEMS = """
[[item]]
code = "pepper"
name = { ko = "고추", en = "Pepper" }
unit = "case"
hs = ["0904210000"]
indicators = []

[[item]]
code = "garlic"
name = { ko = "마늘", en = "Garlic" }
unit = "case"
hs = ["070320"]
indicators = []
"""
PEPPER = """
item = "pepper"

[[good]]
code = "dried"
unit = "kg"
hs = ["0904210000"]

[[good]]
code = "frozen"
unit = "kg"
hs = ["071080"]

[[rate]]
good = "dried"
type = "W2"
ad_valorem = 2.4
specific = 6210
rule = "higher"
valid_from = "2007-01-01"

[[rate]]
good = "dried"
type = "W1"
ad_valorem = 0.5
valid_from = "2007-01-01"
quota = 7185
unverified = ["quota"]

[[rate]]
good = "dried"
type = "A"
ad_valorem = 0.5
valid_from = "2007-01-01"

[[tax]]
code = "vat"
rate = 0.1
of = ["cif", "duty"]
valid_from = "1977-07-01"
"""


@pytest.fixture(autouse=True)
def english():
    before = list(words._current)
    words.use_language("en")
    yield
    words._current[:] = before


@pytest.fixture
def workspace(tmp_path):
    made = Workspace.create(tmp_path / "w", pack="empty")
    (made.catalogue_folder / "items.toml").write_text(ITEMS, encoding="utf-8")
    (made.catalogue_folder / "tariffs").mkdir(exist_ok=True)
    (made.catalogue_folder / "tariffs" / "pepper.toml").write_text(PEPPER, encoding="utf-8")
    return Workspace.open(made.folder)


HIGHER = "270 또는 6,210원/kg 중 고액"


def line(hs="0904210000", kind="W2", rate=HIGHER, amount="", scope="1", use="", days=YEAR):
    return (hs, kind, rate, amount, scope, use, *days)


def table(folder, *lines, head=HEAD, name="table.csv"):
    path = folder / name
    cells = [head, *lines]
    path.write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in cells), encoding="utf-8")
    return path


def run(workspace, path, item="pepper", said=None, **more):
    return draft_tariff(workspace, item, path, said or Said(), on=ON, **more)


def rate_of(draft, kind, agreement=""):
    document = tomllib.loads(draft.text)
    found = [
        rate
        for rate in document["rate"]
        if (rate["type"], rate.get("agreement", "")) == (kind, agreement) and rate["valid_from"] >= "2025"
    ]
    assert len(found) == 1
    return found[0]


def whys(draft):
    return " | ".join(f"{each.where}: {each.why}" for each in draft.aside)


def test_the_higher_of_two_is_drafted_as_such_with_source_and_marks(workspace, tmp_path):
    draft = run(workspace, table(tmp_path, line()))
    rate = rate_of(draft, "W2")
    assert (rate["ad_valorem"], rate["specific"], rate["rule"]) == (2.7, 6210, "higher")
    assert (rate["valid_from"], rate["valid_to"]) == ("2026-01-01", "2026-12-31")
    assert rate["unverified"] == ["ad_valorem", "specific", "rule", "valid_from", "valid_to"]
    assert rate["source"].startswith("table.csv (sha256 ") and "2026-03-02" in rate["source"]
    assert draft.written == workspace.reports / "tariffs" / "pepper.toml"
    assert draft.written.read_text("utf-8") == draft.text


def test_the_draft_reckons_once_it_is_in_the_catalogue_and_its_marks_are_told(workspace, tmp_path):
    draft = run(workspace, table(tmp_path, line()))
    (workspace.catalogue_folder / "tariffs" / "pepper.toml").write_text(draft.text, encoding="utf-8")
    catalogue = Catalogue.load(workspace.catalogue_folder)
    found = landed_cost.reckon(catalogue, "pepper", landed_cost.Offer(2000.0), on=date(2026, 6, 1))
    assert found.components[1].amount == 6210.0  # below the floor of 6,210 / 2.7 = 2,300
    assert "duty: specific" in found.unverified
    before = landed_cost.reckon(catalogue, "pepper", landed_cost.Offer(3000.0), on=date(2025, 12, 31))
    assert before.components[1].amount == pytest.approx(2.4 * 3000)


def test_the_catalogue_itself_is_left_alone(workspace, tmp_path):
    run(workspace, table(tmp_path, line()))
    assert (workspace.catalogue_folder / "tariffs" / "pepper.toml").read_text("utf-8") == PEPPER


def test_the_difference_from_the_tariff_in_force_is_shown(workspace, tmp_path):
    draft = run(workspace, table(tmp_path, line(), line(kind="W1", rate="50"), line(kind="FCN1", rate="270")))
    shown = {(good, kind): (before, after, what) for good, kind, before, after, _, what in rows(draft)}
    old, new = "240 % or 6,210 won, the higher", "270 % or 6,210 won, the higher"
    assert shown["dried", "W2"] == (old, new, "changed; was checked before")
    assert shown["dried", "W1"] == ("50 %", "50 %", "the same")
    assert shown["dried", "F FCN1"] == ("–", "270 %", "new")
    assert shown["dried", "A"] == ("50 %", "–", "kept; not in the table")
    assert "dried W2: no rate is known after 2026-12-31." in conclusions(draft)
    assert "The table has no line of 'frozen'." in conclusions(draft)
    assert [each["kind"] for each in as_document(draft)["changes"]].count("changed") == 1


def test_a_rate_that_says_otherwise_ends_the_day_before_and_is_not_lost(workspace, tmp_path):
    document = tomllib.loads(run(workspace, table(tmp_path, line())).text)
    old = next(
        rate for rate in document["rate"] if rate["type"] == "W2" and rate["valid_from"] == "2007-01-01"
    )
    assert (old["ad_valorem"], old["valid_to"], old["unverified"]) == (2.4, "2025-12-31", ["valid_to"])
    assert document["tax"][0]["code"] == "vat"


def test_a_quota_that_the_table_does_not_hold_is_taken_over_with_its_mark(workspace, tmp_path):
    rate = rate_of(run(workspace, table(tmp_path, line(kind="W1", rate="40"))), "W1")
    assert (rate["ad_valorem"], rate["quota"]) == (0.4, 7185)
    assert "quota" in rate["unverified"]


@pytest.mark.parametrize("hs", ["904210000", "0904.21-0000", "0904.21.0000", "0904210000"])
def test_leading_zeros_and_points_of_codes(workspace, tmp_path, hs):
    assert rate_of(run(workspace, table(tmp_path, line(hs=hs))), "W2")["specific"] == 6210


@pytest.mark.parametrize("hs", ["904.21", "9.0421E+08", "09042100001"])
def test_codes_that_lost_more_than_a_leading_zero_are_set_aside(workspace, tmp_path, hs):
    draft = run(workspace, table(tmp_path, line(hs=hs), line(kind="W1", rate="40")))
    assert "line 2" in whys(draft) and "takes zeros away" in whys(draft)
    assert [each.after.type for each in draft.changes if each.after] == ["W1"]


def test_an_empty_cell_is_not_zero_and_free_of_duty_is(workspace, tmp_path):
    draft = run(workspace, table(tmp_path, line(rate=""), line(kind="C", rate="무세")))
    assert "An empty cell is not zero" in whys(draft)
    assert rate_of(draft, "C")["ad_valorem"] == 0


@pytest.mark.parametrize(
    "cells, why",
    [
        ({"rate": "270", "amount": "6210"}, "the unit of the amount"),
        ({"rate": "270% 또는 6,210원/kg"}, "which counts of the share and the amount"),
        ({"rate": "270 또는 6,210원/상자 중 고액"}, "상자"),
        ({"rate": "270 또는 6,210원/L 중 고액"}, "do not measure the same"),
        ({"rate": "27", "use": "3"}, "a rate for every use"),
        ({"rate": "27", "kind": "C", "scope": "2"}, "countries that are not named"),
        ({"rate": "27", "kind": "FCN2"}, "choice under conditions"),
        ({"rate": "27", "kind": "I"}, "levied in addition"),
        ({"rate": "27", "kind": "Q9"}, "a code of rate types"),
        ({"rate": "27", "kind": ""}, "a code of rate types"),
        ({"rate": "27", "days": ("", "")}, "the first day"),
        ({"rate": "27", "days": ("20260101", "20251231")}, "2026-01-01 or later"),
        ({"rate": "27", "days": ("2026-02-30", "")}, "a day such as 20250101"),
        ({"rate": "약 27"}, "a share such as 270 %"),
    ],
)
def test_what_is_unclear_is_set_aside_and_told_in_the_draft(workspace, tmp_path, cells, why):
    draft = run(workspace, table(tmp_path, line(**cells), line(kind="W1", rate="40")))
    assert why in whys(draft)
    assert "# Not in the draft: " in draft.text
    assert [each.after.type for each in draft.changes if each.after] == ["W1"]


def test_what_the_table_does_not_say_a_person_may_say(workspace, tmp_path):
    path = table(tmp_path, line(rate="270", amount="6210000", days=("", "")))
    said = Said(per="t", rule="higher", first=date(2026, 1, 1))
    rate = rate_of(run(workspace, path, said=said), "W2")
    assert (rate["ad_valorem"], rate["specific"], rate["rule"]) == (2.7, 6210, "higher")
    assert "valid_to" not in rate


def test_numbers_that_may_be_shares_are_not_taken_for_percentages(workspace, tmp_path):
    path = table(tmp_path, line(rate="2.7"), line(kind="W1", rate="0.4"))
    with pytest.raises(Refusal, match="a percentage or a share"):
        run(workspace, path)
    assert rate_of(run(workspace, path, said=Said(bare="share")), "W1")["ad_valorem"] == 0.4
    assert rate_of(run(workspace, path, said=Said(bare="percent")), "W1")["ad_valorem"] == 0.004


def test_lines_of_one_good_that_say_different_things_are_not_averaged(workspace, tmp_path):
    alike = [line(hs="0710801000", kind="A", rate="27"), line(hs="0710809000", kind="A", rate="27")]
    draft = run(workspace, table(tmp_path, *alike, *alike))
    assert rate_of(draft, "A")["good"] == "frozen"
    unlike = [alike[0], line(hs="0710809000", kind="A", rate="30")]
    draft = run(workspace, table(tmp_path, *unlike, line()))
    assert "0710801000 27 %; 0710809000 30 %. Make them goods of their own." in whys(draft)
    missing = [alike[0], alike[1], line(hs="0710809000", kind="C", rate="20")]
    assert "0710801000 –; 0710809000 20 %" in whys(run(workspace, table(tmp_path, *missing)))


def test_two_rates_of_one_line_on_one_day_are_not_chosen_between(workspace, tmp_path):
    draft = run(
        workspace,
        table(tmp_path, line(), line(rate="280 또는 6,210원/kg 중 고액"), line(kind="W1", rate="1")),
    )
    assert "several rates on the same days at 0904210000" in whys(draft)


def test_years_that_follow_each_other_and_say_the_same_become_one(workspace, tmp_path):
    years = [line(kind="C", rate="40", days=(f"{year}0101", f"{year}1231")) for year in (2026, 2027)]
    rate = rate_of(run(workspace, table(tmp_path, *years)), "C")
    assert (rate["valid_from"], rate["valid_to"]) == ("2026-01-01", "2027-12-31")


def test_in_and_out_of_quota_by_their_korean_names(workspace, tmp_path):
    draft = run(
        workspace, table(tmp_path, line(kind="양허관세(추천)", rate="40"), line(kind="양허관세(미추천)"))
    )
    assert (rate_of(draft, "W1")["ad_valorem"], rate_of(draft, "W2")["ad_valorem"]) == (0.4, 2.7)


def test_two_agreements_of_one_country_stand_side_by_side_and_the_lower_counts(workspace, tmp_path):
    lines = [line(kind="FCN1", rate="200", scope="2"), line(kind="FRCCN1", rate="180", scope="2"), line()]
    draft = run(workspace, table(tmp_path, *lines))
    (workspace.catalogue_folder / "tariffs" / "pepper.toml").write_text(draft.text, encoding="utf-8")
    catalogue = Catalogue.load(workspace.catalogue_folder)

    def rate(origin):
        given = Circumstances(origin)
        offer = landed_cost.Offer(5000.0)
        return landed_cost.reckon(catalogue, "pepper", offer, on=ON, circumstances=given).rate

    assert (rate("CN").type, rate("CN").agreement) == ("F", "FRCCN1")
    assert rate("VN").type == rate("").type == "W2"


def test_a_draft_is_drafted_again_but_never_over_what_a_person_has_touched(workspace, tmp_path):
    path = table(tmp_path, line())
    draft = run(workspace, path)
    assert run(workspace, path).text == draft.text
    checked = draft.text.replace('"specific", ', "")
    draft.written.write_text(checked, encoding="utf-8")
    with pytest.raises(Refusal, match="a file that a person has changed or checked"):
        run(workspace, path)
    assert draft.written.read_text("utf-8") == checked
    with pytest.raises(Refusal, match="a file that a person has changed or checked"):
        run(workspace, path, out=workspace.catalogue_folder / "tariffs" / "pepper.toml")


def test_a_workbook_of_several_sheets_with_codes_as_numbers(workspace, tmp_path):
    path = tmp_path / "table.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, years in (("1.1", ("20260101", "20260630")), ("2.12", ("20260701", "20261231"))):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, HEAD)
            sheet.write_row(1, 0, [904210000, "W1", 45, "", 1, "", *map(int, years)])
    rate = rate_of(run(workspace, path), "W1")
    assert (rate["ad_valorem"], rate["valid_from"], rate["valid_to"]) == (0.45, "2026-01-01", "2026-12-31")


def test_an_item_without_a_tariff_gets_one_once_its_unit_is_said(workspace, tmp_path):
    path = table(tmp_path, line(hs="0703201000", rate="360 또는 1,800원/kg 중 고액"))
    with pytest.raises(WrongUse, match="--unit"):
        run(workspace, path, item="garlic")
    document = tomllib.loads(run(workspace, path, item="garlic", unit="kg").text)
    assert document["good"][0]["hs"] == ["070320"]
    assert document["rate"][0]["specific"] == 1800
    assert "write taxes by hand" in document["notes"]


def test_a_table_without_a_line_of_the_item_or_a_needed_column_is_refused(workspace, tmp_path):
    with pytest.raises(Refusal, match="no line of them"):
        run(workspace, table(tmp_path, line(hs="2402201000")))
    with pytest.raises(Refusal, match="a column such as 관세율, 세율"):
        run(workspace, table(tmp_path, ("0904210000", "A"), head=("품목번호", "관세율구분")))
    with pytest.raises(WrongUse, match="one that was collected"):
        run(workspace, None)


FEED = """
[[feed]]
code = "kr_customs/tariff_rates"
start = "2025"
series = [{ series = "pepper_pct", unit = "%", hs = "0904210000", type = "W2", measure = "rate_pct" }]
"""


def test_the_newest_table_that_was_collected_is_drafted_from_its_kept_answer(workspace):
    (workspace.catalogue_folder / "feeds").mkdir(exist_ok=True)
    (workspace.catalogue_folder / "feeds" / "tariffs.toml").write_text(FEED, encoding="utf-8")
    place = Workspace.open(workspace.folder)
    days = {"aplyStrtDt": "20250101", "aplyEndDt": "20251231"}
    out = {"hsSgn": "0904210000", "trrt": "270", "trrtTpcd": "W2", "prutXamt": "6210", **days}
    inside = {**out, "trrt": "40", "trrtTpcd": "W1", "prutXamt": ""}
    with serving() as stub:
        stub.script = lambda asked: tariffs(out, inside)
        network = Network({"UNIPASS_TARIFF_KEY": "secret"}, stub.transport, lambda seconds: None)
        reports = collect(place, now=datetime(2026, 3, 1, 3, tzinfo=UTC), network=network)
    assert [report.outcome for report in reports] == ["ok"]
    draft = run(place, None)
    assert rate_of(draft, "W1")["ad_valorem"] == 0.4
    assert rate_of(draft, "W1")["source"].startswith("kr_customs/tariff_rates of 2026-03-01 (sha256 ")
    assert "the unit of the amount" in whys(draft)
    rate = rate_of(run(place, None, said=Said(per="kg", rule="higher")), "W2")
    assert (rate["ad_valorem"], rate["specific"], rate["rule"]) == (2.7, 6210, "higher")
