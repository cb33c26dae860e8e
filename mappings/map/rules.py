"""Rules that map tables to RDF: a documented subset of YARRRML.

See https://rml.io/yarrrml/spec/. The subset (docs/mapping-language.md) has ``prefixes``, one CSV source a
mapping, a subject template, constant graphs, and ``po`` lists ``[predicate, object, datatype or lang~lang]``.
There are no functions, conditions or joins: a reader or a link table does that work.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from mappings.yaml_text import parse_yaml
from ontology import vocabulary
from ontology.errors import ReportedError
from ontology.vocabulary import RDF

TermType = Literal["iri", "literal"]
RDF_TYPE = RDF.type.value
XSD = vocabulary.XSD.iri
DATATYPES = frozenset(
    XSD + name
    for name in ("string", "integer", "decimal", "boolean", "date", "dateTime", "gYear", "gYearMonth", "time", "anyURI")
)
"""The datatypes that a rule may use. Oxigraph stores types derived from xsd:integer as xsd:integer, so it would
not store the statement as it was made: write xsd:integer, and restrict it by a shape."""
_REFERENCE = re.compile(r"\$\(([^()]+)\)")
_PREFIXED = re.compile(r"([A-Za-z][\w-]*):(?!//)(.*)\Z", re.DOTALL)


class RuleError(ReportedError):
    """A rule file goes beyond the subset of YARRRML, or names a column that its table does not have."""


@dataclass(frozen=True)
class Template:
    """Constant text and references in turn: ``parts[0] $(references[0]) parts[1] …``."""

    parts: tuple[str, ...]
    references: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> Template:
        """``id:page/$(key)`` → parts ``("id:page/", "")``, references ``("key",)``."""
        pieces = _REFERENCE.split(text)
        return cls(tuple(pieces[0::2]), tuple(pieces[1::2]))

    @property
    def is_bare_reference(self) -> bool:
        """Whether the template is one reference and no other text; its value is then taken as it is."""
        return len(self.references) == 1 and self.parts == ("", "")


def language_column(language: str | None) -> str | None:
    """The column that holds the language of a term, or None where the rule names the language itself.

    >>> language_column("$(key)"), language_column("ja")
    ('key', None)
    """
    match = _REFERENCE.fullmatch(language or "")
    return match[1] if match else None


@dataclass(frozen=True)
class TermMap:
    """How to make a term: its template, its type, and for a literal a datatype or language.

    A *language* ``$(column)`` is the tag that the row has in that column.
    """

    template: Template
    type: TermType
    datatype: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class PredicateObject:
    """One predicate with one object."""

    predicate: str
    object: TermMap


@dataclass(frozen=True)
class MappingRule:
    """One YARRRML mapping: a table, a subject, its predicates and objects, the graphs they go to."""

    name: str
    table: str
    subject: TermMap
    predicate_objects: tuple[PredicateObject, ...]
    graphs: tuple[str, ...]


@dataclass(frozen=True)
class RuleSet:
    """The mappings of one rule file."""

    path: Path
    mappings: tuple[MappingRule, ...]


class _Parser:
    """Parses one rule file; keeps its name and prefixes for messages and expansion."""

    def __init__(self, path: Path, document: Mapping[str, Any], columns: Mapping[str, Set[str]]) -> None:
        self.path = path
        self.prefixes: dict[str, str] = {"xsd": XSD} | dict(document.get("prefixes", {}))
        self.columns = columns
        self.document = document

    def fail(self, mapping: str, message: str) -> RuleError:
        return RuleError(f"{self.path.parent.parent.name}/tables/{self.path.name}, mapping {mapping}: {message}")

    def expand(self, mapping: str, text: str) -> str:
        """A prefixed name as an IRI. Only the start of a template can hold a prefix."""
        match = _PREFIXED.match(text)
        if match and match[1] in self.prefixes:
            return self.prefixes[match[1]] + match[2]
        if "://" in text or text.startswith(("mailto:", "tel:", "urn:")):
            return text
        raise self.fail(mapping, f"{text!r} is neither an IRI nor begins with a declared prefix")

    def template(self, mapping: str, table: str, text: str, iri: bool) -> Template:
        template = Template.parse(text)
        for reference in template.references:
            if reference not in self.columns[table]:
                columns = ", ".join(sorted(self.columns[table]))
                raise self.fail(mapping, f"{table} has no column {reference!r}; it has {columns}")
        if iri and not template.is_bare_reference:
            start = self.expand(mapping, template.parts[0])
            template = Template((start, *template.parts[1:]), template.references)
        return template

    def object_term(self, mapping: str, table: str, item: object, is_type: bool, extra: object) -> TermMap:
        if not isinstance(item, str):
            item = str(item)
        if item.endswith("~iri") or is_type:
            if extra is not None:
                raise self.fail(mapping, f"{item!r} is an IRI and has neither datatype nor language")
            return TermMap(self.template(mapping, table, item.removesuffix("~iri"), True), "iri")
        template = self.template(mapping, table, item, False)
        if extra is None:
            if template.references and not template.is_bare_reference:
                raise self.fail(
                    mapping, f"{item!r} is composed: say whether it is ~iri, a datatype (xsd:string) or lang~lang"
                )
            return TermMap(template, "literal")
        extra = str(extra)
        if extra.endswith("~lang"):
            language = extra.removesuffix("~lang")
            is_column = self.template(mapping, table, language, False).is_bare_reference
            return TermMap(template, "literal", language=language if is_column else language.lower())
        datatype = self.expand(mapping, extra)
        if datatype not in DATATYPES:
            names = ", ".join(sorted(name.removeprefix(XSD) for name in DATATYPES))
            raise self.fail(mapping, f"datatype {extra} is not one of xsd: {names}; a count is xsd:integer")
        return TermMap(template, "literal", datatype=datatype)

    def predicate_objects(self, mapping: str, table: str, entry: object) -> list[PredicateObject]:
        if not isinstance(entry, list) or not 2 <= len(entry) <= 3:
            raise self.fail(
                mapping, f"{entry!r} is not [predicate, object] or [predicate, object, datatype or lang~lang]"
            )
        predicates = entry[0] if isinstance(entry[0], list) else [entry[0]]
        objects = entry[1] if isinstance(entry[1], list) else [entry[1]]
        extra = entry[2] if len(entry) == 3 else None
        predicate_objects = []
        for predicate in predicates:
            iri = RDF_TYPE if predicate == "a" else self.expand(mapping, str(predicate))
            predicate_objects += [
                PredicateObject(iri, self.object_term(mapping, table, item, iri == RDF_TYPE, extra)) for item in objects
            ]
        return predicate_objects

    def rule(self, name: str, body: object) -> MappingRule:
        if not isinstance(body, Mapping):
            raise self.fail(name, "is not a mapping with sources, s and po")
        unknown = set(body) - {"sources", "graphs", "s", "po"}
        if unknown:
            raise self.fail(
                name, f"{', '.join(sorted(map(str, unknown)))} is not in the subset; see docs/mapping-language.md"
            )
        match body.get("sources"):
            case [[str(source)]] if source.endswith(".csv~csv"):
                table = source.removesuffix("~csv")
            case other:
                raise self.fail(name, f"sources must be [['table.csv~csv']], not {other!r}")
        if table not in self.columns:
            raise self.fail(name, f"{table} is not described in the source's CSVW metadata")
        if not isinstance(body.get("s"), str):
            raise self.fail(name, "s, the template of its subject, is missing")
        subject = TermMap(self.template(name, table, body["s"].removesuffix("~iri"), True), "iri")
        graphs = body.get("graphs", [])
        graphs = [graphs] if isinstance(graphs, str) else graphs
        objects = [pair for entry in body.get("po", []) for pair in self.predicate_objects(name, table, entry)]
        return MappingRule(name, table, subject, tuple(objects), tuple(self.expand(name, graph) for graph in graphs))

    def parse(self) -> RuleSet:
        mappings = self.document.get("mappings")
        if not isinstance(mappings, Mapping):
            raise self.fail("-", "the file has no `mappings`")
        unknown = set(self.document) - {"prefixes", "mappings"}
        if unknown:
            raise self.fail("-", f"{', '.join(sorted(unknown))} is not in the subset; see docs/mapping-language.md")
        return RuleSet(self.path, tuple(self.rule(str(name), body) for name, body in mappings.items()))


def load_rules(path: Path, columns: Mapping[str, Set[str]]) -> RuleSet:
    """The rules in *path*; *columns* has the columns of the CSV files by file name.

    Raises RuleError naming the file, the mapping and the problem.
    """
    try:
        document = parse_yaml(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise RuleError(f"{path}: not YAML ({' '.join(str(error).split())})") from error
    return rules_of(document, path, columns)


def rules_of(document: object, path: Path, columns: Mapping[str, Set[str]]) -> RuleSet:
    """The rules that *document* is, the content of the file *path*. Raises RuleError as :func:`load_rules` does."""
    if not isinstance(document, Mapping):
        raise RuleError(f"{path}: not a YARRRML document")
    return _Parser(path, document, columns).parse()
