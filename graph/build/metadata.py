"""``/graph/metadata``: all statements of a release about itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph.ask.question import question_triples
from graph.build.assemble import Assembly, Lines, as_lines
from graph.build.catalogue import Edition, describe_catalogue
from graph.build.changes import replacements
from graph.build.filed_index import index_of
from graph.build.naming import preferred_labels
from graph.build.sortable_statements import Statements
from graph.build.sources import describe_attributions, describe_lines, describe_sources
from graph.build.statement_index import Index
from graph.build.void import Counts, describe_void
from graph.gone import read_moves
from graph.write.lines import sort_key
from graph.write.sorting import Sorter


@dataclass(frozen=True)
class Metadata:
    """The statements of the catalogue, the counts of the default graph that VoID states, an index of that graph."""

    catalogue: Lines
    counts: Counts
    index: Index


def add_metadata(assembly: Assembly, edition: Edition, other_graphs: Mapping[str, int]) -> Metadata:
    """Add ``/graph/metadata`` to *assembly*, with counts that are true of the default graph it is part of.

    *other_graphs* gives the sizes of graphs outside the default one (provenance, ledger).
    """
    namespace = assembly.namespace
    described = [*describe_catalogue(namespace, assembly.site, edition), *describe_attributions(assembly)]
    catalogue = as_lines([*described, *preferred_labels(namespace, described)])
    questions = list(question_triples(namespace, assembly.questions))
    sources = list(describe_sources(assembly))
    lines = Sorter(assembly.folder)
    lines.update(sort_key(str(triple)) for triple in describe_lines(assembly))
    cited = Statements(lines.sorted())
    others = as_lines(sources) | catalogue | as_lines(questions)
    others |= as_lines(replacements(namespace, read_moves(assembly.site), assembly.default))
    others |= as_lines(preferred_labels(namespace, [*sources, *questions]))
    assembly.add("metadata", cited.and_all(Statements.of(others), assembly.folder))
    index = index_of(assembly.default, assembly.folder, any(source.is_as_is for source in assembly.sources))
    graphs = {name: len(lines) for name, lines in assembly.named.items()} | dict(other_graphs)
    void, counts, whole = describe_void(assembly, edition, index, graphs, others)
    assembly.add("metadata", assembly.named["metadata"].and_all(Statements.of(void), assembly.folder))
    return Metadata(catalogue, counts, whole)
