"""Work that is too large for memory is done from files on disk, and gives the same bytes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from graph.build.cardinality import cardinalities
from graph.build.child_work import ChildWork
from graph.build.filed_index import FiledIndex
from graph.build.hub_counts import hubs_of
from graph.build.sortable_statements import Statements
from graph.build.statement_index import StatementIndex, TermError
from graph.build.statistics import statistics
from graph.build.term_usage import term_usage
from graph.release import RELEASES
from graph.write import convert, sorting
from graph.write.sorting import Sorted, Sorter, merged
from mappings.csv_files import CsvError, FileRows, read_csv
from mappings.map import derivations, tables
from ontology.namespaces import Namespace
from tests.graph.build.tiny_site import built, differing, write_site

FEW = 16
NAMESPACE = Namespace()
TYPE, NAME, PART = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", "<urn:name>", "<urn:part>"


def test_a_build_from_files_makes_the_bytes_of_a_build_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764460800")
    in_memory = built(write_site(tmp_path / "site"), tmp_path / "in-memory").release
    monkeypatch.setattr(sorting, "MOST", FEW)
    monkeypatch.setattr(convert, "LARGE", FEW)
    monkeypatch.setattr(tables, "_LARGE", FEW)
    monkeypatch.setattr(derivations, "MOST", FEW)
    filed: list[Path] = []
    opened = sorting._new_file
    monkeypatch.setattr(sorting, "_new_file", lambda folder: filed.append(opened(folder)) or filed[-1])
    from_files = built(tmp_path / "site", tmp_path / "from-files").release
    assert len(filed) > 20
    assert differing(in_memory, from_files) == []
    left = (tmp_path / "from-files" / RELEASES).rglob(".*")
    assert [path for path in (*filed, *left) if path.exists()] == []


def test_a_fork_does_not_remove_the_file_that_its_parent_reads(tmp_path: Path) -> None:
    texts = sorting.filed(["a", "b"], tmp_path, on_disk=True)

    def read() -> None:
        nonlocal texts
        texts = Sorted(list(texts))

    with ChildWork(read) as fork:
        fork.finish()
    assert list(texts) == ["a", "b"]


def test_texts_are_in_order_and_once_whether_they_lie_in_memory_or_in_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(7)
    texts = ["".join(chance.choices('a"@<> 国\x85\U0001f600', k=chance.randrange(1, 6))) for _ in range(3000)]
    for most, together in ((10_000, 64), (50, 64), (50, 3)):
        monkeypatch.setattr(sorting, "MOST", most)
        monkeypatch.setattr(sorting, "_TOGETHER", together)
        sorter = Sorter(tmp_path)
        sorter.update(texts[:1000])
        for text in texts[1000:]:
            sorter.add(text)
        in_order = sorter.sorted()
        assert list(in_order) == list(in_order) == sorted(set(texts))
        assert len(in_order) == len(set(texts))
        assert in_order.is_filed == (most == 50)
        assert list(merged((in_order, Sorted(["", "~"])))) == sorted({*texts, "", "~"})
    del in_order
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_texts_stays_until_it_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "MOST", 2)
    sorter = Sorter(tmp_path)
    sorter.update("edcba")
    assert list(sorter.sorted()) == list("abcde")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def statements() -> list[str]:
    """Things of three classes, one of which very many are part of."""
    lines = [f'<http://localhost:8000/id/thing/{number}> {NAME} "thing {number % 90}"@en' for number in range(700)]
    lines += [f"{line.split()[0]} {TYPE} <urn:class/{place % 3}>" for place, line in enumerate(lines)]
    lines += [
        f"{line.split()[0]} {PART} <http://localhost:8000/id/thing/{place % 5 // 4}>"
        for place, line in enumerate(lines[:600])
    ]
    return list(Statements.of(lines))


def test_an_index_in_files_answers_as_one_in_memory(statements: list[str]) -> None:
    few, most = statements[:20], statements[20:]
    in_memory, filed = StatementIndex(statements), FiledIndex.of_lines(most).and_more(few)
    assert set(filed.predicates()) == {TYPE, NAME, PART}
    for predicate in (*filed.predicates(), "<urn:unknown>"):
        for mine, other in (
            (filed.of(predicate), in_memory.of(predicate)),
            (filed.backwards(predicate), in_memory.backwards(predicate)),
        ):
            assert len(mine) == len(other)
            assert dict(mine.items()) == dict(other)
            assert {key: mine[key] for key in other} == dict(other)
            assert list(mine) == sorted(other)
            for absent in ("<", "<http://localhost:8000/id/thing/1x>", "~"):
                assert absent not in mine
                assert mine.get(absent) is None
    assert set(filed.instances("<urn:class/1>")) == in_memory.instances("<urn:class/1>")
    assert statistics(filed) == statistics(in_memory)
    assert cardinalities(filed) == cardinalities(in_memory)
    assert term_usage(filed, [], NAMESPACE) == term_usage(in_memory, [], NAMESPACE)
    hubs = hubs_of(filed, NAMESPACE, most=100)
    assert hubs == hubs_of(in_memory, NAMESPACE, most=100)
    assert len(hubs) == 2


def test_an_index_that_was_counted_counts_what_comes_later(statements: list[str]) -> None:
    index, whole = StatementIndex(statements[20:]), StatementIndex(statements)
    assert statistics(index) != statistics(whole)
    assert cardinalities(index) != cardinalities(whole)
    more = index.and_more(statements[:20])
    assert statistics(more) == statistics(whole)
    assert cardinalities(more) == cardinalities(whole)
    assert dict(more.subject_counts()) == dict(whole.subject_counts())
    assert dict(more.object_counts()) == dict(whole.object_counts())


def test_an_index_in_files_takes_no_blank_node() -> None:
    with pytest.raises(TermError, match="neither an IRI nor a literal"):
        FiledIndex.of_lines(["_:a <urn:p> <urn:o>"])


def test_rows_of_a_large_file_are_those_that_are_read_at_once(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text('\ufeffkey,name\na,"two\nlines"\nb,国\n', encoding="utf-8")
    rows = FileRows(path, ("key", "name"))
    assert list(rows) == list(rows) == read_csv(path, ("key", "name"))
    assert (len(rows), rows[1]["name"], rows[:1]) == (2, "国", [{"key": "a", "name": "two\nlines"}])
    path.write_text("key,name\na,b\nc\n", encoding="utf-8")
    with pytest.raises(CsvError, match=r"rows.csv row 3: 1 cells instead of 2"):
        FileRows(path, ("key", "name"))
