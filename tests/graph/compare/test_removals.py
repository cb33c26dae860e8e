"""URIs that a release had and the next one lacks: redirects, reasons, and builds that lose some without a word."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Store

from graph.build.changes import MoveError, is_of_this_machine
from graph.build.inputs import read_inputs
from graph.build.pipeline import build
from graph.build.reuse import Reuse
from graph.compare.change_record import read_summary
from graph.compare.words import report
from graph.gone import Moves, read_gone, read_moves, read_things
from graph.release import Release, current
from mappings.csv_files import CsvError
from mappings.site import load_site
from ontology.namespaces import Namespace
from ontology.vocabulary import DCT
from server.cli import run
from tests.graph.build.tiny_site import change, write_site
from tests.graph.compare.changing_site import COUNTERS, third_release
from tests.graph.conftest import copied


@pytest.fixture(scope="module")
def third(changed_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    return third_release(copied(changed_site, tmp_path_factory.mktemp("site")))


def test_a_redirected_thing_is_not_gone_and_a_removed_thing_has_a_reason(third: Release) -> None:
    gone = read_gone(third.path)
    assert "counter/a" in gone
    assert "counter/c" not in gone
    summary = read_summary(third.path)
    assert summary is not None
    fates = {thing.thing: thing for thing in summary.things}
    assert fates["counter/a"].reason == {"ja": "閉鎖された", "en": "It was closed."}
    assert (fates["counter/c"].fate, fates["counter/c"].to, fates["counter/c"].certain) == (
        "renamed", "counter/yokohama", True,
    )  # fmt: skip
    lines = list(report(summary, "en"))
    assert "  reason: It was closed." in lines
    assert "  has another URI: counter/c → counter/yokohama" in lines


def test_the_old_uri_is_replaced_by_the_new_one_and_is_no_thing_any_more(third: Release) -> None:
    store = Store.read_only(str(third.path / "store"))
    new, old = (third.namespace.thing("counter", key) for key in ("yokohama", "c"))
    about_old = store.quads_for_pattern(old, None, None, DefaultGraph())
    assert [(quad.predicate, quad.object) for quad in about_old] == [(DCT.isReplacedBy, new)]
    assert "counter/yokohama" in read_things(third.path)
    assert "counter/c" not in read_things(third.path)


def test_a_build_on_a_public_base_that_loses_a_uri_without_a_word_fails_and_names_it(
    built_site: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    copied(built_site, tmp_path)
    version = current(tmp_path / "var").version
    change(tmp_path, (COUNTERS, "a,14100,monday,2019,3\n", ""))
    assert run(["build", "--site", str(tmp_path)]) == 1
    message = capfd.readouterr().err.splitlines()[-1]
    assert "1 URI(s) of the release before are gone without a reason: counter/a" in message
    assert "site/removed.csv" in message
    assert "--allow-removals" in message
    assert current(tmp_path / "var").version == version
    assert run(["build", "--site", str(tmp_path), "--allow-removals"]) == 0
    assert "warning: 1 URI(s)" in capfd.readouterr().err
    assert current(tmp_path / "var").version != version


@pytest.mark.parametrize(
    "base", ["http://localhost:8000", "http://127.0.0.1/x", "http://[::1]:80", "http://a.localhost"]
)
def test_uris_of_this_machine_are_nobody_s(base: str) -> None:
    assert is_of_this_machine(base)


def test_what_looks_renamed_is_suggested_as_rows_that_the_next_build_takes(
    changing_site: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    copied(changing_site, tmp_path)
    change(tmp_path, (COUNTERS, "a,14100", "yokohama,14100"))
    site = ["--site", str(tmp_path)]
    assert run(["build", *site]) == 1
    assert "counter/a (now counter/yokohama?)" in capfd.readouterr().err
    assert run(["build", *site, "--allow-removals"]) == 0
    capfd.readouterr()
    assert run(["diff", *site, "--format", "redirects"]) == 0
    rows = capfd.readouterr().out
    assert rows.splitlines()[0] == "from,to,since,reason"
    assert rows.splitlines()[1].startswith("counter/a,counter/yokohama,20")
    (tmp_path / "site" / "redirects.csv").write_text(rows, encoding="utf-8")
    assert run(["build", *site]) == 0
    assert "warning" not in capfd.readouterr().err
    assert "counter/a" not in read_gone(current(tmp_path / "var").path)


@pytest.mark.parametrize("base", ["https://data.example.org", "http://10.0.0.1", "https://localhost.example.org"])
def test_uris_of_a_host_may_be_cited(base: str) -> None:
    assert not is_of_this_machine(base)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("redirects.csv", "from,to\n", "header"),
        ("redirects.csv", "from,to,since,reason\ncounter/x,,,\n", "row 1: to is empty"),
        ("redirects.csv", "from,to,since,reason\nhttp://a/b,counter/a,,\n", "must be KIND/KEY"),
        ("redirects.csv", "from,to,since,reason\na/b,a/c,,\na/b,a/d,,\n", "row 2: a/b has a row already"),
        ("redirects.csv", "from,to,since,reason\na/b,a/c,,\na/c,a/b,,\n", "leads to itself"),
        ("redirects.csv", "from,to,since,reason\na/b,a/b c,,\n", "must be KIND/KEY"),
        ("removed.csv", "thing,since,reason_ja,reason_en\na/b,,,why\n", "reason_ja is empty"),
        ("removed.csv", "thing,since,reason_ja,reason_en\na/b,2026-99-99,訳,why\n", "must be a date"),
    ],
)
def test_a_row_with_a_mistake_is_named(tmp_path: Path, name: str, text: str, message: str) -> None:
    write_site(tmp_path)
    (tmp_path / "site" / name).write_text(text, encoding="utf-8")
    with pytest.raises(CsvError, match=message):
        read_moves(load_site(tmp_path))


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("redirects.csv", "from,to,since,reason\ncounter/x,counter/y,,\n", "leads to counter/y, which this release"),
        ("redirects.csv", "from,to,since,reason\ncounter/a,counter/b,,\n", "counter/a is a thing of this release"),
        ("removed.csv", "thing,since,reason_ja,reason_en\ncounter/a,,理由,why\n", "counter/a is a thing"),
    ],
)
def test_a_row_that_the_release_contradicts_fails_the_build(tmp_path: Path, name: str, text: str, message: str) -> None:
    folder = write_site(tmp_path)
    (folder / "site" / name).write_text(text, encoding="utf-8")
    site = load_site(folder)
    with pytest.raises(MoveError, match=message):
        build(site, Namespace.of(site.base_iri), folder / "var", reuse=Reuse(read_inputs(site)))


def test_redirects_are_followed_to_their_end() -> None:
    moves = Moves({"a/1": "a/2", "a/2": "a/3"})
    assert (moves.target("a/1"), moves.target("a/2"), moves.target("a/3")) == ("a/3", "a/3", None)
