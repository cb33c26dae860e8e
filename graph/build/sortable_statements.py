"""Statements between the sources and the graphs of a release: each is one sortable text.

A text holds the line of the statement, the names of the graphs that state it (:data:`DEFAULT` is the default graph) and
its records. Names and records are sorted and separated by spaces.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import groupby
from pathlib import Path

from graph.build.reifiers import Records
from graph.write.lines import line_of, sort_key, subject_of
from graph.write.sorting import Sorted, SortedWriter, Sorter, filed, merged
from ontology.namespaces import Namespace

DEFAULT = "*"
_BREAK = "\x01"
"""A separator that sorts before every character that can follow in a longer line."""


class Statements:
    """Statements as N-Triples write them without the full stop, each once, in the order of files."""

    def __init__(self, texts: Sorted | None = None) -> None:
        self._texts = texts or Sorted([])

    @classmethod
    def of(cls, lines: Iterable[str]) -> Statements:
        """*lines*, which are few."""
        return cls(Sorted(sorted({sort_key(line) for line in lines})))

    def __len__(self) -> int:
        return len(self._texts)

    def __iter__(self) -> Iterator[str]:
        return map(line_of, self._texts) if self._texts.is_filed else iter(self._lines)

    def texts(self) -> Iterator[str]:
        """The statements as :func:`graph.write.lines.sort_key` writes them, whose order is that of texts."""
        return iter(self._texts)

    @cached_property
    def _lines(self) -> list[str]:
        """The lines, where they are in memory: a build goes through them again and again."""
        # Four fifths of the lines are the texts themselves.
        return [line_of(text) if "\0" in text else text for text in self._texts]

    @property
    def are_filed(self) -> bool:
        """Whether the statements are kept in a file, since they are many."""
        return self._texts.is_filed

    def and_all(self, others: Statements, folder: Path | None = None) -> Statements:
        """These and *others*; in *folder*, if they are many."""
        return Statements(filed(merged((self._texts, others._texts)), folder, self.are_filed))


def number_in_both(texts: Iterable[str], others: Iterable[str]) -> int:
    """How many of *texts* are among *others*; both are in order, each once."""
    rest, number = iter(others), 0
    other = next(rest, None)
    for text in texts:
        while other is not None and other < text:
            other = next(rest, None)
        if other == text:
            number += 1
    return number


def things(graphs: Iterable[Statements], namespace: Namespace, folder: Path | None = None) -> Sorted:
    """The paths (``municipality/01100``) of all things below ``/id/`` that *graphs* describe."""
    paths = Sorter(folder)
    for graph in graphs:
        for subject, _ in groupby(graph, subject_of):
            path = namespace.path(subject[1:-1])
            if path and path.startswith("/id/"):
                paths.add(path.removeprefix("/id/"))
    return paths.sorted()


def names(*graphs: str) -> str:
    """The part of a text that names *graphs*."""
    return " ".join(sorted(graphs))


def stated(line: str, graphs: str, records: str = "") -> str:
    """The text of a statement."""
    return f"{sort_key(line)}{_BREAK}{graphs}{_BREAK}{records}"


class LinesIn(Iterable[str]):
    """The lines of those *texts* that *graph* states."""

    def __init__(self, graph: str, texts: Iterable[str]) -> None:
        self._graph = graph
        self._texts = texts

    def __iter__(self) -> Iterator[str]:
        for text in self._texts:
            key, graphs, _ = text.split(_BREAK)
            if self._graph in graphs.split(" "):
                yield line_of(key)


def united(texts: Iterable[str]) -> Iterator[str]:
    """One text for each statement of the sorted *texts*, with all its graphs and records."""
    before, graphs, records = "", "", ""
    for text in texts:
        key, more_graphs, more_records = text.split(_BREAK)
        if key != before:
            if before:
                yield f"{before}{_BREAK}{graphs}{_BREAK}{records}"
            before, graphs, records = key, more_graphs, more_records
            continue
        graphs = _both(graphs, more_graphs)
        records = _both(records, more_records)
    if before:
        yield f"{before}{_BREAK}{graphs}{_BREAK}{records}"


def with_corrections(texts: Iterable[str], source: str, corrections: str) -> Iterator[str]:
    """*texts*, one for each statement.

    Statements that differ from the print in *source* are in the graph *corrections* too.
    """
    for text in texts:
        key, graphs, records = text.split(_BREAK)
        if source not in graphs.split(" "):
            text = f"{key}{_BREAK}{_both(graphs, corrections)}{_BREAK}{records}"
        yield text


def separated(
    texts: Iterable[str], folder: Path | None, are_many: bool
) -> tuple[Statements, dict[str, Statements], Records]:
    """The default graph, the named graphs and the records of *texts*, one for each statement and in order."""
    default, records = SortedWriter(folder, are_many), SortedWriter(folder, are_many)
    named: defaultdict[str, SortedWriter] = defaultdict(lambda: SortedWriter(folder, are_many))
    writers: dict[str, list[SortedWriter]] = {}
    origins = 0
    for text in texts:
        key, graphs, of_statement = text.split(_BREAK)
        if graphs not in writers:
            writers[graphs] = [default if name == DEFAULT else named[name] for name in graphs.split(" ")]
        for writer in writers[graphs]:
            writer.add(key)
        if of_statement:
            records.add(f"{key}{_BREAK}{of_statement}")
            origins += of_statement.count(" ") + 1
    graphs_of = {name: Statements(writer.finish()) for name, writer in named.items()}
    return Statements(default.finish()), graphs_of, Records(records.finish(), origins)


def _both(names: str, more: str) -> str:
    if names == more or not more:
        return names
    return " ".join(sorted({*names.split(" "), *more.split(" ")})) if names else more
