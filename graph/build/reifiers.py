"""The lineage of a release: an RDF 1.2 reifier for each statement, with the records that it was made from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from graph.lineage import statement_keys
from graph.lineage_index import lineage_entry, write_lineage_index
from graph.write.lines import line_of
from graph.write.sorting import Sorted, Sorter
from ontology.errors import ReportedError
from ontology.namespaces import Namespace
from ontology.vocabulary import PROV, RDF


class LineageError(ReportedError):
    """Two statements have the same key, so their lineage cannot be told apart."""


class Records:
    """The records that each statement was made from, all as N-Triples write them, in the order of files.

    Each of *texts* is a statement, U+0001 and its records. *origins* is the number of records in all of them.
    """

    def __init__(self, texts: Sorted | None = None, origins: int = 0) -> None:
        self._texts = texts or Sorted([])
        self.origins = origins

    def __len__(self) -> int:
        return len(self._texts)

    def texts(self) -> Iterator[str]:
        """Each statement, as :func:`graph.write.lines.placed` writes it, with U+0001 and its records."""
        return iter(self._texts)

    def __iter__(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        for text in self._texts:
            key, _, records = text.partition("\x01")
            yield line_of(key), tuple(records.split(" "))


class Reifiers:
    """The reifiers of a release: of each statement with its *records*, in their order, below *namespace*.

    Data that is too large for memory is kept in files of *folder*.
    """

    def __init__(self, namespace: Namespace, records: Records, folder: Path | None = None) -> None:
        self._namespace = namespace
        self._records = records
        self._entries = Sorter(folder)
        self._number = 0

    def lines(self, graph: str) -> Iterator[str]:
        """All reifiers as lines without *graph*, since their file holds that graph only.

        The iterator can be read once.
        """
        start, key_of, position = self._namespace.thing("statement", "").value, statement_keys(self._namespace), 0
        reifies, derived = f"> {RDF.reifies} <<( ", f"> {PROV.wasDerivedFrom} "
        end = len(f" {graph} .\n".encode())
        for text in self._records.texts():
            stated, _, origins = text.partition("\x01")
            statement = line_of(stated)
            key = key_of(statement)
            line = f"<{start}{key}{reifies}{statement} )>>"
            position += len(line.encode()) + end
            self._entries.add(lineage_entry(key, position))
            self._number += 1
            yield line
            # Most statements have one record.
            for record in sorted(origins.split(" ")) if " " in origins else (origins,):
                line = f"<{start}{key}{derived}{record}"
                position += len(line.encode()) + end
                yield line

    def write_index(self, folder: Path) -> None:
        """Write the index of the positions in the file at which the records of each statement begin, into *folder*.

        All lines must have been read. Raises LineageError where two statements have the same hash.
        """
        if write_lineage_index(folder, self._entries.sorted()) != self._number:
            raise LineageError("two statements have the same hash; report it, so that the hash is made longer")
