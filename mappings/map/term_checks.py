"""Checks of the prefixes, properties and classes in rules and ``source.yaml`` against the known vocabularies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from mappings.csv_source.declaration import Declaration
from mappings.map.rules import RDF_TYPE
from mappings.map.vocabularies import Vocabularies
from mappings.problems import Problem
from mappings.yaml_places import line_of
from mappings.yaml_text import parse_yaml

_UNKNOWN = "is no term of its vocabulary; a term of your own goes into ontology/"
_PREFIX = "does not begin with a prefix that there is"


def rule_term_problems(path: Path, vocabularies: Vocabularies) -> Iterator[Problem]:
    """The unknown properties and classes of the rule file *path*, which can be read as rules."""
    text = path.read_text(encoding="utf-8")
    try:
        document = parse_yaml(text)
    except yaml.YAMLError:
        return
    declared: Mapping[str, str] = document.get("prefixes", {})
    file = "/".join(path.parts[-4:])
    for mapping, body in document["mappings"].items():
        for number, entry in enumerate(body.get("po", ())):
            predicates = entry[0] if isinstance(entry[0], list) else [entry[0]]
            classes = entry[1] if isinstance(entry[1], list) else [entry[1]]
            is_type = any(name == "a" or _expanded(name, declared) == RDF_TYPE for name in predicates)
            for name in [name for name in predicates if name != "a"] + (classes if is_type else []):
                meant = vocabularies.unknown(_expanded(str(name), declared))
                if meant is not None:
                    line = line_of(text, ("mappings", mapping, "po", number))
                    yield Problem(file, _UNKNOWN, line, f"mapping {mapping}", str(name), meant, "term")


def _expanded(name: str, prefixes: Mapping[str, str]) -> str:
    prefix, colon, rest = name.partition(":")
    return prefixes[prefix] + rest if colon and prefix in prefixes else name


def declaration_term_problems(
    path: Path, file: str, declaration: Declaration, vocabularies: Vocabularies
) -> Iterator[Problem]:
    """The unknown prefixes, properties and classes of the ``source.yaml`` *path*."""
    text = path.read_text(encoding="utf-8")
    terms: list[tuple[str, tuple[str, ...], str]] = [(name, ("class",), "class") for name in declaration.types]
    for part in declaration.parts:
        terms += [(name, ("parts", part.name), f"part {part.name}") for name in (part.link, *part.type)]
    for column in declaration.columns:
        steps: tuple[str, ...] = ("columns", column.heading)
        terms += [(name.partition("=")[0], steps, column.heading) for name in column.properties]
    for name, place_of, column_name in terms:
        iri = vocabularies.expanded(name)
        meant = vocabularies.nearest_prefix(name) if iri is None else vocabularies.unknown(iri)
        if meant is not None:
            message = _PREFIX if iri is None else _UNKNOWN
            yield Problem(file, message, line_of(text, place_of), column_name, name, meant, "term")
