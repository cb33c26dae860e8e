"""``/graph/metadata``: all statements of a release about itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph.ask.question import question_triples
from graph.build.assemble import Assembly, Lines, as_lines
from graph.build.catalogue import Edition, describe_catalogue
from graph.build.naming import preferred_labels
from graph.build.sources import describe_attributions, describe_sources
from graph.build.void import Counts, describe_void


@dataclass(frozen=True)
class Metadata:
    """The statements of the catalogue, and the counts that VoID states of the default graph."""

    catalogue: Lines
    counts: Counts


def add_metadata(assembly: Assembly, edition: Edition, other_graphs: Mapping[str, int]) -> Metadata:
    """Add ``/graph/metadata`` to *assembly*, with counts that are true of the default graph it is part of.

    *other_graphs* gives the sizes of graphs outside the default one (provenance, ledger).
    """
    namespace = assembly.namespace
    described = [*describe_catalogue(namespace, assembly.site, edition), *describe_attributions(assembly)]
    catalogue = as_lines([*described, *preferred_labels(namespace, described)])
    questions = list(question_triples(namespace, assembly.questions))
    sources = list(describe_sources(assembly))
    metadata = as_lines(sources) | catalogue | as_lines(questions)
    metadata |= as_lines(preferred_labels(namespace, [*sources, *questions]))
    void, counts = describe_void(assembly, edition, metadata, other_graphs)
    assembly.add("metadata", metadata | void)
    return Metadata(catalogue, counts)
