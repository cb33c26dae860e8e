"""Are two answers the same, whatever blank nodes and numbers are written like?"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import rdflib
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, XSD
from rdflib.query import Result
from rdflib.util import from_n3

_RS = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
_NUMBERS = {XSD.integer, XSD.decimal, XSD.double, XSD.float}
_FORMATS = {".srx": "xml", ".srj": "json"}


def media_type(result: Path) -> str:
    """What a client asks for that expects *result*."""
    return {
        ".csv": "text/csv",
        ".tsv": "text/tab-separated-values",
        ".ttl": "text/turtle, application/sparql-results+json",
        ".nt": "application/n-triples",
        ".rdf": "application/rdf+xml, application/sparql-results+json",
    }.get(result.suffix, "application/sparql-results+json")


def is_expected(result: Path, base: str, content_type: str, body: bytes) -> bool:
    """Is *body* what the file *result* expects?"""
    if result.suffix in (".csv", ".tsv"):
        texts = (body.decode(), result.read_text(encoding="utf-8"))
        answered_table, expected_table = (_table(text, result.suffix) for text in texts)
        return answered_table.keys() == expected_table.keys() and isomorphic(
            *(_rows(_by_row(table)) for table in (answered_table, expected_table))
        )
    if result.suffix in (".ttl", ".rdf", ".nt"):
        form = {"ttl": "turtle", "rdf": "xml", "nt": "nt"}[result.suffix[1:]]
        expected = rdflib.Graph().parse(result, format=form, publicID=base)
        if (None, RDF.type, _RS.ResultSet) not in expected:
            answered = rdflib.Graph().parse(data=body, format=content_type, publicID=base)
            return isomorphic(_normal(answered), _normal(expected))
        return bool(json.loads(body)["boolean"]) == bool(expected.value(None, _RS.boolean))
    with result.open("rb") as file:
        expected_rows = Result.parse(file, format=_FORMATS[result.suffix])
    answered_json = json.loads(body)
    if expected_rows.type == "ASK":
        return bool(answered_json["boolean"] == expected_rows.askAnswer)
    variables = {str(variable) for variable in expected_rows.vars or ()}
    if set(answered_json["head"]["vars"]) != variables:
        return False
    wanted_rows = [{str(name): term for name, term in row.items()} for row in expected_rows.bindings]
    return isomorphic(_rows(map(_terms, answered_json["results"]["bindings"])), _rows(wanted_rows))


def _table(text: str, suffix: str) -> dict[str, list[Any]]:
    """The columns of a table by their names: the order of those that ``*`` selects is not defined."""
    quoting = csv.QUOTE_MINIMAL if suffix == ".csv" else csv.QUOTE_NONE
    head, *rows = csv.reader(io.StringIO(text), delimiter="," if suffix == ".csv" else "\t", quoting=quoting)
    read = _plain if suffix == ".csv" else _written
    return {
        name.removeprefix("?"): [read(cell) for cell in column]
        for name, column in zip(head, zip(*rows, strict=True), strict=True)
    }


def _by_row(table: Mapping[str, list[Any]]) -> list[dict[str, Any]]:
    rows = zip(*table.values(), strict=True)
    return [{name: term for name, term in zip(table, row, strict=True) if term is not None} for row in rows]


def _plain(cell: str) -> Any:
    """A cell of CSV, which tells no kinds: a number by its value, a blank node by being one."""
    if cell.startswith("_:"):
        return rdflib.BNode(cell)
    try:
        return rdflib.Literal(str(float(cell)))
    except ValueError:
        return rdflib.Literal(cell) if cell else None


def _written(cell: str) -> Any:
    """A cell of TSV, a term as Turtle writes it."""
    return from_n3(cell) if cell else None


def _terms(row: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """A row of results in JSON as terms."""
    return {name: _term(cell) for name, cell in row.items()}


def _term(cell: Mapping[str, str]) -> Any:
    match cell["type"]:
        case "uri":
            return rdflib.URIRef(cell["value"])
        case "bnode":
            return rdflib.BNode(cell["value"])
    datatype = cell.get("datatype")
    return rdflib.Literal(
        cell["value"], lang=cell.get("xml:lang"), datatype=rdflib.URIRef(datatype) if datatype else None
    )


def _rows(rows: Iterable[Mapping[str, Any]]) -> rdflib.Graph:
    """*rows* as a graph: a blank node for each, so that as many alike rows are as many nodes."""
    graph = rdflib.Graph()
    for row in rows:
        node = rdflib.BNode()
        graph.add((node, RDF.type, _RS.ResultSet))
        for name, term in row.items():
            graph.add((node, _RS[name], _alike(term)))
    return graph


def _normal(graph: rdflib.Graph) -> rdflib.Graph:
    normal = rdflib.Graph()
    for subject, predicate, term in graph:
        normal.add((subject, predicate, _alike(term)))
    return normal


def _alike(term: Any) -> Any:
    """*term*, a number written as its value is; a plain string with its datatype."""
    if not isinstance(term, rdflib.Literal) or term.language:
        return rdflib.Literal(str(term), lang=term.language.lower()) if isinstance(term, rdflib.Literal) else term
    if term.datatype in _NUMBERS:
        try:
            return rdflib.Literal(f"{float(term):.9g}", datatype=term.datatype)
        except ValueError:
            return term
    return rdflib.Literal(str(term), datatype=term.datatype or XSD.string, normalize=False)
