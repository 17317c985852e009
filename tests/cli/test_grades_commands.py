"""`bongsu grades`: preview, set, show, override, overrides, each as a person would type it."""

import json
from datetime import UTC, date, datetime

import numpy as np
import pytest
from typer.testing import CliRunner

from bongsu import records
from bongsu.cli.grades import app
from bongsu.core.grading.grades import GradeRule, grade_path
from bongsu.records import assessments, audit
from bongsu.usecases.workspace import Workspace
from bongsu.words import language, use_language
from bongsu.words.refusal import Refusal

NOW = datetime(2005, 6, 10, 9, tzinfo=UTC)
ITEMS = ("gold", "rice", "tobacco")
ITEMS_TOML = "".join(
    f'[[item]]\ncode = "{item}"\nname = {{ ko = "{item}", en = "{item}" }}\nunit = "kg"\nhs = ["710812"]\n\n'
    for item in ITEMS
)
REASON = "two liaison officers agree"


def path_of(values, grades):
    return [
        {
            "cutoff": f"{2002 + (4 + row) // 12}-{(4 + row) % 12 + 1:02d}",
            "period": f"{2002 + (5 + row) // 12}-{(5 + row) % 12 + 1:02d}",
            "mean": 4.0,
            "quantiles": {},
            "probability": float(value),
            "score": 0.0,
            "grade": int(grade),
        }
        for row, (value, grade) in enumerate(zip(values, grades, strict=True))
    ]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A workspace with one stored assessment of three items over 37 months."""
    monkeypatch.delenv("BONGSU_DATABASE", raising=False)
    monkeypatch.delenv("BONGSU_LANG", raising=False)
    before = language()
    use_language("en")
    place = Workspace.create(tmp_path / "w", pack="empty", language="en")
    (place.catalogue_folder / "items.toml").write_text(ITEMS_TOML, encoding="utf-8")
    place = Workspace.open(place.folder)
    values = np.random.default_rng(3).beta(0.6, 1.6, size=(37, len(ITEMS))).round(6)
    grades = grade_path(values, GradeRule())
    records.setup(place.database)
    entries = [
        {
            "item": item,
            "grade": int(grades[-1, k]),
            "probability": float(values[-1, k]),
            "expected": 4.0,
            "interval80": [1.0, 8.0],
            "flags": [],
            "path": path_of(values[:, k], grades[:, k]),
        }
        for k, item in enumerate(ITEMS)
    ]
    assessments.store(
        {"as_of": "2005-05-31", "hash": "ab", "method": "level-bma", "items": entries},
        as_of=date(2005, 5, 31),
        method="level-bma",
        result_hash="ab",
        provenance=assessments.Provenance(
            method_settings={},
            seed=None,
            fact_versions={},
            catalogue_files=place.catalogue.files,
            code_version="0.1.0",
        ),
        actor="cli:kim",
        now=NOW,
    )
    yield place.folder
    records.close()
    use_language(before)


def run(folder, command, *options):
    found = CliRunner().invoke(app, [command, *options, "--workspace", str(folder)])
    if isinstance(found.exception, Refusal):
        raise found.exception
    assert found.exit_code == 0, found.output
    return found.output


def run_json(folder, command, *options):
    return json.loads(run(folder, command, *options, "--json"))


def test_the_preview_of_the_rule_in_force_changes_nothing(folder):
    (panel,) = run_json(folder, "preview", "--cuts", ".2,.34,.55,.8")["panels"]
    assert panel["in_force"] == panel["proposed"]
    assert (panel["from"], panel["to"], panel["periods"]) == ("2002-06", "2005-05", 36)
    assert sum(panel["in_force"]["item_periods"].values()) == 36 * len(ITEMS)
    assert all(item["differing"] == 0 for item in panel["items"])


def test_a_preview_of_low_cuts_shows_more_warnings_a_year_and_stores_nothing(folder):
    lines = len(audit.lines())
    found = run_json(folder, "preview", "--cuts", ".05,.1,.2,.3", "--budget", "none", "--dwell", "2")
    (panel,) = found["panels"]
    assert found["proposed_rule"]["budget"] is None
    danger = [panel[side]["item_periods"]["5"] for side in ("in_force", "proposed")]
    assert danger[1] > danger[0]
    assert len(audit.lines()) == lines


def test_the_preview_reads_as_a_table(folder):
    said = run(folder, "preview", "--dwell", "0")
    assert "nothing was refitted" in said and "taken back" in said


def test_settings_that_were_set_are_shown_from_their_day_on(folder):
    options = ("--cuts", ".15,.3,.5,.7", "--dwell", "1", "--reason", "plan", "--valid-from", "2005-07-01")
    assert run_json(folder, "set", *options)["decided"] == {"grade_cuts": 1, "grade_dwell": 1}
    before = run_json(folder, "show", "--as-of", "2005-06-30")["rule"]
    after = run_json(folder, "show", "--as-of", "2005-07-01")["rule"]
    assert (before["cuts"], before["dwell"]) == ([0.2, 0.34, 0.55, 0.8], 2)
    assert (after["cuts"], after["dwell"]) == ([0.15, 0.3, 0.5, 0.7], 1)
    assert audit.verify().ok


def test_an_override_keeps_what_the_model_said_and_is_listed(folder):
    told = run_json(
        folder, "override", "gold", "--grade", "5", "--reason", REASON, "--from", "2005-06-01",
        "--until", "2005-07-31",
    )  # fmt: skip
    assert told["grade"] == 5 and told["model_grade"] in range(1, 6) and told["assessment"] == "A-000001"
    assert run_json(folder, "overrides")["overrides"] == [told]
    assert run_json(folder, "overrides", "--as-of", "2005-08-01")["overrides"] == []
    assert audit.verify().ok


def test_an_override_can_be_ended(folder):
    dates = ("--from", "2005-06-01", "--until", "2005-07-31")
    run(folder, "override", "gold", "--grade", "5", "--reason", REASON, *dates)
    said = run(folder, "override", "gold", "--end", "--reason", "the tip was false", "--from", "2005-06-20")
    assert "model's grade stands again" in said
    assert run_json(folder, "overrides", "--as-of", "2005-06-20")["overrides"] == []


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (
            ("override", "gld", "--grade", "5", "--reason", REASON, "--until", "2005-07-01"),
            "Did you mean gold",
        ),
        (("override", "gold", "--grade", "5", "--reason", "why", "--until", "2005-07-01"), "10 letters"),
        (("override", "gold", "--grade", "5", "--reason", REASON, "--until", "2005-09-01"), "62 days"),
        (("override", "gold", "--reason", REASON), "--grade, --until"),
        (("preview",), "--cuts, --budget, --dwell"),
        (("preview", "--cuts", ".2,.1,.5,.8"), "each above the one before"),
        (("preview", "--cuts", "a,b"), "numbers with commas"),
        (("set", "--dwell", "2", "--reason", " ", "--valid-from", "2005-07-01"), "a reason"),
    ],
)
def test_what_cannot_be_done_is_refused_with_what_was_expected(folder, options, expected):
    more = ("--from", "2005-06-01") if options[0] == "override" else ()
    with pytest.raises(Refusal, match=expected):
        run(folder, *options, *more)
