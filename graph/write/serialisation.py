"""Statements written down in a format, with the prefixes and the context of the project."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import lru_cache
from operator import attrgetter
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple, serialize

from graph.formats import JSON_LD, N_TRIPLES, RDF_XML, TRIG, Format, FormatError, RdfFormat
from graph.write.jsonld import Context, dumps
from graph.write.xml import check_names, xml_text
from ontology.vocabulary import RDF, XSD

_IMPLIED = {XSD.string.value, RDF.langString.value}
"""Datatypes that no format writes."""
_HEAD = 1 << 18
"""Bytes that hold all prefixes of a file."""
_REMEMBERED = 1024
"""Sets of namespaces of which the prefixes are remembered."""
_DEFAULT_GRAPH = DefaultGraph()
_SUBJECT, _PREDICATE, _OBJECT = attrgetter("subject.value"), attrgetter("predicate.value"), attrgetter("object")
_PREFIX_LINES = re.compile(rb"(?:@prefix [^\n]*\n)+")
_XML_NAMESPACES = re.compile(rb"(?<=<rdf:RDF)(?: xmlns:[^\s>]*)+")


def namespaces(statements: Sequence[Triple | Quad]) -> set[str]:
    """The part before the last ``/`` or ``#`` of each IRI in *statements*, datatypes and triple terms included."""
    # Loops in C where possible: this was a quarter of the cost of a DESCRIBE.
    iris: set[str] = {*map(_SUBJECT, statements), *map(_PREDICATE, statements)}
    starts: set[str] = set()
    for value in map(_OBJECT, statements):
        if isinstance(value, NamedNode):
            iris.add(value.value)
        elif isinstance(value, Literal):
            iris.add(value.datatype.value)
        elif isinstance(value, Triple):
            starts |= namespaces([value])
    return starts | _starts(iris - _IMPLIED)


def _starts(iris: Iterable[str]) -> set[str]:
    starts = {iri[: (max(iri.rfind("/"), iri.rfind("#")) if "#" in iri else iri.rfind("/")) + 1] for iri in iris}
    starts.discard("")
    return starts


def namespaces_of_lines(lines: Iterable[str]) -> set[str]:
    """:func:`namespaces`, of lines of N-Triples without triple terms."""
    terms: set[str] = set()
    for line in lines:
        terms.update(line.split(" ", 2))
    iris: set[str] = set()
    for term in terms:
        if term[0] == "<":
            iris.add(term[1:-1])
        elif term[-1] == ">":
            iris.add(term[term.rindex("<") + 1 : -1])
    return _starts(iris - _IMPLIED)


def prefixes_of(prefixes: Mapping[str, str], used: Set[str], base: str) -> dict[str, str]:
    """The *prefixes* of the namespaces *used*, and one for each kind of thing among them.

    ``municipality:01100`` reads better than an escaped ``id:municipality\\/01100``.
    """
    names = {name: iri for name, iri in prefixes.items() if iri in used}
    start = f"{base}/id/"
    for namespace in sorted(used):
        if namespace.startswith(start) and namespace != start and namespace not in names.values():
            names.setdefault(namespace[len(start) : -1].replace("/", "-"), namespace)
    return names


def without_triple_terms(statements: Iterable[Quad]) -> list[Triple]:
    """For formats of RDF 1.1: ``rdf:reifies`` becomes ``rdf:subject``, ``rdf:predicate`` and ``rdf:object``."""
    plain: list[Triple] = []
    for triple in (statement.triple for statement in statements):
        if isinstance(triple.object, Triple):
            if triple.predicate != RDF.reifies:
                raise FormatError("this format cannot hold a statement about a statement; ask for N-Triples or Turtle")
            for predicate, part in zip((RDF.subject, RDF.predicate, RDF.object), triple.object, strict=True):
                plain.append(Triple(triple.subject, predicate, part))
        else:
            plain.append(triple)
    return plain


def serialise(
    quads: Sequence[Quad], chosen: Format, *, prefixes: Mapping[str, str], base: str, context: Context
) -> bytes:
    """*quads* in *chosen*; see :meth:`Serialiser.serialise`."""
    return Serialiser(prefixes, base, context).serialise(quads, chosen)


class Serialiser:
    """Writes statements with the *prefixes* of a project, for the kinds of things below *base*, and its *context*."""

    def __init__(self, prefixes: Mapping[str, str], base: str, context: Context) -> None:
        self._prefixes = prefixes
        self._base = base
        self._context = context
        self._names = lru_cache(maxsize=_REMEMBERED)(self._prefixes_of)
        """From namespaces to the prefixes of them: things of one kind use the same ones."""

    def _prefixes_of(self, used: frozenset[str]) -> dict[str, str]:
        return prefixes_of(self._prefixes, used, self._base)

    def serialise(self, quads: Sequence[Quad], chosen: Format) -> bytes:
        """*quads* in *chosen* as UTF-8. A format that holds one graph gets the default graph's, each once.

        Raises FormatError when *chosen* is not an RDF format, or cannot hold one of the statements.
        """
        if not isinstance(chosen, RdfFormat):
            raise FormatError(f"{chosen.name} does not hold RDF")
        if not chosen.names_graphs:
            quads = [quad for quad in quads if quad.graph_name == _DEFAULT_GRAPH]
        return self.serialise_default_graph(quads, chosen)

    def serialise_default_graph(self, quads: Sequence[Quad], chosen: RdfFormat) -> bytes:
        """:meth:`serialise`, where *quads* are in the default graph, or *chosen* names graphs."""
        if chosen.names_graphs:
            names = self._names(frozenset(namespaces(quads))) if chosen is TRIG else None
            return in_order(serialize(quads, format=chosen.rdf, prefixes=names) or b"")
        if chosen is N_TRIPLES:
            return serialize(quads, format=chosen.rdf) or b""
        if chosen is JSON_LD:
            return dumps(without_triple_terms(quads), self._context).encode()
        if chosen is RDF_XML:
            triples = without_triple_terms(quads)
            names = self._names(frozenset(namespaces(triples)))
            check_names(triples)
            data = serialize(triples, format=chosen.rdf, prefixes=element_prefixes(names, self._base)) or b""
            return in_order(xml_text(data, other="Turtle, N-Triples or JSON-LD"))
        names = self._names(frozenset(namespaces(quads)))
        return in_order(serialize(quads, format=chosen.rdf, prefixes=names) or b"")


def element_prefixes(prefixes: Mapping[str, str], base: str) -> dict[str, str]:
    """Those of *prefixes* that RDF/XML needs: every prefix given is declared, and only names of elements use them."""
    return {name: iri for name, iri in prefixes.items() if not iri.startswith(f"{base}/id/")}


def put_in_order(path: Path) -> None:
    """Put the prefixes of the file *path* in order, as :func:`in_order` does: they take the same place."""
    with path.open("r+b") as file:
        head = file.read(_HEAD)
        file.seek(0)
        file.write(in_order(head))


def in_order(data: bytes) -> bytes:
    """*data* with its prefixes sorted: Oxigraph orders them anew each time, and an entity tag needs one order."""
    if data.startswith(b"@prefix "):
        match = _PREFIX_LINES.match(data)
        assert match is not None
        return b"".join(sorted(match.group().splitlines(keepends=True))) + data[match.end() :]
    if data.startswith(b"<?xml "):
        end = data.index(b">", data.index(b"<rdf:RDF")) + 1
        head = _XML_NAMESPACES.sub(
            lambda match: b"".join(b" " + name for name in sorted(match.group().split())), data[:end]
        )
        return head + data[end:]
    return data
