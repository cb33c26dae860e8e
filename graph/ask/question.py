"""Curated questions: SPARQL with parameters, in the reader's words.

A question is a YAML file of ``graph/ask/questions/``. Its query runs as it stands, with the defaults of its parameters:
each parameter ``x`` has one line ``VALUES ?x { … }``, and asking with another value rewrites that line. They are
published as SHACL Advanced Features' ``sh:SPARQLSelectExecutable``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pyoxigraph import Literal, NamedNode, Triple

from mappings.map.rules import RDF_TYPE, XSD
from ontology.errors import ReportedError
from ontology.namespaces import Namespace
from ontology.prefixes import declarations

LANGUAGES = ("ja", "ja-simple", "en")
_SH = "http://www.w3.org/ns/shacl#"
_DCT = "http://purl.org/dc/terms/"
_KEY = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9_-])?\Z")


class QuestionError(ReportedError):
    """A question lacks something, or is asked with a value its parameter cannot have."""


@dataclass(frozen=True)
class Parameter:
    """One thing to choose. *kind* is a kind of thing (``language``, ``municipality``, ``weekday``, …) or ``number``."""

    name: str
    kind: str
    default: str
    label: Mapping[str, str]

    def term(self, value: str) -> str:
        """*value* (a key of the kind, or a number) as a SPARQL term. Raises QuestionError."""
        if self.kind == "number":
            if not re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", value):
                raise QuestionError(f"parameter {self.name}: {value!r} is not a number")
            return value
        if not _KEY.match(value):
            raise QuestionError(f"parameter {self.name}: {value!r} is not the key of a {self.kind}")
        return f"{self.kind}:{value}"


@dataclass(frozen=True)
class Question:
    """One curated question. *query* declares no prefixes: they are added when it is asked."""

    key: str
    title: Mapping[str, str]
    explanation: Mapping[str, str]
    documents: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    query: str
    show: str
    test: Mapping[str, Any]

    def text(self, namespace: Namespace, values: Mapping[str, str] | None = None) -> str:
        """The query as SPARQL, complete with prefixes, asked with *values* for its parameters.

        Raises QuestionError for a parameter that does not exist or a value that cannot be.
        """
        given = dict(values or {})
        query = self.query
        for parameter in self.parameters:
            term = parameter.term(given.pop(parameter.name, parameter.default))
            line = f"VALUES ?{parameter.name} {{ {term} }}"
            query = _values_line(parameter.name).sub(line, query)
        if given:
            known = ", ".join(parameter.name for parameter in self.parameters) or "none"
            raise QuestionError(f"question {self.key} has no parameter {', '.join(given)}; it has {known}")
        return declarations(namespace, query) + query


def _values_line(name: str) -> re.Pattern[str]:
    return re.compile(rf"VALUES\s+\?{re.escape(name)}\s*\{{[^{{}}]*\}}")


def _in_every_language(path: Path, what: str, texts: object) -> Mapping[str, str]:
    if not isinstance(texts, Mapping) or set(texts) != set(LANGUAGES) or not all(texts.values()):
        raise QuestionError(f"{path.name}: {what} must be given in {', '.join(LANGUAGES)}")
    return texts


def load_question(path: Path) -> Question:
    """The question in *path*. Raises QuestionError naming the file and what is missing."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        parameters = tuple(
            Parameter(
                name, spec["kind"], str(spec["default"]), _in_every_language(path, f"label of {name}", spec["label"])
            )
            for name, spec in raw.get("parameters", {}).items()
        )
        question = Question(
            key=path.stem,
            title=_in_every_language(path, "title", raw["title"]),
            explanation=_in_every_language(path, "explanation", raw["explanation"]),
            documents=tuple(str(document) for document in raw["documents"]),
            parameters=parameters,
            query=raw["query"].strip() + "\n",
            show=raw.get("show", "table"),
            test=raw["test"],
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise QuestionError(f"{path.name}: not a question ({error!r}); see graph/ask/question.py") from error
    for parameter in parameters:
        if len(_values_line(parameter.name).findall(question.query)) != 1:
            raise QuestionError(
                f"{path.name}: parameter {parameter.name} needs one line VALUES ?{parameter.name} {{ … }}"
            )
    return question


def load_questions(folder: Path) -> list[Question]:
    """Every curated question, by key."""
    return [load_question(path) for path in sorted(folder.glob("*.yaml"))]


def question_triples(namespace: Namespace, questions: list[Question]) -> Iterator[Triple]:
    """The questions as executables of SHACL Advanced Features (section 5), for ``/graph/metadata``."""
    dataset = NamedNode(f"{namespace.base}/dataset")
    for question in questions:
        subject = namespace.thing("question", question.key)

        def state(predicate: str, value: NamedNode | Literal, about: NamedNode = subject) -> Triple:
            return Triple(about, NamedNode(predicate), value)

        yield state(RDF_TYPE, NamedNode(_SH + "SPARQLExecutable"))
        yield state(RDF_TYPE, NamedNode(_SH + "SPARQLSelectExecutable"))
        yield state(_DCT + "identifier", Literal(question.key))
        yield state(_DCT + "isPartOf", dataset)
        yield state(_SH + "select", Literal(question.text(namespace)))
        for language in LANGUAGES:
            yield state(_DCT + "title", Literal(question.title[language], language=language))
            yield state(_DCT + "description", Literal(question.explanation[language], language=language))
        for document in question.documents:
            yield state(_DCT + "source", namespace.thing("document", document))
        for parameter in question.parameters:
            iri = NamedNode(f"{subject.value}#{parameter.name}")
            yield state(_SH + "parameter", iri)
            yield state(RDF_TYPE, NamedNode(_SH + "Parameter"), iri)
            yield state(_SH + "path", iri, iri)
            yield state(_SH + "name", Literal(parameter.name, datatype=NamedNode(XSD + "string")), iri)
            for language in LANGUAGES:
                yield state(
                    "http://www.w3.org/2000/01/rdf-schema#label",
                    Literal(parameter.label[language], language=language),
                    iri,
                )
