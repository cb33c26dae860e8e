"""Statements as JSON-LD 1.1 compacted with our context, so that a reader without an RDF library can use it.

A document carries the part of ``ontology/context.jsonld`` that it uses, so that it can be read without fetching
anything. IRIs that the context does not name are written in full. Of JSON-LD 1.1's term
definitions this covers ``@id``, ``@type`` (``@id`` or a datatype), ``@container`` (``@language``, ``@set``), keyword
aliases and prefixes; our context has nothing else, and ``Context`` refuses anything else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import groupby
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import Any, TextIO

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ontology.errors import ReportedError
from ontology.namespaces import Namespace
from ontology.vocabulary import RDF, XSD

_STRING, _BOOLEAN, _INTEGER = XSD.string.value, XSD.boolean.value, XSD.integer.value
_TYPE = RDF.type.value
_CANONICAL_INTEGER = re.compile(r"(0|-?[1-9][0-9]{0,14})\Z")
_KEYWORDS = ("@id", "@type", "@graph")
_SHORTENED = 2_000
"""How many IRIs are kept as they are shortened: more than a project has classes and properties."""
_MEMBER = "\n  "
"""Begins a node object of a ``@graph``, two levels deep."""
_json = json.JSONEncoder(ensure_ascii=False).encode
_TERM_KEYS = {"@id", "@type", "@container"}


class ContextError(ReportedError):
    """The context has a definition that this module does not follow."""


@dataclass(frozen=True)
class ContextTerm:
    """One term of the context: its name, the IRI it stands for, and how its values are written."""

    name: str
    iri: str
    type: str | None = None
    container: frozenset[str] = frozenset()

    def takes(self, value: object) -> bool:
        """Can *value* be written under this term without an explicit type or language?"""
        if "@language" in self.container:
            return isinstance(value, Literal) and value.language is not None and value.direction is None
        if self.type in ("@id", "@vocab"):
            return isinstance(value, NamedNode | BlankNode)
        if self.type is not None:
            return isinstance(value, Literal) and value.language is None and value.datatype.value == self.type
        return True


@dataclass(frozen=True)
class Context:
    """A JSON-LD context: its terms by IRI, its prefixes, the names it gives to keywords."""

    terms: Mapping[str, tuple[ContextTerm, ...]] = field(default_factory=dict)
    prefixes: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    source: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str, base: str, vocabulary: str = "") -> Context:
        """Read a context document, in which ``{base}`` and ``{vocabulary}`` (else *base* too) are placeholders.

        Raises ContextError.
        """
        raw: dict[str, Any] = json.loads(Namespace(base, vocabulary=vocabulary).fill(text))["@context"]
        definitions = {key: value for key, value in raw.items() if not key.startswith("@")}
        unknown = sorted(set(raw) - set(definitions) - {"@version"})
        if unknown:
            raise ContextError(f"JSON-LD context: {', '.join(unknown)} is not followed; leave it out")
        prefixes = {
            name: value
            for name, value in definitions.items()
            if isinstance(value, str) and value[-1:] in ("/", "#", ":", "?") and "://" in value
        }
        aliases: dict[str, str] = {}
        terms: dict[str, list[ContextTerm]] = {}
        for name, value in definitions.items():
            if name in prefixes:
                continue
            if isinstance(value, str) and value.startswith("@"):
                if value not in _KEYWORDS:
                    raise ContextError(f"JSON-LD context: {name} stands for {value}, which is not followed")
                aliases[value] = name
                continue
            definition = {"@id": value} if isinstance(value, str) else value
            if not set(definition) <= _TERM_KEYS or "@id" not in definition:
                raise ContextError(f"JSON-LD context: term {name} must have @id and at most @type and @container")
            container = definition.get("@container", [])
            type_ = definition.get("@type")
            term = ContextTerm(
                name,
                _expand(definition["@id"], prefixes),
                type_ if type_ is None or type_.startswith("@") else _expand(type_, prefixes),
                frozenset([container] if isinstance(container, str) else container),
            )
            if not term.container <= {"@language", "@set"}:
                raise ContextError(f"JSON-LD context: term {name} has a container that is not followed")
            terms.setdefault(term.iri, []).append(term)
        # The term without a type fits every value, so it comes last.
        ordered = {
            iri: tuple(sorted(candidates, key=lambda term: term.type is None and "@language" not in term.container))
            for iri, candidates in terms.items()
        }
        return cls(ordered, prefixes, aliases, definitions)

    @cached_property
    def shorten(self) -> Callable[[str], str | None]:
        """From an IRI to ``prefix:local``, or None. The local part is plain, so that every processor reads it alike."""
        return lru_cache(maxsize=_SHORTENED)(self._shorten)

    def _shorten(self, iri: str) -> str | None:
        best: tuple[str, str] | None = None
        for prefix, namespace in self.prefixes.items():
            if iri.startswith(namespace) and (best is None or len(namespace) > len(best[1])):
                best = (prefix, namespace)
        if best is None or not re.fullmatch(r"[A-Za-z0-9_.-]+", iri[len(best[1]) :]):
            return None
        return f"{best[0]}:{iri[len(best[1]) :]}"


def _expand(name: str, prefixes: Mapping[str, str]) -> str:
    prefix, colon, local = name.partition(":")
    return prefixes[prefix] + local if colon and prefix in prefixes else name


class _Writer:
    """Compacts statements, and remembers the part of the context that it used."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.used: set[str] = set()

    def keyword(self, keyword: str) -> str:
        alias = self.context.aliases.get(keyword)
        if alias is None:
            return keyword
        self.used.add(alias)
        return alias

    def name(self, iri: str) -> str:
        """A class or property as a term, as prefix:local, or in full."""
        for term in self.context.terms.get(iri, ()):
            if term.type is None and not term.container:
                self.used.add(term.name)
                return term.name
        short = self.context.shorten(iri)
        if short is None:
            return iri
        self.used.add(short.partition(":")[0])
        return short

    def value(self, value: NamedNode | BlankNode | Literal) -> Any:
        """*value* as an object with its language or datatype."""
        if isinstance(value, NamedNode):
            return {self.keyword("@id"): value.value}
        if isinstance(value, BlankNode):
            return {self.keyword("@id"): str(value)}
        if value.language is not None:
            direction = {} if value.direction is None else {"@direction": str(value.direction)}
            return {"@value": value.value, "@language": value.language, **direction}
        datatype = value.datatype.value
        if datatype == _STRING:
            return value.value
        if datatype == _BOOLEAN and value.value in ("true", "false"):
            return value.value == "true"
        if datatype == _INTEGER and _CANONICAL_INTEGER.match(value.value):
            return int(value.value)
        return {"@value": value.value, self.keyword("@type"): self.name(datatype)}

    def add(self, node: dict[str, Any], predicate: str, value: NamedNode | BlankNode | Literal) -> None:
        if predicate == _TYPE and isinstance(value, NamedNode):
            _append(node, self.keyword("@type"), self.name(value.value), always_list=False)
            return
        for term in self.context.terms.get(predicate, ()):
            if not term.takes(value):
                continue
            self.used.add(term.name)
            always_list = "@set" in term.container
            if "@language" in term.container:
                assert isinstance(value, Literal)
                assert value.language is not None
                _append(node.setdefault(term.name, {}), value.language, value.value, always_list=always_list)
            elif term.type in ("@id", "@vocab"):
                written = value.value if isinstance(value, NamedNode) else str(value)
                _append(node, term.name, written, always_list=always_list)
            elif term.type is not None:
                assert isinstance(value, Literal)
                _append(node, term.name, value.value, always_list=always_list)
            else:
                _append(node, term.name, self.value(value), always_list=always_list)
            return
        key = self.context.shorten(predicate)
        if key is None:
            key = predicate
        else:
            self.used.add(key.partition(":")[0])
        _append(node, key, self.value(value), always_list=False)

    def written_context(self) -> dict[str, Any]:
        """The definitions used, and the prefixes they are written with."""
        needed = set(self.used)
        for name in self.used:
            definition = self.context.source[name]
            parts = [definition] if isinstance(definition, str) else [definition["@id"], definition.get("@type", "")]
            needed |= {part.partition(":")[0] for part in parts if part.partition(":")[0] in self.context.prefixes}
        return {name: self.context.source[name] for name in self.context.source if name in needed}


def _are_ambiguous(triples: Iterable[Triple], context: Context) -> bool:
    """Does an IRI of *triples* have a scheme that *context* takes for a prefix, as ``schema:x``?

    Written in full it would be read as another (JSON-LD 1.1 API, 5.2), so that nothing is shortened then.
    """
    names = tuple(f"{name}:" for name in context.source)
    if not names:
        return False
    for triple in triples:
        for term in triple:
            iri = (
                term.datatype.value if isinstance(term, Literal) else term.value if isinstance(term, NamedNode) else ""
            )
            if not iri.startswith("http") and iri.startswith(names) and "://" not in iri:
                return True
    return False


def _append(node: dict[str, Any], key: str, value: Any, *, always_list: bool) -> None:
    if key not in node:
        node[key] = [value] if always_list else value
    elif isinstance(node[key], list):
        node[key].append(value)
    else:
        node[key] = [node[key], value]


def compact(triples: Iterable[Triple], context: Context) -> dict[str, Any]:
    """*triples* as one JSON-LD document: a node object, or a ``@graph`` of them in the order of first mention.

    Raises ContextError for a triple term, which JSON-LD 1.1 cannot hold.
    """
    triples = list(triples)
    writer = _Writer(Context() if _are_ambiguous(triples, context) else context)
    nodes = _nodes(triples, writer)
    if len(nodes) == 1:
        (body,) = nodes
    else:
        body = {writer.keyword("@graph"): nodes}
    return {"@context": writer.written_context(), **body}


def _nodes(triples: Iterable[Triple], writer: _Writer) -> list[dict[str, Any]]:
    """The node objects of *triples*, in the order of first mention."""
    nodes: dict[str, dict[str, Any]] = {}
    for triple in triples:
        if isinstance(triple.subject, Triple) or isinstance(triple.object, Triple):
            raise ContextError("JSON-LD 1.1 cannot hold a statement about a statement; ask for N-Triples or Turtle")
        subject = triple.subject.value if isinstance(triple.subject, NamedNode) else str(triple.subject)
        node = nodes.get(subject)
        if node is None:
            node = nodes[subject] = {writer.keyword("@id"): subject}
        writer.add(node, triple.predicate.value, triple.object)
    return list(nodes.values())


@dataclass(frozen=True)
class GraphPart:
    """Node objects of a ``@graph`` as the *text* between its brackets has them, and the names that they *use*.

    What :func:`_are_ambiguous` finds in one part concerns all.
    """

    text: str
    nodes: int
    used: tuple[str, ...]
    is_ambiguous: bool

    def as_bytes(self) -> bytes:
        """The part written down."""
        return _json([self.text, self.nodes, self.used, self.is_ambiguous]).encode()

    @classmethod
    def parse(cls, data: bytes) -> GraphPart:
        """The part that :meth:`as_bytes` wrote."""
        text, nodes, used, is_ambiguous = json.loads(data)
        return cls(text, nodes, tuple(used), is_ambiguous)


def part_of(triples: Sequence[Triple], context: Context) -> GraphPart:
    """*triples*, which are all statements about their subjects, as a part of a larger document."""
    writer = _Writer(context)
    nodes = _nodes(triples, writer)
    text = f",{_MEMBER}".join(_written(node, _MEMBER) for node in nodes)
    return GraphPart(text, len(nodes), tuple(sorted(writer.used)), _are_ambiguous(triples, context))


def joined(parts: Iterable[GraphPart], context: Context) -> str:
    """What :func:`dumps` gives of the statements of all *parts*, of two nodes or more, none of which is ambiguous."""
    parts = list(parts)
    writer = _Writer(context)
    writer.used.update(name for part in parts for name in part.used)
    name = _json(writer.keyword("@graph"))
    nodes = f",{_MEMBER}".join(part.text for part in parts)
    written_context = _written(writer.written_context(), "\n ")
    return f'{{\n "@context": {written_context},\n {name}: [{_MEMBER}{nodes}\n ]\n}}\n'


def write(triples: Iterable[Triple], context: Context, file: TextIO) -> None:
    """Write what :func:`dumps` gives, of *triples* that are by subject and can be gone through several times.

    Memory holds one node. The context stands first and depends on all nodes, so these are written aside before it.
    """
    writer = _Writer(Context() if _are_ambiguous(triples, context) else context)
    with TemporaryFile("w+", encoding="utf-8", newline="") as nodes:
        number = 0
        for number, node in enumerate(_nodes_in_order(triples, writer), 1):
            nodes.write(f"{',' if number > 1 else ''}\n  {_written(node, _MEMBER)}")
        if number < 2:
            file.write(dumps(triples, context))
            return
        graph = _json(writer.keyword("@graph"))
        file.write(_written({"@context": writer.written_context()}, "\n").removesuffix("\n}"))
        file.write(f",\n {graph}: [")
        nodes.seek(0)
        copyfileobj(nodes, file)
        file.write("\n ]\n}\n")


def _nodes_in_order(triples: Iterable[Triple], writer: _Writer) -> Iterator[dict[str, Any]]:
    """The node of each subject of *triples*, which are by subject."""
    for subject, of_subject in groupby(triples, lambda triple: triple.subject):
        node = {writer.keyword("@id"): subject.value if isinstance(subject, NamedNode) else str(subject)}
        for triple in of_subject:
            if isinstance(triple.subject, Triple) or isinstance(triple.object, Triple):
                raise ContextError("JSON-LD 1.1 cannot hold a statement about a statement; ask for N-Triples or Turtle")
            writer.add(node, triple.predicate.value, triple.object)
        yield node


def dumps(triples: Iterable[Triple], context: Context) -> str:
    """:func:`compact`, as text that people can read."""
    return _written(compact(triples, context), "\n") + "\n"


def _written(value: Any, line: str) -> str:
    """What ``json.dumps`` gives with an indent of 1, in a fifth of its time; *line* begins a line at this depth."""
    inner = f"{line} "
    if isinstance(value, dict) and value:
        members = (f"{_json(name)}: {_written(member, inner)}" for name, member in value.items())
        return f"{{{inner}{f',{inner}'.join(members)}{line}}}"
    if isinstance(value, list) and value:
        return f"[{inner}{f',{inner}'.join(_written(item, inner) for item in value)}{line}]"
    return _json(value)
