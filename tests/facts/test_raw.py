"""A payload is kept whole, under its hash, and checked."""

import hashlib

import pytest

from bongsu.facts import raw
from bongsu.words.refusal import Refusal


def test_a_payload_is_found_under_the_hash_of_its_bytes_whether_given_as_bytes_or_file(tmp_path):
    payload = "품목,건수\n금괴,3\n".encode("cp949")
    source = tmp_path / "seizures.csv"
    source.write_bytes(payload)
    sha256 = raw.keep(source, tmp_path / "raw")
    assert sha256 == hashlib.sha256(payload).hexdigest()
    assert raw.keep(payload, tmp_path / "raw") == sha256
    assert raw.where_kept(sha256, tmp_path / "raw").read_bytes() == payload
    assert [file.name for file in (tmp_path / "raw").rglob("*") if file.is_file()] == [sha256]


def test_a_payload_that_has_changed_on_the_disk_is_refused_and_not_overwritten(tmp_path):
    sha256 = raw.keep(b"as it came", tmp_path)
    kept = raw.where_kept(sha256, tmp_path)
    kept.chmod(0o644)
    kept.write_bytes(b"as someone wished")
    for ask in (lambda: raw.verify(sha256, tmp_path), lambda: raw.keep(b"as it came", tmp_path)):
        with pytest.raises(Refusal, match=sha256):
            ask()
    assert kept.read_bytes() == b"as someone wished"


def test_a_payload_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refusal):
        raw.verify("0" * 64, tmp_path)
