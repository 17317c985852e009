"""A calibration learned again is decided by a person, kept with the assessment, and never looks ahead."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import numpy as np
import pytest
from scipy.special import expit
from typer.testing import CliRunner

from bongsu.cli.grades import app
from bongsu.core.grading.methods import METHODS
from bongsu.core.panel.periods import Period, span
from bongsu.facts.ledger import Ledger
from bongsu.records import assessments, audit, close, settings_versions
from bongsu.usecases.backtest import backtest
from bongsu.usecases.calibrations import calibrated, decide_factory, in_force
from bongsu.usecases.load import load_files
from bongsu.usecases.recalibrate import learn_again
from bongsu.usecases.record_assessment import assess_and_record, open_records, reproduce
from bongsu.usecases.workspace import Workspace
from bongsu.words import language, use_language
from bongsu.words.refusal import Refusal, WrongUse

METHOD = "ma3"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
LEARNED_AS_OF, VALID_FROM = date(2004, 12, 31), date(2005, 3, 1)
FIRST, LAST = Period.parse("1998-01"), Period.parse("2005-06")
ITEMS = ("gold", "rice", "tobacco", "drugs")
ITEMS_TOML = "".join(
    f'[[item]]\ncode = "{item}"\nname = {{ ko = "{item}", en = "{item}" }}\nunit = "kg"\nhs = ["710812"]\n\n'
    for item in ITEMS
)


def write_detections(path, *, wild_until=None):
    """Counts about 4 a month with half a year of 20 now and then; or wild ones, known after a day."""
    rng = np.random.default_rng(5)
    lines = ["item,period,count,office,channel,known_at"]
    for item in ITEMS:
        high = np.zeros(LAST - FIRST + 1, dtype=bool)
        for start in range(int(rng.integers(4, 12)), high.shape[0], 20):
            high[start + int(rng.integers(0, 5)) :][:6] = True
        for period, surge in zip(span(FIRST, LAST), high, strict=True):
            count = rng.poisson(20 if surge else 4)
            if wild_until is None:
                lines.append(f"{item},{period},{count},,cargo,{period.end}")
            elif period.end <= wild_until:
                lines.append(f"{item},{period},{rng.integers(50, 900)},,cargo,2005-01-01")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def made_up(folder):
    """A workspace that knows the honest counts."""
    place = Workspace.create(folder, pack="empty", language="en")
    (place.catalogue_folder / "items.toml").write_text(ITEMS_TOML, encoding="utf-8")
    write_detections(folder / "detections.csv")
    load(folder, "detections.csv")
    return Workspace.open(folder)


def load(folder, name):
    (report,) = load_files(Workspace.open(folder), [folder / name], now=NOW)
    assert report.rows and not report.refusal and not report.quarantined


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    patch = pytest.MonkeyPatch()
    patch.delenv("BONGSU_DATABASE", raising=False)
    patch.delenv("BONGSU_LANG", raising=False)
    before = language()
    use_language("en")
    place = made_up(tmp_path_factory.mktemp("recalibrate") / "w")
    open_records(place)
    yield place
    close()
    use_language(before)
    patch.undo()


def command(workspace, *options):
    found = CliRunner().invoke(
        app, ["recalibrate", "--workspace", str(workspace.folder), "--method", METHOD, "--json", *options]
    )
    if isinstance(found.exception, Refusal):
        raise found.exception
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)


def preview(workspace, as_of=LEARNED_AS_OF):
    return learn_again(Ledger(workspace.facts), workspace.catalogue, as_of=as_of, method=METHOD)


def assessed(workspace, as_of):
    return assess_and_record(workspace, as_of=as_of, method=METHOD, now=NOW, actor="cli:kim").document


@pytest.fixture(scope="module")
def before_decision(workspace):
    """Two assessments made before anything was decided."""
    return {day: assessed(workspace, day) for day in (date(2005, 2, 28), date(2005, 3, 31))}


@pytest.fixture(scope="module")
def decided(workspace, before_decision):
    """The calibration learned as of the end of 2004, decided to hold from March 2005."""
    lines = len(audit.lines())
    told = command(
        workspace, "--as-of", str(LEARNED_AS_OF), "--apply", "--reason", "the year 2004 is labelled",
        "--valid-from", str(VALID_FROM),
    )  # fmt: skip
    assert len(audit.lines()) == lines + 1
    return told


def test_a_preview_shows_old_and_new_and_decides_nothing(workspace, before_decision):
    lines = len(audit.lines())
    found = command(workspace, "--as-of", str(LEARNED_AS_OF))
    factory = METHODS[METHOD].calibration
    assert found["in_force"] == {"intercept": factory.intercept, "slope": factory.slope}
    assert found["proposed"] != found["in_force"]
    assert found["events"] >= 40 and found["item_periods"] > found["events"]
    for error in ("calibration_error", "brier"):
        assert found["in_sample"]["after"][error] < found["in_sample"]["before"][error]
    assert 0 < found["held_out"]["item_periods"] < found["item_periods"] / 2
    assert found["decided"] is None and len(audit.lines()) == lines
    assert settings_versions.history("grade_calibration") == []


def test_the_preview_reads_as_text(workspace):
    said = CliRunner().invoke(
        app,
        ["recalibrate", "--workspace", str(workspace.folder), "--method", METHOD, "--as-of", "2004-12-31"],
    )
    assert "labelled item-periods were followed by a surge" in said.output
    assert "On the last third" in said.output and "Nothing was decided" in said.output


def test_too_few_events_are_refused_with_the_numbers(workspace):
    with pytest.raises(Refusal, match=r"at least 40 .* [0-9]+ of [0-9]+ labelled"):
        preview(workspace, date(2000, 12, 31))


def test_a_decision_needs_a_reason_and_a_day_not_before_what_was_learned(workspace, before_decision):
    with pytest.raises(WrongUse, match="--reason, --valid-from"):
        command(workspace, "--as-of", str(LEARNED_AS_OF), "--apply")
    with pytest.raises(Refusal, match="no day before 2004-12-31"):
        command(
            workspace, "--as-of", str(LEARNED_AS_OF), "--apply", "--reason", "too early",
            "--valid-from", "2004-12-30",
        )  # fmt: skip
    assert settings_versions.history("grade_calibration") == []


def test_what_became_known_after_the_day_teaches_nothing(tmp_path):
    place = made_up(tmp_path / "w")
    honest = preview(place)
    seen = preview(place, date(2005, 1, 1))
    write_detections(place.folder / "wild_detections.csv", wild_until=LEARNED_AS_OF)
    load(place.folder, "wild_detections.csv")
    assert preview(place) == honest
    assert preview(place, date(2005, 1, 1))["events"] != seen["events"]


def test_a_decision_holds_from_its_day_on_for_its_method_alone(workspace, decided):
    factory = METHODS[METHOD]
    assert calibrated(factory, date(2005, 2, 28)) is factory
    after = calibrated(factory, VALID_FROM).calibration
    assert {"intercept": after.intercept, "slope": after.slope} == decided["proposed"]
    assert in_force("history", VALID_FROM) is None
    assert in_force(METHOD, VALID_FROM, as_decided=datetime(2000, 1, 1, tzinfo=UTC)) is None
    assert audit.verify().ok


def test_what_is_in_force_is_shown_for_each_method(workspace, decided):
    decide_factory("ma12", valid_from=VALID_FROM, actor="cli:kim", reason="it stays", now=NOW)
    options = ["show", "--as-of", str(VALID_FROM), "--workspace", str(workspace.folder)]
    said = CliRunner().invoke(app, options).output
    assert f"grade_calibration {METHOD}: version 1 from 2005-03-01" in said
    assert "grade_calibration ma12: version 2" in said
    told = json.loads(CliRunner().invoke(app, [*options, "--json"]).stdout)["decided"]
    values = [each["value"] for each in told if each["name"] == "grade_calibration"]
    assert values[0] == {"method": "ma12"}
    assert values[1] == {
        "method": METHOD,
        **decided["proposed"],
        "learned_as_of": str(LEARNED_AS_OF),
        "events": decided["events"],
    }


def test_an_assessment_uses_it_from_its_day_on_along_the_whole_path(workspace, before_decision, decided):
    for day, earlier in before_decision.items():
        later = assessed(workspace, day)
        kept = assessments.get(later["assessment"]).method_settings
        if day < VALID_FROM:
            assert later["hash"] == earlier["hash"] and "grade_calibration" not in kept
            continue
        assert later["hash"] != earlier["hash"]
        assert kept["calibration"] == decided["proposed"]
        assert kept["grade_calibration"]["learned_as_of"] == "2004-12-31"
        path = [point for item in later["items"] for point in item["path"]]
        a, b = decided["proposed"]["intercept"], decided["proposed"]["slope"]
        assert [point["probability"] for point in path] == pytest.approx(
            [expit(a + b * point["score"]) for point in path], rel=1e-8
        )


def test_assessments_made_before_and_after_a_decision_are_reproduced(workspace, before_decision, decided):
    day = date(2005, 3, 31)
    later = assessed(workspace, day)
    for made in (before_decision[day], later):
        assert reproduce(workspace, made["assessment"]).same


def test_a_backtest_reads_each_cutoff_as_an_assessment_of_its_day_would(workspace, decided):
    rows = backtest(
        Ledger(workspace.facts),
        workspace.catalogue,
        first=Period.parse("2005-01"),
        last=Period.parse("2005-04"),
        as_of=date(2005, 6, 30),
        methods=[METHOD],
        calibrated=calibrated,
    )["rows"]
    for day in (date(2005, 1, 31), date(2005, 2, 28), date(2005, 3, 31), date(2005, 4, 30)):
        items = {item["item"]: item for item in assessed(workspace, day)["items"]}
        told = [row for row in rows if row["as_of"] == day.isoformat()]
        assert len(told) == len(ITEMS)
        for row in told:
            item = items[row["item"]]
            assert (row["probability"], row["grade"]) == (item["probability"], item["grade"])


def test_the_next_learning_is_compared_with_what_is_in_force(workspace, decided):
    found = command(workspace, "--as-of", "2005-06-30")
    assert found["in_force"] == decided["proposed"]


def test_the_factory_can_be_decided_again(workspace, decided):
    day = date(2005, 6, 1)
    with pytest.raises(WrongUse, match="--reason, --valid-from"):
        command(workspace, "--factory")
    told = command(workspace, "--factory", "--reason", "the new one is doubted", "--valid-from", str(day))
    assert told["method"] == METHOD and "proposed" not in told
    assert in_force(METHOD, day) is None
    assert in_force(METHOD, date(2005, 5, 31)) is not None
    assert audit.verify().ok


@pytest.mark.parametrize(
    "bad",
    [
        {},
        [0.1, 0.2],
        {"method": METHOD, "intercept": 0.1},
        {"method": METHOD, "intercept": 0.1, "slope": -1.0, "learned_as_of": "2004-12-31", "events": 50},
        {"method": METHOD, "intercept": 0.1, "slope": 1.0, "learned_as_of": "soon", "events": 50},
    ],
)
def test_a_calibration_out_of_shape_is_not_decided(workspace, bad):
    with pytest.raises(Refusal, match="grade_calibration"):
        settings_versions.decide_setting(
            "grade_calibration", bad, valid_from=VALID_FROM, decided_by="cli:kim", reason="try", now=NOW
        )
