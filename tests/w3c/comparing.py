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

_RS = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
_NUMBERS = {XSD.integer, XSD.decimal, XSD.double, XSD.float}
_FORMATS = {".srx": "xml", ".srj": "json", ".tsv": "tsv"}


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
    if result.suffix == ".csv":
        return _table(body.decode()) == _table(result.read_text(encoding="utf-8"))
    if result.suffix in (".ttl", ".rdf", ".nt"):
        form = {"ttl": "turtle", "rdf": "xml", "nt": "nt"}[result.suffix[1:]]
        expected = rdflib.Graph().parse(result, format=form, publicID=base)
        if (None, RDF.type, _RS.ResultSet) not in expected:
            answered = rdflib.Graph().parse(data=body, format=content_type, publicID=base)
            return isomorphic(_normal(answered), _normal(expected))
        return _answer(json.loads(body)) == _result_set(expected)
    if result.suffix == ".tsv":
        rows = [line.split("\t") for line in body.decode().splitlines()]
        wanted = [line.split("\t") for line in result.read_text(encoding="utf-8").splitlines()]
        return rows[0] == wanted[0] and sorted(rows) == sorted(wanted)
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


def _table(text: str) -> tuple[list[str], list[list[str]]]:
    head, *rows = csv.reader(io.StringIO(text))
    return head, sorted(rows)


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


def _answer(raw: Mapping[str, Any]) -> Any:
    return raw.get("boolean")


def _result_set(graph: rdflib.Graph) -> Any:
    value = graph.value(None, _RS.boolean)
    return bool(value) if value is not None else None
