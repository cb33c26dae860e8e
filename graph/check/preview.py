"""A preview of one row of a table: its statements and the page of its thing, without a build of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple, serialize

from graph.build.assemble import ontology_triples
from graph.build.site_files import site_namespace
from graph.check.places import Places
from graph.formats import TURTLE
from graph.write.serialisation import in_order, namespaces, prefixes_of
from mappings.csv_files import Row
from mappings.map.checking import Checked, check_sources
from mappings.map.csv_sources import CsvSource
from mappings.map.interpreter import Interpreter
from mappings.map.sources import Source
from mappings.map.tables import Table
from mappings.problems import Problem, ProblemsError
from mappings.site import Site
from ontology.errors import ReportedError
from ontology.namespaces import Namespace
from ontology.prefixes import compact, prefixes
from ontology.spelling import did_you_mean
from ontology.vocabulary import RDF, RDFS, SKOS

_LABELS = (RDFS.label, SKOS.prefLabel)


class PreviewError(ReportedError):
    """There is no such table or row."""


@dataclass(frozen=True)
class PreviewProperty:
    """A property of a thing, by its label, with the labels or texts of its *values*."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class ThingPreview:
    """What the page of a thing shows: its title, what it is, its URI, its facts."""

    title: str
    types: tuple[str, ...]
    iri: str
    facts: tuple[PreviewProperty, ...]


@dataclass(frozen=True)
class Preview:
    """A row: where it stands, its cells by heading, its *problems*, its statements in Turtle, pages of its things."""

    place: str
    cells: Mapping[str, str]
    problems: tuple[Problem, ...]
    turtle: str
    pages: tuple[ThingPreview, ...]


def preview(site: Site, table_name: str, key: str, language: str = "") -> Preview:
    """The row *key* of the table *table_name* of *site*, whose page is in *language*.

    Raises PreviewError where there is none, and ProblemsError where the rules cannot be read.
    """
    checked = check_sources(site.mappings, site.sources)
    table = _table(checked, table_name)
    row = _row(table, key)
    source = next(source for source in checked.sources if source.key == table.schema.source)
    unreadable = [problem for problem in checked.problems if problem.kind in ("rule", "declaration", "term")]
    if unreadable:
        raise ProblemsError(unreadable)
    namespace = site_namespace(site)
    triples = list(_triples(checked, source, table, row, namespace))
    file, number = Places(checked.sources, checked.tables, namespace).of_row(source, table, row["key"])
    of_row = tuple(problem for problem in checked.problems if (problem.file, problem.row) == (file, number))
    names = _Names(site, namespace, checked, language or site.interface.languages[0], triples)
    pages = tuple(_pages(triples, names))
    return Preview(f"{file} row {number}", _cells(source, table, row), of_row, _turtle(triples, namespace), pages)


def _table(checked: Checked, name: str) -> Table:
    wanted = name.replace("-", "_")
    if wanted not in checked.tables:
        if checked.problems:
            raise ProblemsError(checked.problems)
        names = ", ".join(sorted(checked.tables)) or "none"
        raise PreviewError(f"there is no table {name!r}; there are {names}{did_you_mean(wanted, checked.tables)}")
    return checked.tables[wanted]


def _row(table: Table, key: str) -> Row:
    keys = [row["key"] for row in table.rows]
    if key not in keys:
        hint = did_you_mean(key, keys) or (f"; the first is {keys[0]}" if keys else "; it has no rows")
        raise PreviewError(f"{table.schema.place}: no row has the key {key!r}{hint}")
    return table.rows[keys.index(key)]


def _cells(source: Source, table: Table, row: Row) -> dict[str, str]:
    headings = {}
    if isinstance(source, CsvSource):
        headings = {column.name: column.heading for column in source.declaration.columns}
    return {headings.get(name, name): value for name, value in row.items() if value}


def _triples(checked: Checked, source: Source, table: Table, row: Row, namespace: Namespace) -> Iterator[Triple]:
    """The statements of *row*, and of the rows of tables that the same file gives and that refer to it."""
    interpreter = Interpreter(source.rules, namespace, source.key)
    rows = [(table, row)]
    if isinstance(source, CsvSource):
        others = [checked.tables[schema.name] for schema in source.schemas if schema.name != table.name]
        rows += [(other, part) for other in others for part in other.rows if part.get(table.name) == row["key"]]
    seen: set[Triple] = set()
    for of_table, one in rows:
        for triple, _, _ in interpreter.row(of_table.schema, one, 1, with_records=False):
            if triple not in seen:
                seen.add(triple)
                yield triple


def _turtle(triples: list[Triple], namespace: Namespace) -> str:
    used = prefixes_of(prefixes(namespace), namespaces(triples), namespace.base)
    return in_order(serialize(triples, format=TURTLE.rdf, prefixes=used) or b"").decode()


class _Names:
    """Labels in *language*, or else in another: of ontology terms, things of the registers, things in *triples*."""

    def __init__(
        self, site: Site, namespace: Namespace, checked: Checked, language: str, triples: Iterable[Triple]
    ) -> None:
        self._namespace, self._language = namespace, language
        self._labels: dict[str, dict[str, str]] = {}
        self._learn(ontology_triples(site, namespace))
        for source in checked.sources:
            if not source.is_document:
                interpreter = Interpreter(source.rules, namespace, source.key)
                for schema in source.schemas:
                    statements = interpreter.table(checked.tables[schema.name], with_records=False)
                    self._learn(triple for triple, _, _ in statements)
        self._learn(triples)

    def _learn(self, triples: Iterable[Triple]) -> None:
        for subject, predicate, label in triples:
            if predicate in _LABELS and isinstance(label, Literal) and isinstance(subject, NamedNode):
                self._labels.setdefault(subject.value, {}).setdefault(label.language or "", label.value)

    def of(self, term: object) -> str:
        """The label of a *term*; an IRI without one is shortened."""
        if not isinstance(term, NamedNode):
            return term.value if isinstance(term, Literal) else str(term)
        labels = self._labels.get(term.value, {})
        short = compact(self._namespace, term.value) or term.value
        return labels.get(self._language) or labels.get("en") or next(iter(labels.values()), short)


def _pages(triples: Iterable[Triple], names: _Names) -> Iterator[ThingPreview]:
    """The page of each thing, in the order of the statements."""
    by_subject: dict[NamedNode, dict[NamedNode, list[object]]] = {}
    for triple in triples:
        if isinstance(triple.subject, NamedNode):
            by_subject.setdefault(triple.subject, {}).setdefault(triple.predicate, []).append(triple.object)
    for subject, facts in by_subject.items():
        types = tuple(names.of(term) for term in facts.get(RDF.type, ()))
        listed = tuple(
            PreviewProperty(names.of(predicate), tuple(map(names.of, values)))
            for predicate, values in facts.items()
            if predicate not in (RDF.type, SKOS.prefLabel)
        )
        yield ThingPreview(names.of(subject), types, subject.value, listed)
