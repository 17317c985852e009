"""A backup holds the whole workspace; what comes back is the same, digit for digit, or is refused."""

from __future__ import annotations

import io
import json
import tarfile
from datetime import UTC, date, datetime

import pytest

from bongsu.records import assessments, audit, close
from bongsu.usecases.backup import backup, restore
from bongsu.usecases.load import load_files
from bongsu.usecases.record_assessment import assess_and_record, open_records, reproduce
from bongsu.usecases.workspace import Workspace
from bongsu.words import language, use_language
from bongsu.words.refusal import Refusal

NOW = datetime(2006, 1, 2, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    patch = pytest.MonkeyPatch()
    patch.delenv("BONGSU_DATABASE", raising=False)
    before = language()
    use_language("en")
    folder = tmp_path_factory.mktemp("backup") / "w"
    place = Workspace.create(folder, pack="empty", language="en")
    (place.catalogue_folder / "items.toml").write_text(
        '[[item]]\ncode = "gold"\nname = { ko = "금괴", en = "Gold" }\nunit = "kg"\nhs = ["710812"]\n',
        "utf-8",
    )
    rows = [f"gold,{2001 + k // 12}-{k % 12 + 1:02d},{(k * 7) % 11}" for k in range(48)]
    (folder / "counts.csv").write_text("item,period,count\n" + "\n".join(rows) + "\n", "utf-8")
    place = Workspace.open(folder)
    load_files(place, [folder / "counts.csv"], now=NOW)
    assess_and_record(place, as_of=date(2005, 1, 31), method="history", now=NOW, actor="cli:kim")
    yield place
    close()
    use_language(before)
    patch.undo()


def test_what_comes_back_is_the_same_workspace(workspace, tmp_path):
    file = tmp_path / "b.tar.gz"
    made = backup(workspace, file, now=NOW)
    assert file.stat().st_mode & 0o077 == 0
    assert not any("secret" in name for name in made["files"])
    restore(file, tmp_path / "again")
    again = Workspace.open(tmp_path / "again")
    open_records(again)
    assert audit.verify().ok
    (stored,) = assessments.listing()
    assert reproduce(again, stored.assessment).same
    close()
    open_records(workspace)


def test_a_backup_never_writes_over_a_file_nor_a_restore_over_a_folder(workspace, tmp_path):
    file = tmp_path / "b.tar.gz"
    backup(workspace, file, now=NOW)
    with pytest.raises(Refusal, match="exists"):
        backup(workspace, file, now=NOW)
    with pytest.raises(Refusal, match="empty folder"):
        restore(file, workspace.folder)


def test_the_secret_goes_along_only_when_asked_for(workspace, tmp_path):
    made = backup(workspace, tmp_path / "s.tar.gz", now=NOW, with_secret=True)
    assert "bongsu.secret" in made["files"]


def changed(file, target, change):
    """The same archive with one member's bytes changed, or left out where `change` gives None."""
    with tarfile.open(file) as old, tarfile.open(target, "w:gz") as new:
        for member in old.getmembers():
            content = change(member.name, old.extractfile(member).read())
            if content is not None:
                member.size = len(content)
                new.addfile(member, io.BytesIO(content))


@pytest.mark.parametrize("harm", ["a byte", "a file", "the manifest", "the end"])
def test_a_damaged_backup_is_refused_and_leaves_nothing(workspace, tmp_path, harm):
    file, bad, folder = tmp_path / "b.tar.gz", tmp_path / "bad.tar.gz", tmp_path / "new"
    backup(workspace, file, now=NOW)
    if harm == "the end":
        bad.write_bytes(file.read_bytes()[:-2000])
    else:
        name = {"a byte": "bongsu.toml", "a file": "bongsu.db", "the manifest": "manifest.json"}[harm]
        changed(
            file,
            bad,
            lambda member, content: (
                content if member != name else (content + b"#" if harm == "a byte" else None)
            ),
        )
    with pytest.raises(Refusal):
        restore(bad, folder)
    assert not folder.exists()
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


def test_a_backup_that_names_a_path_outside_is_refused(tmp_path):
    bad = tmp_path / "evil.tar.gz"
    with tarfile.open(bad, "w:gz") as archive:
        for name, text in (
            ("../evil", b"x"),
            ("manifest.json", json.dumps({"format": 1, "files": {}}).encode()),
        ):
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text))
    with pytest.raises(Refusal):
        restore(bad, tmp_path / "new")
    assert not (tmp_path / "evil").exists()
