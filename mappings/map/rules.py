"""Rules that map tables to RDF: a documented subset of YARRRML.

See https://rml.io/yarrrml/spec/. The subset (docs/mapping-language.md) has ``prefixes``, one CSV source a
mapping, a subject template, constant graphs, and ``po`` lists ``[predicate, object, datatype or lang~lang]``.
There are no functions, conditions or joins: a reader or a link table does that work.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml
from pyoxigraph import NamedNode

from mappings.problems import Problem
from mappings.yaml_places import line_of
from mappings.yaml_text import parse_yaml
from ontology import vocabulary
from ontology.errors import ReportedError
from ontology.spelling import nearest
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
_PARTS = ("sources", "graphs", "s", "po")
"""What a mapping may have."""
_REFERENCE = re.compile(r"\$\(([^()]+)\)")
_PREFIXED = re.compile(r"([A-Za-z][\w-]*):(?!//)(.*)\Z", re.DOTALL)


class RuleError(ReportedError):
    """A rule file goes beyond the subset of YARRRML, or names a column that its table does not have.

    *problems* are all that is wrong with the file; the text is that of the first.
    """

    def __init__(self, text: str, problems: Sequence[Problem] = ()) -> None:
        self.problems = tuple(problems)
        super().__init__(text)


class _Mistake(Exception):
    """What is wrong in one place of a rule file."""

    def __init__(self, message: str, value: str = "", suggestion: str = "") -> None:
        self.message, self.value, self.suggestion = message, value, suggestion
        super().__init__(message)


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


def _is_iri(value: object) -> bool:
    """Whether *value* is an absolute IRI, or the beginning of one."""
    try:
        return isinstance(value, str) and bool(NamedNode(value).value.partition(":")[1])
    except ValueError:
        return False


class _Parser:
    """Parses one rule file; keeps its name and prefixes for messages and expansion."""

    def __init__(self, path: Path, text: str, document: Mapping[str, Any], columns: Mapping[str, Set[str]]) -> None:
        self.path = path
        self.text = text
        self.problems: list[Problem] = []
        declared = document.get("prefixes") or {}
        self.prefixes: dict[str, str] = {"xsd": XSD}
        if isinstance(declared, Mapping):
            self.prefixes |= {str(name): str(iri) for name, iri in declared.items()}
            for name, iri in declared.items():
                if not _is_iri(iri):
                    self.note(_Mistake("is no IRI", str(iri)), "", "prefixes", str(name))
        else:
            self.note(_Mistake("must be IRIs by their prefixes", str(declared)), "", "prefixes")
        self.columns = columns
        self.document = document

    def note(self, mistake: _Mistake, mapping: str, *steps: str | int) -> None:
        """Add *mistake*, which is at *steps* in *mapping*, to the problems."""
        place = "/".join(self.path.parts[-4:] if self.path.parent.name == "tables" else self.path.parts[-3:])
        line = line_of(self.text, ("mappings", mapping, *steps) if mapping else steps)
        column = f"mapping {mapping}" if mapping else ""
        self.problems.append(Problem(place, mistake.message, line, column, mistake.value, mistake.suggestion, "rule"))

    def expand(self, text: str) -> str:
        """A prefixed name as an IRI. Only the start of a template can hold a prefix."""
        match = _PREFIXED.match(text)
        if match and match[1] in self.prefixes:
            return self.prefixes[match[1]] + match[2]
        if "://" in text or text.startswith(("mailto:", "tel:", "urn:")):
            if not _is_iri(Template.parse(text).parts[0]):
                raise _Mistake("is no IRI", text)
            return text
        prefix, colon, rest = text.partition(":")
        meant = nearest(prefix, self.prefixes) if colon else ""
        raise _Mistake("is neither an IRI nor begins with a declared prefix", text, f"{meant}:{rest}" if meant else "")

    def template(self, table: str, text: str, iri: bool) -> Template:
        template = Template.parse(text)
        for reference in template.references:
            if reference not in self.columns[table]:
                columns = sorted(self.columns[table])
                message = f"{table} has no column {reference!r}; it has {', '.join(columns)}"
                raise _Mistake(message, text, nearest(reference, columns))
        if iri and not template.is_bare_reference:
            start = self.expand(template.parts[0])
            template = Template((start, *template.parts[1:]), template.references)
        return template

    def object_term(self, table: str, item: object, is_type: bool, extra: object) -> TermMap:
        if not isinstance(item, str):
            item = str(item)
        if item.endswith("~iri") or is_type:
            if extra is not None:
                raise _Mistake("is an IRI and has neither datatype nor language", item)
            return TermMap(self.template(table, item.removesuffix("~iri"), True), "iri")
        template = self.template(table, item, False)
        if extra is None:
            if template.references and not template.is_bare_reference:
                raise _Mistake("is composed: say whether it is ~iri, a datatype (xsd:string) or lang~lang", item)
            return TermMap(template, "literal")
        extra = str(extra)
        if extra.endswith("~lang"):
            language = extra.removesuffix("~lang")
            is_column = self.template(table, language, False).is_bare_reference
            return TermMap(template, "literal", language=language if is_column else language.lower())
        datatype = self.expand(extra)
        if datatype not in DATATYPES:
            names = sorted(f"xsd:{name.removeprefix(XSD)}" for name in DATATYPES)
            message = f"is a datatype that is none of {', '.join(names)}; a count is xsd:integer"
            raise _Mistake(message, extra, nearest(extra, names))
        return TermMap(template, "literal", datatype=datatype)

    def predicate_objects(self, table: str, entry: object) -> list[PredicateObject]:
        if not isinstance(entry, list) or not 2 <= len(entry) <= 3:
            raise _Mistake("is not [predicate, object] or [predicate, object, datatype or lang~lang]", str(entry))
        predicates = entry[0] if isinstance(entry[0], list) else [entry[0]]
        objects = entry[1] if isinstance(entry[1], list) else [entry[1]]
        extra = entry[2] if len(entry) == 3 else None
        predicate_objects = []
        for predicate in predicates:
            iri = RDF_TYPE if predicate == "a" else self.expand(str(predicate))
            predicate_objects += [
                PredicateObject(iri, self.object_term(table, item, iri == RDF_TYPE, extra)) for item in objects
            ]
        return predicate_objects

    def rule(self, name: str, body: object) -> MappingRule | None:
        """The mapping *name*, or None where it cannot be read; what is wrong in it is noted."""
        try:
            return self._rule(name, body)
        except _Mistake as mistake:
            self.note(mistake, name)
            return None

    def _rule(self, name: str, body: object) -> MappingRule:
        if not isinstance(body, Mapping):
            raise _Mistake("is not a mapping with sources, s and po")
        for unknown in set(body) - set(_PARTS):
            suggestion = nearest(str(unknown), _PARTS)
            message = "is not in the subset of YARRRML; see docs/mapping-language.md"
            self.note(_Mistake(message, str(unknown), suggestion), name, str(unknown))
        match body.get("sources"):
            case [[str(source)]] if source.endswith(".csv~csv"):
                table = source.removesuffix("~csv")
            case other:
                raise _Mistake("sources must be [['table.csv~csv']]", str(other))
        if table not in self.columns:
            raise _Mistake("is not described in the source's CSVW metadata", table, nearest(table, self.columns))
        if not isinstance(body.get("s"), str):
            raise _Mistake("s, the template of its subject, is missing")
        subject = None
        try:
            subject = TermMap(self.template(table, body["s"].removesuffix("~iri"), True), "iri")
        except _Mistake as mistake:
            self.note(mistake, name, "s")
        graphs = body.get("graphs", [])
        graphs = [graphs] if isinstance(graphs, str) else graphs
        if not isinstance(graphs, list) or not isinstance(body.get("po") or [], list):
            raise _Mistake("graphs and po must be lists")
        objects: list[PredicateObject] = []
        for place, entry in enumerate(body.get("po") or []):
            try:
                objects += self.predicate_objects(table, entry)
            except _Mistake as mistake:
                self.note(mistake, name, "po", place)
        named = tuple(self.expand(str(graph)) for graph in graphs)
        return MappingRule(name, table, subject or TermMap(Template(("",), ()), "iri"), tuple(objects), named)

    def parse(self) -> RuleSet:
        """The rules. Raises RuleError with all that is wrong."""
        mappings = self.document.get("mappings")
        rules: list[MappingRule | None] = []
        if not isinstance(mappings, Mapping):
            self.note(_Mistake("has no `mappings`"), "")
        else:
            rules = [self.rule(str(name), body) for name, body in mappings.items()]
        for unknown in set(self.document) - {"prefixes", "mappings"}:
            message = "is not in the subset of YARRRML; see docs/mapping-language.md"
            suggestion = nearest(str(unknown), ("prefixes", "mappings"))
            self.note(_Mistake(message, str(unknown), suggestion), "", str(unknown))
        if self.problems:
            raise RuleError(str(self.problems[0]), self.problems)
        return RuleSet(self.path, tuple(rule for rule in rules if rule))


def load_rules(path: Path, columns: Mapping[str, Set[str]]) -> RuleSet:
    """The rules in *path*; *columns* has the columns of the CSV files by file name.

    Raises RuleError naming the file, the mapping and the problem.
    """
    try:
        text = path.read_text(encoding="utf-8")
        document = parse_yaml(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or " ".join(str(error).split())
        place = "/".join(path.parts[-4:])
        problem = Problem(place, f"is not YAML: {what}", mark.line + 1 if mark else None, kind="rule")
        raise RuleError(str(problem), [problem]) from error
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(f"{path}: cannot be read ({' '.join(str(error).split())})") from error
    return rules_of(document, path, columns, text)


def rules_of(document: object, path: Path, columns: Mapping[str, Set[str]], text: str = "") -> RuleSet:
    """The rules that *document* is, the content of the file *path* with this *text*.

    Raises RuleError as :func:`load_rules` does.
    """
    if not isinstance(document, Mapping):
        raise RuleError(f"{path}: not a YARRRML document")
    return _Parser(path, text, document, columns).parse()
