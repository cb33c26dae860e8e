"""Sources of RDF as it is: their statements for the graphs of a release, and the things that shapes do not check."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path

from graph.build.sortable_statements import DEFAULT, Statements, names, stated, united
from graph.write.lines import subject_of
from graph.write.sorting import Sorted, Sorter
from mappings.as_is.child import in_child
from mappings.map.rdf_sources import RdfSource
from mappings.map.sources import Source
from ontology.namespaces import Namespace


def as_stated(source: RdfSource, namespace: Namespace, folder: Path | None) -> Sorted:
    """The statements of *source*, in the form of :mod:`graph.build.sortable_statements`, without records.

    Statements that are too many for memory are kept in files of *folder*. Raises RdfError and ChildError.
    """
    graphs = names(source.key, DEFAULT)
    texts = Sorter(folder)
    with tempfile.TemporaryDirectory(prefix=".as-is-", dir=folder) as room:
        path = Path(room, "lines")

        def write() -> None:
            with path.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(f"{line}\n" for line in source.lines(namespace.base))

        died = f"{source.file.name}: the parser has died; what is nested thousands of levels deep cannot be read"
        in_child(write, died)
        with path.open(encoding="utf-8", newline="\n") as file:
            texts.update(stated(line.removesuffix("\n"), graphs) for line in file)
    return texts.sorted(united)


def exempt(sources: Iterable[Source], named: Mapping[str, Statements]) -> frozenset[str]:
    """The things that only somebody else's data describes, among the graphs *named*; terms in N-Triples.

    The shapes and the quality metrics of a site apply to its own data only.
    """
    theirs = [source.key for source in sources if source.is_as_is]
    described = {subject for key in theirs for subject, _ in groupby(named[key], subject_of)}
    if described:
        for name, lines in named.items():
            if name not in theirs:
                described.difference_update(subject for subject, _ in groupby(lines, subject_of))
    return frozenset(described)


def blank_nodes(sources: Iterable[Source], named: Mapping[str, Statements]) -> int:
    """The number of statements in the graphs *named* that come from somebody else's data and may have a blank node."""
    theirs = (named[source.key] for source in sources if source.is_as_is)
    return sum("_:" in line for lines in theirs for line in lines)
