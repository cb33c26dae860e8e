"""The interpreter of the rules: it turns each row into statements, which carry the record of the row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Triple

from mappings.csv_files import Row
from mappings.map.rules import MappingRule, RuleError, RuleSet, Template, TermMap, language_column
from mappings.map.statements import Statement
from mappings.map.tables import LINES, Table, TableSchema
from ontology.errors import ReportedError
from ontology.lines import ranges_of
from ontology.namespaces import Namespace
from ontology.vocabulary import DCT, PROV, RDF, SKOS, XSD

INFERRED = "inferred"
"""The column that names the columns whose values are not printed at their place, with blanks between."""
PROV_DERIVED = PROV.wasDerivedFrom

Maker = Callable[[Row], "NamedNode | Literal | None"]


class StatementError(ReportedError):
    """A row gives a value that cannot be an RDF term, such as an address that is not an IRI."""


def _fill(template: Template, row: Row, encode: bool) -> str | None:
    """The text of *template* for *row*, or None when a reference is an empty cell: then there is no statement."""
    pieces = [template.parts[0]]
    for reference, part in zip(template.references, template.parts[1:], strict=True):
        value = row[reference]
        if not value:
            return None
        pieces.append(quote(value, safe="-._~") if encode else value)
        pieces.append(part)
    return "".join(pieces)


def canonical(text: str, datatype: str) -> str:
    """The canonical form of a number, the form a store keeps (XSD 1.1 part 2, 3.3.3 and 3.4.13): 007 is 7.

    Raises ValueError when *text* is not a number of that datatype.
    """
    if datatype == XSD.integer.value:
        return str(int(text))
    if datatype == XSD.decimal.value:
        try:
            whole = format(Decimal(text), "f")
        except InvalidOperation as error:
            raise ValueError(f"{text!r} is not a decimal number") from error
        return whole.rstrip("0").rstrip(".") if "." in whole else whole
    return text


def term_maker(term: TermMap, namespace: Namespace) -> Maker:
    """A function from a row to its term, or to None.

    Everything that does not depend on the row is computed here, once.
    """
    template = term.template
    if term.type == "iri":
        if template.is_bare_reference:
            column = template.references[0]
            return lambda row: NamedNode(row[column]) if row[column] else None
        template = Template((namespace.rebase(template.parts[0]), *template.parts[1:]), template.references)
        if not template.references:
            constant = NamedNode(template.parts[0])
            return lambda row: constant

        def iri(row: Row) -> NamedNode | None:
            text = _fill(template, row, True)
            return None if text is None else NamedNode(text)

        return iri
    datatype = NamedNode(namespace.rebase(term.datatype)) if term.datatype else None
    language, column_of_language = term.language, language_column(term.language)

    def literal(row: Row) -> Literal | None:
        text = _fill(template, row, False)
        if text is None:
            return None
        if column_of_language:
            return Literal(text, language=row[column_of_language].lower())
        if language:
            return Literal(text, language=language)
        return Literal(canonical(text, datatype.value) if datatype else text, datatype=datatype)

    return literal


class _Rule:
    """A mapping rule with its term makers ready."""

    def __init__(self, rule: MappingRule, namespace: Namespace, default_graph: NamedNode) -> None:
        self.name = rule.name
        self.subject = term_maker(rule.subject, namespace)
        self.objects = [
            (NamedNode(namespace.rebase(po.predicate)), term_maker(po.object, namespace), po)
            for po in rule.predicate_objects
        ]
        self.graphs = [NamedNode(namespace.rebase(graph)) for graph in rule.graphs] or [default_graph]


class Interpreter:
    """Runs the rules of one source over its tables."""

    def __init__(self, rule_sets: tuple[RuleSet, ...], namespace: Namespace, graph: str) -> None:
        self.namespace = namespace
        self.graph = namespace.graph(graph)
        self._inferred_property = namespace.term("inferredProperty")
        self._rules: dict[str, list[_Rule]] = {}
        for rule_set in rule_sets:
            for rule in rule_set.mappings:
                foreign = {namespace.rebase(graph) for graph in rule.graphs} - {self.graph.value}
                if foreign:
                    raise RuleError(
                        f"{rule_set.path.name}, mapping {rule.name}: {foreign.pop()} is not the graph of its source, "
                        f"{self.graph.value}"
                    )
                self._rules.setdefault(rule.table, []).append(_Rule(rule, namespace, self.graph))

    def table(self, table: Table, with_records: bool = True) -> Iterator[Statement]:
        """The statements of every row, in the order of the rows. Raises StatementError naming row and line.

        With *with_records* False only the statements of the rules, without those about records.
        """
        for number, row in enumerate(table.rows, 1):
            yield from self.row(table.schema, row, number, with_records)

    def row(self, schema: TableSchema, row: Row, number: int, with_records: bool = True) -> Iterator[Statement]:
        """The statements of one row; *number* counts rows from 1 below the header.

        *with_records* adds its record, the links from its subjects to the record, and to each subject the properties
        that are made of columns which the row calls inferred.
        """
        record = self.namespace.record(schema.name, row["key"])
        if not self._rules.get(schema.path.name):
            return
        if with_records:
            yield from self._record(schema, row, record)
        inferred = frozenset(row.get(INFERRED, "").split()) if with_records else frozenset()
        subjects: set[NamedNode] = set()
        for rule in self._rules[schema.path.name]:
            subject = self._make(rule.subject, schema, row, number, "its subject")
            if not isinstance(subject, NamedNode):
                continue
            for predicate, make, po in rule.objects:
                value = self._make(make, schema, row, number, ", ".join(po.object.template.references))
                if value is None:
                    continue
                for graph in rule.graphs:
                    yield Statement(Triple(subject, predicate, value), graph, record)
                if not inferred.isdisjoint(po.object.template.references):
                    yield Statement(Triple(subject, self._inferred_property, predicate), self.graph, record)
                subjects.add(subject)
        for subject in sorted(subjects, key=str) if with_records else ():
            yield Statement(Triple(subject, PROV_DERIVED, record), self.graph, record)

    def _make(self, make: Maker, schema: TableSchema, row: Row, number: int, part: str) -> NamedNode | Literal | None:
        try:
            return make(row)
        except ValueError as error:
            lines = f" (document {schema.source}, line {row[LINES]})" if row.get(LINES) else ""
            raise StatementError(
                f"{schema.path.name} row {number + 1}: {part} gives no RDF term: {error}{lines}"
            ) from error

    def _record(self, schema: TableSchema, row: Mapping[str, str], record: NamedNode) -> Iterator[Statement]:
        namespace = self.namespace

        def state(predicate: NamedNode, value: NamedNode | Literal) -> Statement:
            return Statement(Triple(record, predicate, value), self.graph, record)

        yield state(RDF.type, namespace.term("Record"))
        yield state(SKOS.prefLabel, Literal(f"表 {schema.name} の行 {row['key']}", language="ja"))
        yield state(SKOS.prefLabel, Literal(f"row {row['key']} of the table {schema.name}", language="en"))
        yield state(DCT.identifier, Literal(row["key"]))
        yield state(DCT.isPartOf, namespace.thing("table", schema.name))
        for column in row.get(INFERRED, "").split():
            yield state(namespace.term("inferredColumn"), Literal(column))
        for lines in ranges_of(schema.source, row[LINES]) if row.get(LINES) else ():
            yield state(PROV_DERIVED, lines.iri(namespace))
