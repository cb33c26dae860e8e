"""The two sides of a comparison: the statements of a release, or of a file of RDF, as lines in one order."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from pyoxigraph import BlankNode, parse

from graph.compare.sorted_file import lines_about
from graph.compare.terms import order, parts
from graph.formats import RDF_FORMATS, RdfFormat, by_extension
from graph.release import Release
from graph.write.sorting import Sorted, Sorter
from ontology.errors import ReportedError
from ontology.namespaces import Namespace

_LINE = "\x02"
"""Stands before a line in a text; it is in no line."""


class ComparisonError(ReportedError):
    """Something cannot be compared."""


@dataclass(frozen=True)
class Side:
    """Statements, as often as they are asked for. *name* is what messages call them.

    *has_graphs* is whether they can be in named graphs; else all of them are the default graph's.
    """

    name: str
    has_graphs: bool
    read: Callable[[], Iterator[str]]
    """The lines of N-Quads without full stops, in the order of :func:`order`."""
    find: Callable[[Collection[str]], dict[str, list[str]]] | None = None
    """An implementation of :meth:`about` that need not read all lines, where there is one."""
    path: Path | None = None
    """The file that has the very lines, if one does."""

    def default_graph(self) -> Iterator[str]:
        """The lines of the default graph, which come first."""
        for line in self.read():
            # With an IRI at its end, only a line of more than three terms, or of a literal with spaces, needs a look.
            if line.endswith(">") and line.count(" ") > 2 and parts(line).graph:
                return
            yield line

    def about(self, subjects: Collection[str]) -> dict[str, list[str]]:
        """The lines of the default graph about each of *subjects*, which are terms; none where there are none."""
        if self.find:
            return self.find(subjects)
        lines: dict[str, list[str]] = {subject: [] for subject in subjects}
        if lines:
            for line in self.default_graph():
                if (of_subject := lines.get(line.partition(" ")[0])) is not None:
                    of_subject.append(line)
        return lines


def of_release(release: Release, namespace: Namespace, folder: Path | None = None) -> Side:
    """The statements of *release*, its URIs moved below the base of *namespace* where that is another.

    What is moved is put in order again, in files of *folder* where it is much. Raises ComparisonError where the dump of
    the release is gone.
    """
    path = release.dump_folder / f"{release.name}.nq"
    packed = path.with_name(f"{path.name}.gz")
    there = path if path.is_file() else packed
    if not there.is_file():
        raise ComparisonError(
            f"release {release.version} has no dump {path.name} any more; build it again from its tables to compare it"
        )
    moves = {
        f"<{old}/": f"<{new}/"
        for old, new in (
            (release.base, namespace.base),
            (release.namespace.vocabulary_base, namespace.vocabulary_base),
        )
        if old != new
    }
    if not moves:
        if there == packed:
            return Side(release.version, True, lambda: _lines(packed))
        return Side(release.version, True, lambda: _lines(path), partial(lines_about, path), path)
    sorter = Sorter(folder)
    for line in _lines(there):
        for old, new in moves.items():
            line = line.replace(old, new)
        sorter.add(_text(line))
    return _of_texts(release.version, True, sorter.sorted())


def of_dump(path: Path, folder: Path | None = None) -> Side:
    """The statements of the file *path*, whose name tells its format; ``.gz`` is unpacked.

    They are put in order, in files of *folder* where they are many. Raises ComparisonError.
    """
    form = _format_of(path)
    return _of_texts(str(path), form.names_graphs, _ordered(path, form, folder))


def _of_texts(name: str, has_graphs: bool, texts: Sorted) -> Side:
    """The side *name* whose lines are in *texts*, as :func:`_text` writes them."""
    return Side(name, has_graphs, lambda: (text.partition(_LINE)[2] for text in texts))


def _text(line: str) -> str:
    """*line* after a text by which it is put in order."""
    return f"{order(line)}{_LINE}{line}"


def _format_of(path: Path) -> RdfFormat:
    stem = path.name.removesuffix(".gz")
    forms = by_extension(RDF_FORMATS)
    form = forms.get(stem.rpartition(".")[2])
    if not isinstance(form, RdfFormat):
        raise ComparisonError(f"{path}: its name tells no format of RDF; it must end with .{', .'.join(forms)} or .gz")
    return form


def _ordered(path: Path, form: RdfFormat, folder: Path | None) -> Sorted:
    sorter = Sorter(folder)
    try:
        with _opened(path) as file:
            sorter.update(map(_text, _parsed(path, form, file)))
    except (OSError, EOFError, ValueError, SyntaxError) as error:
        raise ComparisonError(f"{path}: cannot be read ({' '.join(str(error).split())})") from error
    return sorter.sorted()


def _parsed(path: Path, form: RdfFormat, file: IO[bytes]) -> Iterator[str]:
    for quad in parse(file, format=form.rdf):
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
            raise ComparisonError(
                f"{path}: it has blank nodes, which cannot be told apart between two files; give them IRIs first"
            )
        yield str(quad)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """The file *path*, unpacked where its name says so."""
    with path.open("rb") as file:
        yield io.BufferedReader(gzip.GzipFile(fileobj=file)) if path.suffix == ".gz" else file


def _lines(path: Path) -> Iterator[str]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="\n") as file:
        for line in file:
            yield line[:-3]
