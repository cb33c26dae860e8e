"""The lineage of a release: an RDF 1.2 reifier for each statement, with the records that it was made from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from graph.lineage import statement_keys
from graph.write.lines import line_of
from graph.write.sorting import Sorted, Sorter
from ontology.errors import ReportedError
from ontology.namespaces import Namespace
from ontology.vocabulary import PROV, RDF


class LineageError(ReportedError):
    """The lineage of two statements cannot be told apart."""


class Records:
    """The records that each statement was made from, all as N-Triples write them, in the order of files.

    *texts* have a statement each, U+0001 and its records; *origins* is how many records they have together.
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


def reifier_lines(namespace: Namespace, records: Records, folder: Path | None = None) -> Iterator[str]:
    """The reifier of each statement with its *records*, in their order, as lines without graph.

    Raises LineageError when two statements have the same hash. Hashes that are too many for memory lie in *folder*.
    """
    start, key_of, keys = namespace.thing("statement", "").value, statement_keys(namespace), Sorter(folder)
    reifies, derived = f"> {RDF.reifies} <<( ", f"> {PROV.wasDerivedFrom} "
    for text in records.texts():
        stated, _, origins = text.partition("\x01")
        line = line_of(stated)
        key = key_of(line)
        keys.add(key)
        yield f"<{start}{key}{reifies}{line} )>>"
        # Most statements have one record.
        for record in sorted(origins.split(" ")) if " " in origins else (origins,):
            yield f"<{start}{key}{derived}{record}"
    if keys.distinct() != len(records):
        raise LineageError("two statements have the same hash; report it, so that the hash is made longer")
