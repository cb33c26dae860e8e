"""``tabunka source``: the example city is what the command writes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from server.cli import run
from tests.this_site import SITE

EXAMPLE = SITE.folder / "examples" / "example-city"
FACILITIES = EXAMPLE / "mappings" / "facility" / "132110_public_facility.csv"
EVENTS = EXAMPLE / "mappings" / "event" / "132110_event.csv"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    shutil.copy(EXAMPLE / "site.toml", tmp_path)
    return tmp_path


def test_two_files_become_the_sources_of_the_example(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for file in (FACILITIES, EVENTS):
        assert run(["source", "add", str(file), "--site", str(site)]) == 0
    said = capsys.readouterr().out
    assert "recognised 自治体標準オープンデータセット 公共施設一覧 (20 of 20 columns); Shift_JIS (CP932)" in said
    assert (
        "recognised 自治体標準オープンデータセット イベント一覧 (27 of 27 columns); UTF-8 with a byte order mark"
        in said
    )
    written = [path.relative_to(site) for path in site.rglob("*") if path.is_file() and path.name != "metadata.yaml"]
    assert len(written) == 8
    for name in written:
        assert (site / name).read_bytes() == (EXAMPLE / name).read_bytes(), name


def test_a_table_of_another_layout_is_added_under_a_key_of_its_own(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "2026 halls.tsv"
    file.write_bytes("番号\t施設名\tメモ\n1\t例示会館\tあ\n2\t例示ホール\tい\n".encode("utf-16"))
    assert run(["source", "add", str(file), "--key", "hall", "--site", str(site)]) == 0
    assert "no standard layout; 3 columns described by what they hold; UTF-16" in capsys.readouterr().out
    assert run(["check", "--site", str(site)]) == 0
    assert run(["preview", "hall", "2", "--site", str(site)]) == 0
    assert "例示ホール" in capsys.readouterr().out
    assert run(["source", "eject", "hall", "--site", str(site)]) == 0
    assert (site / "mappings" / "hall" / "tables" / "rules.yaml").is_file()
    assert run(["check", "--site", str(site)]) == 0


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("list.xlsx", b"PK", "is neither .csv nor .tsv; save a table as CSV"),
        ("list.csv", b"\x89PNG\xff\xff\x81", "its encoding is unknown"),
        ("list.csv", b"", "its first row must have a heading for each column"),
        ("list.csv", b'a,b\n"1,2\n', "is not valid CSV (unexpected end of data); look for a quote that does not end"),
        ("list.csv", b"Halls of 2026,,\nid,name,tel\n1,a,2\n", "delete the rows above that of the headings"),
        ("absent.csv", None, "cannot be read (No such file or directory)"),
    ],
)
def test_a_file_that_is_no_table_is_refused_and_nothing_is_written(
    site: Path, capsys: pytest.CaptureFixture[str], name: str, data: bytes | None, says: str
) -> None:
    if data is not None:
        (site / name).write_bytes(data)
    assert run(["source", "add", str(site / name), "--site", str(site)]) == 1
    assert says in capsys.readouterr().err
    assert not (site / "mappings").exists()


def test_a_key_is_taken_once(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["source", "add", str(EVENTS), "--site", str(site)]) == 0
    assert run(["source", "add", str(EVENTS), "--site", str(site)]) == 1
    assert "already exists; name another key by --key" in capsys.readouterr().err
    assert run(["source", "eject", "evnt", "--site", str(site)]) == 1
    assert "there is no CSV source 'evnt'; did you mean 'event'?" in capsys.readouterr().err


def test_rdf_as_it_is_is_held_to_no_shape_of_the_site(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "vocabulary.ttl"
    text = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://other.example/waste/1> a skos:Concept ; skos:prefLabel "can"@en ;
    skos:broader <https://other.example/waste/2> .
"""
    file.write_text(text, encoding="utf-8")
    assert run(["source", "add", str(file), "--as-is", "--site", str(site)]) == 0
    assert run(["source", "add", str(EVENTS), "--site", str(site)]) == 0
    capsys.readouterr()
    assert run(["check", "--site", str(site)]) == 0, capsys.readouterr().out
