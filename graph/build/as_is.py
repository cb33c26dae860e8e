"""Sources of RDF as it is: their statements on the way to the graphs of a release, and what is not held to shapes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path

from graph.build.stated import DEFAULT, Statements, names, stated, united
from graph.write.lines import subject_of
from graph.write.sorting import Sorted, Sorter
from mappings.as_is.child import in_child
from mappings.map.rdf_sources import RdfSource
from mappings.map.sources import Source
from ontology.namespaces import Namespace


def as_stated(source: RdfSource, namespace: Namespace, folder: Path | None) -> Sorted:
    """The statements of *source*, as :mod:`graph.build.stated` writes them. They have no records.

    What is too much for memory lies in *folder*. Raises RdfError and ChildError.
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
    """The things that somebody else's data alone describes, as N-Triples write them; of the graphs *named*.

    The shapes and the quality of a site are about what it says itself.
    """
    theirs = [source.key for source in sources if source.is_as_is]
    described = {subject for key in theirs for subject, _ in groupby(named[key], subject_of)}
    if described:
        for name, lines in named.items():
            if name not in theirs:
                described.difference_update(subject for subject, _ in groupby(lines, subject_of))
    return frozenset(described)


def blank_nodes(sources: Iterable[Source], named: Mapping[str, Statements]) -> int:
    """How many statements of somebody else's data, of the graphs *named*, may have a blank node."""
    theirs = (named[source.key] for source in sources if source.is_as_is)
    return sum("_:" in line for lines in theirs for line in lines)
