"""The declaration of what counts as a change and how it is told to readers, by the engine and by a site.

``changes.yaml`` beside this module declares it for every site; ``site/changes.yaml`` adds to that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph.compare.terms import Parts
from mappings.declared import DeclarationError, read
from mappings.site import Site
from mappings.site_settings import Texts
from ontology.namespaces import Namespace
from ontology.prefixes import prefixes

FILE = "changes.yaml"
LINKS, CHANGED = "links", "changed"
_GRAPH = "/graph/"


@dataclass(frozen=True)
class Kinds:
    """A set of statements: those in *graphs*, with *properties* (IRIs), or about things below *paths*."""

    graphs: frozenset[str] = frozenset()
    paths: tuple[str, ...] = ()
    properties: frozenset[str] = frozenset()

    def hold(self, statement: Parts) -> bool:
        """Is *statement* in the set? A statement whose object is below a path is too."""
        return (
            statement.predicate in self.properties
            or statement.subject.startswith(self.paths)
            or statement.object.startswith(self.paths)
            or (bool(statement.graph) and statement.graph in self.graphs)
        )


@dataclass(frozen=True)
class Derived:
    """The values of a property of things of the kinds *of*, or of all kinds *but* these, follow from other facts."""

    of: frozenset[str]
    but: frozenset[str]


@dataclass(frozen=True)
class PartRule:
    """How a thing is shown as part of another: linked by a property of *of*, named by the value of *name*, if any."""

    of: tuple[str, ...]
    name: str | None


@dataclass(frozen=True)
class KindName:
    """What things of *kind*, of the type *type* (an IRI, or empty), are called: texts by language, and English ones."""

    kind: str
    type: str
    texts: Texts
    many: str

    def of(self, number: int, language: str) -> str:
        """The name for *number* things in *language*, or in its nearest one that is declared."""
        if language == "en":
            return self.texts["en"] if number == 1 else self.many
        return self.texts.get(language) or self.texts.get(language.partition("-")[0]) or self.of(number, "en")


@dataclass(frozen=True)
class Feed:
    """Things of *kinds* have a feed of changes, by key; *by* says which change concerns one of them."""

    kinds: frozenset[str]
    by: str


@dataclass(frozen=True)
class ChangesDeclaration:
    """What ``changes.yaml`` of the engine and of the site declare. Properties are terms in angle brackets."""

    description: Kinds
    lineage: Kinds
    derived: Mapping[str, Derived] = field(default_factory=dict)
    parts: Mapping[str, PartRule] = field(default_factory=dict)
    names: tuple[KindName, ...] = ()
    feeds: Mapping[str, Feed] = field(default_factory=dict)

    def is_derived(self, property: str, kind: str) -> bool:
        """Does the value of *property* of things of *kind* follow from other statements?"""
        rule = self.derived.get(property)
        return rule is not None and (kind in rule.of if rule.of else kind not in rule.but)


def load_declaration(namespace: Namespace, site: Site | None = None) -> ChangesDeclaration:
    """The declaration of the engine with that of *site*, for the IRIs of *namespace*. Raises DeclarationError."""
    engine = read(Path(__file__).parent / FILE, dict)
    path = site.find(FILE) if site else None
    return read(path, lambda raw: _made(engine, raw, namespace)) if path else _made(engine, {}, namespace)


def _made(engine: Mapping[str, Any], of_site: Mapping[str, Any], namespace: Namespace) -> ChangesDeclaration:
    settings = {"description", "lineage", "derived", "parts", "names", "feeds"}
    if unknown := sorted(set(of_site) - settings):
        raise DeclarationError(f"{unknown[0]!r} is none of {', '.join(sorted(settings))}")
    iris = _Iris(namespace)
    return ChangesDeclaration(
        iris.kinds(engine["description"], of_site.get("description", {})),
        iris.kinds(engine["lineage"], of_site.get("lineage", {})),
        {
            iris.property(name): Derived(frozenset(rule.get("of", ())), frozenset(rule.get("but", ())))
            for name, rule in of_site.get("derived", {}).items()
        },
        {
            kind: PartRule(
                tuple(iris.property(name) for name in rule["of"]),
                iris.property(rule["name"]) if "name" in rule else None,
            )
            for kind, rule in of_site.get("parts", {}).items()
        },
        tuple(iris.name(raw) for raw in of_site.get("names", ())),
        {kind: _feed(kind, raw) for kind, raw in of_site.get("feeds", {}).items()},
    )


def _feed(kind: str, raw: Mapping[str, Any]) -> Feed:
    if raw["by"] not in (LINKS, CHANGED):
        raise DeclarationError(f"feeds, {kind}: by is {raw['by']!r}, and must be {LINKS} or {CHANGED}")
    return Feed(frozenset(raw["kinds"]), raw["by"])


class _Iris:
    """Makes terms in angle brackets from the names in a declaration."""

    def __init__(self, namespace: Namespace) -> None:
        self._namespace = namespace
        self._prefixes = prefixes(namespace)

    def property(self, name: str) -> str:
        """The IRI that the prefixed *name* stands for."""
        prefix, colon, local = name.partition(":")
        if not colon or prefix not in self._prefixes:
            raise DeclarationError(f"{name!r} has no prefix that the site declares; write it as dct:title")
        return f"<{self._prefixes[prefix]}{local}>"

    def kinds(self, *raws: Mapping[str, Iterable[str]]) -> Kinds:
        """The statements that *raws* list together."""

        def listed(key: str) -> list[str]:
            return [name for raw in raws for name in raw.get(key, ())]

        bases = dict.fromkeys((self._namespace.base, self._namespace.vocabulary_base))
        return Kinds(
            frozenset(f"<{self._namespace.base}{_GRAPH}{name}>" for name in listed("graphs")),
            tuple(f"<{base}{path}" for base in bases for path in listed("paths")),
            frozenset(map(self.property, listed("properties"))),
        )

    def name(self, raw: Mapping[str, str]) -> KindName:
        """What *raw* calls the things of a kind."""
        texts = {key: text for key, text in raw.items() if key not in ("kind", "type", "many")}
        kind, _, key = raw.get("type", "").partition("/")
        return KindName(raw["kind"], self._namespace.thing(kind, key).value if key else "", texts, raw["many"])
