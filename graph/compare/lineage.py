"""From which rows of which tables statements were made: looked up in the lineage of a release."""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from graph.compare.model import RowChanges
from graph.compare.terms import parts
from graph.lineage import statement_key
from graph.release import Release
from ontology.vocabulary import PROV

_RECORD = "/id/record/"


def records_of(release: Release, statements: Collection[str]) -> dict[str, list[str]]:
    """The records (terms) that each of *statements*, lines without a graph, was made from in *release*."""
    path = release.dump_folder / f"{release.name}-provenance.nq"
    packed = path.with_name(f"{path.name}.gz")
    if not statements or not (path.is_file() or packed.is_file()):
        return {}
    namespace = release.namespace
    keys = {statement_key(namespace, line).encode(): line for line in statements}
    # The file has a line for each record of each statement: bytes at a fixed place are compared in half the time.
    begin = len(f"<{namespace.thing('statement', '').value}".encode())
    end = begin + len(next(iter(keys)))
    derived = f"> <{PROV.wasDerivedFrom.value}> ".encode()
    records: defaultdict[str, list[str]] = defaultdict(list)
    with path.open("rb") if path.is_file() else gzip.open(packed) as file:
        for line in file:
            if line[begin:end] in keys and line.startswith(derived, end):
                records[keys[line[begin:end]]].append(parts(line[:-3].decode()).object)
    return dict(records)


def table_of(record: str) -> str:
    """The table of a *record*, a term; empty for anything else."""
    _, separator, rest = record.partition(_RECORD)
    return rest.partition("/")[0] if separator else ""


def rows_of_tables(added: Iterable[str], gone: Iterable[str], changed: Iterable[str]) -> Mapping[str, RowChanges]:
    """How many rows of each table came, went and changed, by their records. One that came or went has not changed."""
    came, went = set(added), set(gone)
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for number, records in enumerate((came - went, went - came, set(changed) - came - went)):
        for record in records:
            counts[table_of(record)][number] += 1
    return {table: RowChanges(*numbers) for table, numbers in sorted(counts.items()) if table}
