"""Two sides compared: releases of a site whose tables change, and files of RDF."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse, serialize

from graph.compare.change_record import read_summary
from graph.compare.comparison import Comparison
from graph.compare.declaration import load_declaration
from graph.compare.differing import differing, differing_files
from graph.compare.model import PartChange, RowChanges, Summary, ThingChange
from graph.compare.patch import patch_lines
from graph.compare.recording import comparison_of, write_changes
from graph.compare.sides import ComparisonError, of_dump, of_release
from graph.compare.terms import order, parts
from graph.compare.thing_changes import ThingChanges
from graph.compare.words import Wording, report
from graph.release import DIFF, Release, current
from mappings.declared import DeclarationError
from mappings.site import load_site
from ontology.namespaces import Namespace
from server.cli import run
from tests.graph.build.tiny_site import write_site


@pytest.fixture(scope="module")
def first(changing_site: Path) -> Release:
    return current(changing_site / "var")


@pytest.fixture(scope="module")
def second(changed_site: Path) -> Release:
    return current(changed_site / "var")


def test_the_first_release_has_no_changes_and_the_next_has_those_since(first: Release, second: Release) -> None:
    assert not (first.path / DIFF).exists()
    summary = read_summary(second.path)
    assert summary is not None
    assert (summary.old, summary.new) == (first.version, second.version)
    assert {thing.thing: thing.fate for thing in summary.things} == {
        "counter/a": "changed",
        "counter/c": "added",
        "place/28100": "changed",
    }


def test_statements_about_things_are_found_in_a_file_as_by_reading_it(first: Release) -> None:
    found = of_release(first, first.namespace)
    read = replace(found, find=None)
    subjects = [*{parts(line).subject for line in read.default_graph()}, "<a:before-all>", "<zzz:after-all>", '"text"']
    assert found.about(subjects) == read.about(subjects)
    assert found.about([]) == {}


def test_words_tell_what_changed_and_leave_out_texts_that_follow_from_it(second: Release) -> None:
    summary = read_summary(second.path)
    assert summary is not None
    assert summary.reworded == 1, "the label of the counter of Kobe follows from the name of the city"
    lines = list(report(summary, "en"))
    assert lines[:4] == [
        "1 counter added",
        "1 counter: http://schema.org/openingHours changed",
        "1 place: name changed",
        "1 more only in wording that follows from other facts",
    ]
    assert "  http://schema.org/openingHours: monday → tuesday" in lines
    assert "窓口が1件加わった" in list(report(summary, "ja"))


def test_rows_are_told_by_table_from_the_lineage_of_what_changed(second: Release) -> None:
    summary = read_summary(second.path)
    assert summary is not None
    counts = {name: (rows.added, rows.gone, rows.changed) for name, rows in summary.tables.items()}
    assert counts == {"counters": (1, 0, 1), "places": (0, 0, 1)}


def test_a_change_concerns_the_things_with_a_feed_that_it_links_to(second: Release) -> None:
    summary = read_summary(second.path)
    assert summary is not None
    concerns = {thing.thing: thing.concerns["place"] for thing in summary.things}
    assert concerns == {"counter/a": ("14100",), "counter/c": ("14100",), "place/28100": ("28100",)}


def test_the_same_two_releases_give_the_same_bytes(first: Release, second: Release, tmp_path: Path) -> None:
    write_changes(tmp_path / "again", first, second)
    names = {path.name for path in (second.path / DIFF).iterdir()}
    assert names == {"added.nq.gz", "removed.nq.gz", "changes.rdfp.gz", "summary.json"}
    for name in names:
        assert (tmp_path / "again" / name).read_bytes() == (second.path / DIFF / name).read_bytes(), name


def test_the_patch_of_everything_turns_the_old_dump_into_the_new_one(first: Release, second: Release) -> None:
    old, new = (
        set((release.dump_folder / f"{release.name}.nq").read_text(encoding="utf-8").splitlines())
        for release in (first, second)
    )
    for line in patch_lines(comparison_of(first, second, everything=True).changes()):
        sign, _, statement = line.partition(" ")
        if sign == "D":
            old.remove(statement)
        elif sign == "A":
            assert statement not in old
            old.add(statement)
    assert old == new


def test_times_counts_and_files_of_a_release_are_no_changes(first: Release, second: Release) -> None:
    lines = [line for _, line in comparison_of(first, second).changes()]
    assert lines
    assert not [line for line in lines if "void#" in line or "/release/" in line or "dc/terms/modified" in line]
    assert not [line for line in lines if line.endswith(("/graph/quality>", "/graph/ledger>"))]


@pytest.mark.parametrize("extension", ["ttl", "nt", "rdf", "jsonld", "nq.gz", "trig"])
def test_dumps_of_any_format_are_compared(first: Release, second: Release, extension: str) -> None:
    old, new = (of_dump(release.dump_folder / f"{release.name}.{extension}") for release in (first, second))
    comparison = Comparison(old, new, second.namespace, load_declaration(second.namespace, second.site))
    of_releases = comparison_of(first, second)
    changes = set(of_releases.changes())
    if not old.has_graphs:
        changes = {(is_new, line) for is_new, line in changes if not parts(line).graph}
    assert set(comparison.changes()) == changes


def test_a_release_is_compared_by_its_paths_where_its_base_changed(first: Release, tmp_path: Path) -> None:
    moved = Namespace.of("https://elsewhere.example/data", first.namespace.prefix_file)
    side = of_release(first, moved)
    lines = list(side.read())
    assert lines == sorted(lines, key=order)
    assert f"<{first.base}/" not in "".join(lines)


def test_blank_nodes_are_refused_since_they_have_no_names(tmp_path: Path) -> None:
    path = tmp_path / "some.ttl"
    path.write_text("[] <http://example.org/p> 1 .", encoding="utf-8")
    with pytest.raises(ComparisonError, match="blank nodes"):
        of_dump(path)


@pytest.mark.parametrize(("name", "text"), [("some.ttl", "<a"), ("some.nq.gz", "no gzip"), ("some.txt", "")])
def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ComparisonError, match=name) as raised:
        of_dump(tmp_path / name)
    assert "\n" not in str(raised.value)


TWO = '<http://a/s> <http://a/p> "x <http://a/no>"'


@pytest.mark.parametrize(
    ("line", "graph"),
    [
        (TWO, ""),
        (f"{TWO} <http://a/g>", "<http://a/g>"),
        ("<http://a/s> <http://a/p> <http://a/o>", ""),
        ("<http://a/s> <http://a/p> <http://a/o> <http://a/g>", "<http://a/g>"),
        ('<http://a/s> <http://a/p> "1 <2"^^<http://a/t>', ""),
        ('<http://a/s> <http://a/p> "a"@en <http://a/g>', "<http://a/g>"),
    ],
)
def test_the_graph_of_a_line_is_told_from_its_object(line: str, graph: str) -> None:
    assert parts(line).graph == graph
    assert parts(line).line == line
    (quad,) = parse(f"{line} .", format=RdfFormat.N_QUADS)
    assert (serialize([quad], format=RdfFormat.N_QUADS) or b"").decode() == f"{line} .\n"


def test_what_only_one_side_has_is_told_in_order_wherever_it_stands() -> None:
    a, b, c = (f'<http://a/s> <http://a/p> "{letter}"' for letter in "abc")
    assert list(differing([a, b], [b, c])) == [(False, a), (True, c)]
    assert list(differing([], [a])) == [(True, a)]
    assert list(differing([a, b, c], [])) == [(False, a), (False, b), (False, c)]


LINES = [f'<http://a/s{number:04}> <http://a/p> "{"x" * 40}"' for number in range(4000)]
"""Several windows of a file."""
LONG = '<http://a/s1999> <http://a/p> "' + "y" * (3 << 16) + '"'
IN_A_GRAPH = ['<http://a/s0000> <http://a/p> "z" <http://a/g>', '<http://a/s0001> <http://a/p> "z" <http://a/g>']


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (LINES, LINES),
        ([], LINES),
        (LINES, []),
        (LINES, LINES[1:]),
        (LINES, LINES[:-1]),
        (LINES[2000:], LINES[:2001]),
        (LINES, [line for number, line in enumerate(LINES) if number % 7]),
        (LINES, [line.replace("x", "w", 1) if number % 900 == 5 else line for number, line in enumerate(LINES)]),
        (LINES, sorted([*LINES, LONG])),
        (sorted([*LINES, LONG]), sorted([*LINES[5:], LONG.replace("yy", "yyz", 1)])),
        ([*LINES, IN_A_GRAPH[0]], [*LINES[:10], *IN_A_GRAPH]),
    ],
    ids=lambda lines: f"{len(lines)} lines",
)
def test_two_files_differ_in_the_lines_that_reading_both_tells(old: list[str], new: list[str], tmp_path: Path) -> None:
    paths = tmp_path / "old.nq", tmp_path / "new.nq"
    for path, lines in zip(paths, (old, new), strict=True):
        path.write_text("".join(f"{line} .\n" for line in lines), encoding="utf-8")
    assert list(differing_files(*paths)) == list(differing(old, new))


def test_a_declaration_with_a_mistake_is_one_line(tmp_path: Path) -> None:
    other = write_site(tmp_path / "other")
    for text, message in (
        ("derived: {nope:x: {}}", "nope:x"),
        ("parted: {}", "parted"),
        ("feeds: {place: {kinds: [place], by: sight}}", "sight"),
    ):
        (other / "site" / "changes.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(DeclarationError, match=rf"changes.yaml: .*{message}"):
            load_declaration(Namespace(), load_site(other))


def test_a_renamed_thing_is_told_as_one_and_what_refers_to_it_has_not_changed(tmp_path: Path) -> None:
    text = """@prefix : <http://localhost:8000/id/counter/> . @prefix s: <http://schema.org/> .
    :{key} a s:Place ; s:name "Counter" ; s:telephone "1" ; s:email "a@example.org" .
    :other a s:Place ; s:name "Other" ; s:containedInPlace :{key} ."""
    for name, key in (("old.ttl", "before"), ("new.ttl", "after")):
        (tmp_path / name).write_text(text.replace("{key}", key), encoding="utf-8")
    comparison = Comparison(
        of_dump(tmp_path / "old.ttl"), of_dump(tmp_path / "new.ttl"), Namespace(), load_declaration(Namespace())
    )
    news = ThingChanges(comparison)
    for is_new, line in comparison.changes():
        news.add(is_new, line)
    (thing,) = news.summary().things
    assert (thing.thing, thing.to, thing.fate, thing.facts) == ("counter/before", "counter/after", "renamed", ())
    assert Wording("en").thing(thing) == ["looks renamed: counter/before → counter/after"]


def test_a_thing_changed_where_only_a_part_of_it_did(tmp_path: Path) -> None:
    namespace = Namespace()
    text = f"""@prefix i: <{namespace.base}/id/> . @prefix dct: <http://purl.org/dc/terms/> .
    i:service\\/a dct:title "Counter" . i:language\\/pt dct:title "Portuguese" . i:language\\/ne dct:title "Nepali" .
    i:language-provision\\/a <{namespace.vocabulary_base}/ontology#provisionOf> i:service\\/a ;
        dct:language i:language\\/{{language}} ."""
    for name, language in (("old.ttl", "pt"), ("new.ttl", "ne")):
        (tmp_path / name).write_text(text.replace("{language}", language), encoding="utf-8")
    declaration = load_declaration(namespace, load_site(Path()))
    comparison = Comparison(of_dump(tmp_path / "old.ttl"), of_dump(tmp_path / "new.ttl"), namespace, declaration)
    news = ThingChanges(comparison)
    for is_new, line in comparison.changes():
        news.add(is_new, line)
    (thing,) = news.summary().things
    assert (thing.thing, thing.fate) == ("service/a", "changed")
    assert Wording("en").thing(thing) == ["Portuguese no longer stated", "Nepali added"]


def test_the_command_compares_the_current_release_with_the_one_before(
    changed_site: Path, first: Release, second: Release, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["diff", "--site", str(changed_site)]) == 0
    assert capfd.readouterr().out.splitlines()[0] == "1 counter added"
    dump = str(second.dump_folder / f"{second.name}.ttl.gz")
    assert run(["diff", first.version, dump, "--site", str(changed_site), "--format", "json", "--lang", "ja"]) == 0
    assert json.loads(capfd.readouterr().out)["new"] == dump
    assert run(["diff", second.version, first.version, "--site", str(changed_site), "--format", "nquads"]) == 0
    lines = capfd.readouterr().out.splitlines()
    assert lines[0] == "# removed"
    assert "# added" in lines
    (statement,) = [line for line in lines if "/counter/a>" in line and '"tuesday"' in line and "graph" not in line]
    assert lines.index(statement) < lines.index("# added")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["nothing"], "nothing is neither a file nor a release"), (["../x"], "neither a file nor a release")],
)
def test_an_unknown_name_is_one_line_with_the_existing_names(
    changed_site: Path, second: Release, capfd: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert run(["diff", *arguments, "--site", str(changed_site)]) == 1
    error = capfd.readouterr().err
    assert message in error
    assert second.version in error
    assert error.count("\n") == 1


def test_the_patch_in_a_release_names_both_versions(first: Release, second: Release) -> None:
    patch = gzip.decompress((second.path / DIFF / "changes.rdfp.gz").read_bytes()).decode().splitlines()
    assert patch[:3] == [
        f"H id <{second.base}/release/{second.version}> .",
        f"H prev <{second.base}/release/{first.version}> .",
        "TX .",
    ]
    assert patch[-1] == "TC ."
    assert {line[:2] for line in patch[3:-1]} == {"A ", "D "}


def test_what_is_kept_of_a_comparison_reads_back_as_it_was() -> None:
    term = ThingChange("http://a.example/ontology#Term", "http://a.example/ontology#Term", "", "", "added", {})
    part = PartChange("http://a.example/part", "", "gone", {})
    counter = ThingChange(
        "counter/a", "http://a.example/id/counter/a", "counter", "", "changed", {"": "A"}, parts=(part,)
    )
    summary = Summary("1", "2", 1, 0, (term, counter), {}, {"counters": RowChanges(changed=1)})
    assert Summary.of_json(json.loads(json.dumps(summary.as_json()))) == summary
