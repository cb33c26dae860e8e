"""From tables to the graphs of a release: run the mappings, apply corrections, keep lineage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import RdfFormat, Triple, parse

import ontology
from graph.ask.question import Question, load_questions
from graph.ask.story import Story, load_stories
from graph.build.as_is import as_stated
from graph.build.composition import Composition
from graph.build.line_ledger import Totals, ledger_triples, totals_of
from graph.build.mapped import CORRECTIONS_GRAPH, mapped
from graph.build.naming import preferred_labels
from graph.build.reifiers import Records
from graph.build.sortable_statements import DEFAULT, LinesIn, Statements, names, separated, stated, united
from graph.build.source_cache import SourceCache
from graph.write.lines import sort_key
from graph.write.sorting import Sorted, Sorter, are_too_many, filed, merged
from mappings.map.checking import Checked, all_tables
from mappings.map.corrections import Correction, corrected_rows, load_corrections
from mappings.map.rdf_sources import RdfSource
from mappings.map.sources import Source, sources
from mappings.map.tables import Table
from mappings.read.ledger import LedgerEntry, has_ledger, load_ledger
from mappings.site import Site
from ontology.namespaces import Namespace

_LITTLE = 10_000
"""Up to this many statements with records are written faster than a process starts."""
Lines = dict[str, None]
"""A set of statements, as N-Triples write them without the full stop, that keeps its order."""


@dataclass
class Assembly:
    """The graphs of a release before they are described, with the records of each statement.

    *sources* are those that the site names. Corrections, questions and stories about a source that is
    left out are left out too, and then *is_whole* is false.
    """

    site: Site
    namespace: Namespace
    sources: list[Source] = field(default_factory=list)
    is_whole: bool = True
    tables: dict[str, Table] = field(default_factory=dict)
    corrections: list[Correction] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)
    default: Statements = field(default_factory=Statements)
    named: dict[str, Statements] = field(default_factory=dict)
    records: Records = field(default_factory=Records)
    ledger: Statements = field(default_factory=Statements)
    totals: dict[str, Totals] = field(default_factory=dict)
    """Of the lines of the ledger, by document, for the documents that have one."""

    folder: Path | None = None
    """The folder for statements that are too many for memory; None: the folder of temporary files."""

    @property
    def is_small(self) -> bool:
        """Whether the statements are written faster than a process starts."""
        return len(self.records) < _LITTLE

    def add(self, graph: str, lines: Statements) -> None:
        """Make *lines* the named graph *graph*, and add them to the default graph."""
        self.named[graph] = lines
        self.default = self.default.and_all(lines, self.folder)


def as_lines(triples: Iterable[Triple]) -> Lines:
    """*triples*, each once, in their order."""
    return dict.fromkeys(map(str, triples))


def assemble(
    site: Site,
    namespace: Namespace,
    cache: SourceCache | None = None,
    folder: Path | None = None,
    checked: Checked | None = None,
) -> Assembly:
    """Run every mapping of *site* over its committed tables, except those whose statements *cache* has.

    Statements that are too many for memory are kept in *folder*. *checked* are the sources, where they are loaded
    already: then their tables are not checked again. Raises ProblemsError with everything that is wrong in tables,
    references and rules, or the error of the first correction or derivation that is wrong.
    """
    chosen = checked.sources if checked else sources(site.mappings, site.sources)
    shares = {source.key: share for source in chosen if cache and (share := cache.get(source))}
    # Statements are cached only for tables that were checked.
    tables = checked.tables if checked else all_tables(chosen, shares)
    assembly = _chosen(site, namespace, chosen, tables)
    assembly.folder = folder
    terms = list(ontology_triples(site, namespace))
    ontology_lines = as_lines([*terms, *preferred_labels(namespace, terms)])
    composition = Composition(site, namespace, ontology_lines)
    ledgers: list[Sorted] = []
    for source in assembly.sources:  # reference works come first: documents refer to them
        if source.key not in shares:
            shares[source.key] = (
                as_stated(source, namespace, folder)
                if isinstance(source, RdfSource)
                else mapped(source, assembly.tables, assembly.corrections, composition, folder)
            )
            if cache:
                cache.put(source, shares[source.key])
        if not source.is_document and not source.is_as_is:
            composition.refer_to(LinesIn(source.key, shares[source.key]))
        if source.is_document and has_ledger(source):
            entries = load_ledger(source)
            assembly.totals[source.key] = totals_of(entries)
            kept = cache.get_ledger(source) if cache else None
            ledgers.append(_ledger_of(assembly, source, entries) if kept is None else kept)
            if cache and kept is None:
                cache.put_ledger(source, ledgers[-1])
    assembly.ledger = Statements(filed(merged(ledgers), folder))
    of_ontology = sorted(stated(line, names("ontology", DEFAULT)) for line in ontology_lines)
    parts: list[list[str] | Sorted] = [of_ontology, *(shares[source.key] for source in assembly.sources)]
    are_many = are_too_many(sum(map(len, parts)))
    assembly.default, assembly.named, assembly.records = separated(united(merged(parts)), folder, are_many)
    for name in (CORRECTIONS_GRAPH, *(source.key for source in assembly.sources)):
        assembly.named.setdefault(name, Statements())
    return assembly


def _ledger_of(assembly: Assembly, source: Source, entries: Sequence[LedgerEntry]) -> Sorted:
    """The statements about the lines of *source*, whose ledger has *entries*."""
    lines = Sorter(assembly.folder)
    language = next(iter(source.metadata.get("language") or ()), None)
    reasons = assembly.site.mappings / "reasons.csv"
    triples = ledger_triples(assembly.namespace, source.key, language, entries, reasons)
    lines.update(sort_key(str(triple)) for triple in triples)
    return lines.sorted()


def _chosen(site: Site, namespace: Namespace, chosen: list[Source], tables: dict[str, Table]) -> Assembly:
    """The sources *chosen*, with their *tables*, and the corrections, questions and stories about these only."""
    keys_chosen = {source.key for source in chosen}
    left_out = [source for source in sources(site.mappings) if source.key not in keys_chosen]
    path = site.mappings / "corrections.csv"
    corrections = load_corrections(path) if path.exists() else []
    if not {correction.table for correction in corrections} <= set(tables):
        others = {schema.name for source in left_out for schema in source.schemas}
        corrections = [correction for correction in corrections if correction.table not in others]
    corrected_rows(corrections, tables)
    keys = {source.key for source in left_out}
    return Assembly(
        site,
        namespace,
        sources=chosen,
        is_whole=not left_out,
        tables=tables,
        corrections=corrections,
        questions=[question for question in load_questions(site) if keys.isdisjoint(question.documents)],
        stories=[story for story in load_stories(site) if keys.isdisjoint(story.documents)],
    )


def ontology_triples(site: Site, namespace: Namespace) -> Iterator[Triple]:
    """The vocabularies of the engine and of *site*, with their schemes; relative IRIs are below *namespace*."""
    for path in ontology.turtle_files(site.ontology):
        text = namespace.rebase_turtle(path.read_text(encoding="utf-8"))
        for quad in parse(text, format=RdfFormat.TURTLE, base_iri=namespace.base + "/"):
            yield quad.triple
