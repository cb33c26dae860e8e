"""Curated questions: SPARQL with parameters, in the reader's words.

A question is a YAML file of ``site/questions/``. Its query runs as written, with the defaults of its parameters. Each
parameter ``x`` has one line ``VALUES ?x { … }``; another value replaces that line. Questions are
published as ``sh:SPARQLSelectExecutable`` (SHACL Advanced Features, section 5).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from graph.ask.measure import MeasuredColumn, read_measure
from graph.literals import texts
from mappings.declared import DeclarationError, in_every_language, read
from mappings.site import Site
from mappings.site_settings import Texts
from ontology.errors import ReportedError
from ontology.namespaces import Namespace
from ontology.prefixes import declarations
from ontology.ruby import without_ruby
from ontology.vocabulary import DCT, RDF, RDFS, SH, SKOS, XSD

FOLDER = "questions"
_KEY = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9_-])?\Z")
_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?\Z", re.ASCII)


class QuestionError(ReportedError):
    """A question has no such parameter, or its parameter cannot have the value."""


@dataclass(frozen=True)
class Parameter:
    """A choice of the reader. *kind* is a kind of thing (``language``, ``weekday``, …) or ``number``."""

    name: str
    kind: str
    default: str
    label: Texts

    def term(self, value: str) -> str:
        """*value* (a key of the kind, or a number) as a SPARQL term. Raises QuestionError."""
        if self.kind == "number":
            if not _NUMBER.match(value):
                raise QuestionError(f"parameter {self.name}: {value!r} is not a number")
            return value
        if not _KEY.match(value):
            raise QuestionError(f"parameter {self.name}: {value!r} is not the key of a {self.kind}")
        return f"{self.kind}:{value}"


@dataclass(frozen=True)
class Question:
    """One curated question. *query* declares no prefixes: they are added when it runs.

    *measures* are the columns that a picture can draw: it draws the first of them that the answer has. A question that
    is shown as a chart has at least one.
    """

    key: str
    title: Texts
    explanation: Texts
    documents: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    query: str
    show: str
    test: Mapping[str, Any]
    measures: tuple[MeasuredColumn, ...] = ()

    def text(self, namespace: Namespace, values: Mapping[str, str] | None = None) -> str:
        """The query as SPARQL with its prefixes; *values* replace the defaults of its parameters.

        Raises QuestionError for a parameter that does not exist, or for a value that it cannot have.
        """
        remaining = dict(values or {})
        query = self.query
        for parameter in self.parameters:
            term = parameter.term(remaining.pop(parameter.name, parameter.default))
            line = f"VALUES ?{parameter.name} {{ {term} }}"
            query = _values_line(parameter.name).sub(line, query)
        if remaining:
            names = ", ".join(parameter.name for parameter in self.parameters) or "none"
            raise QuestionError(f"question {self.key} has no parameter {', '.join(remaining)}; it has {names}")
        return declarations(namespace, query) + query


def _values_line(name: str) -> re.Pattern[str]:
    return re.compile(rf"VALUES\s+\?{re.escape(name)}\s*\{{[^{{}}]*\}}")


def load_question(path: Path, languages: Iterable[str]) -> Question:
    """The question in the file *path*, its words in each of *languages*. Raises DeclarationError naming the file."""

    def make(raw: Any) -> Question:
        parameters = tuple(
            Parameter(
                name,
                entry["kind"],
                str(entry["default"]),
                in_every_language(entry["label"], f"label of {name}", languages),
            )
            for name, entry in raw.get("parameters", {}).items()
        )
        query, show = raw["query"].strip() + "\n", raw.get("show", "table")
        for parameter in parameters:
            if len(_values_line(parameter.name).findall(query)) != 1:
                raise DeclarationError(
                    f"parameter {parameter.name} needs one line VALUES ?{parameter.name} {{ … }} in the query"
                )
        if show == "chart" and not raw.get("measures"):
            raise DeclarationError("a question shown as a chart declares its measures")
        return Question(
            key=path.stem,
            title=in_every_language(raw["title"], "title", languages),
            explanation=in_every_language(raw["explanation"], "explanation", languages),
            documents=tuple(str(document) for document in raw["documents"]),
            parameters=parameters,
            query=query,
            show=show,
            test=raw["test"],
            measures=tuple(read_measure(measure, query, languages) for measure in raw.get("measures", ())),
        )

    return read(path, make)


def load_questions(site: Site) -> list[Question]:
    """Every curated question of *site*, by key; none where it has no folder of questions. Raises DeclarationError."""
    folder = site.find(FOLDER)
    paths = sorted(folder.glob("*.yaml")) if folder else []
    return [load_question(path, site.interface.languages) for path in paths]


def question_triples(namespace: Namespace, questions: Iterable[Question]) -> Iterator[Triple]:
    """The *questions* as executables of SHACL Advanced Features (section 5), for ``/graph/metadata``."""
    dataset = NamedNode(f"{namespace.base}/dataset")
    for question in questions:
        subject = namespace.thing("question", question.key)
        yield Triple(subject, RDF.type, SH.SPARQLExecutable)
        yield Triple(subject, RDF.type, SH.SPARQLSelectExecutable)
        yield Triple(subject, DCT.identifier, Literal(question.key))
        yield Triple(subject, DCT.isPartOf, dataset)
        yield Triple(subject, SH.select, Literal(question.text(namespace)))
        title = _unread(question.title)
        yield from texts(subject, DCT.title, title)
        yield from texts(subject, DCT.description, _unread(question.explanation))
        for document in question.documents:
            yield Triple(subject, DCT.source, namespace.thing("document", document))
        for parameter in question.parameters:
            node = NamedNode(f"{subject.value}#{parameter.name}")
            yield Triple(subject, SH.parameter, node)
            yield Triple(node, RDF.type, SH.Parameter)
            yield Triple(node, SH.path, node)
            yield Triple(node, SH.name, Literal(parameter.name, datatype=XSD.string))
            labels = _unread(parameter.label)
            yield from texts(node, RDFS.label, labels)
            whole = {language: f"{title[language]} — {label}" for language, label in labels.items()}
            yield from texts(node, SKOS.prefLabel, whole)


def _unread(by_language: Texts) -> dict[str, str]:
    """The texts of *by_language* without readings of kanji (ruby), which only pages show."""
    return {language: without_ruby(text) for language, text in by_language.items()}
