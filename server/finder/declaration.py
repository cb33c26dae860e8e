"""What ``facets.yaml`` declares: kinds of things to find, facets, and what a result shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from ontology.errors import ReportedError

PATH = Path(__file__).parent / "facets.yaml"
NOT_STATED = "not-stated"
"""The value of every facet for things of which the sources do not state it. No thing has this key."""
KIND = "kind"
"""The facet of the kinds, which have patterns of their own."""
_LANGUAGES = ("ja", "ja-simple", "en")
_EXPANSIONS = ("always", "selected")


class DeclarationError(ReportedError):
    """``facets.yaml`` does not hold."""


@dataclass(frozen=True)
class ItemKind:
    """A kind of thing to find: its key, its label by language of the interface, the pattern that binds ``?item``.

    *words* are other words for it.
    """

    key: str
    label: Mapping[str, str]
    pattern: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Facet:
    """A facet. Its name is the URL's parameter; see ``facets.yaml`` for the rest."""

    name: str
    label: Mapping[str, str]
    question: Mapping[str, str]
    is_of_offer: bool
    values: str
    pattern: str
    broader: str
    also: str
    expands_always: bool
    order: str | tuple[str, ...]
    shown: int
    has_unstated: bool


@dataclass(frozen=True)
class Declaration:
    """All of ``facets.yaml``."""

    kinds: tuple[ItemKind, ...]
    offers: str
    facets: tuple[Facet, ...]
    text: str
    details: Mapping[str, str]
    parts: tuple[str, ...]
    suggestions: Mapping[str, str]

    @cached_property
    def by_name(self) -> Mapping[str, Facet]:
        """The facets by name."""
        return {facet.name: facet for facet in self.facets}

    @cached_property
    def kind_by_key(self) -> Mapping[str, ItemKind]:
        """The kinds by key."""
        return {kind.key: kind for kind in self.kinds}


@lru_cache
def declaration(path: Path = PATH) -> Declaration:
    """The declaration in the file *path*. Raises DeclarationError naming what is missing or wrong."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        kinds = tuple(
            ItemKind(key, _labels(path, key, each["label"]), each["pattern"].strip(), tuple(each.get("words", ())))
            for key, each in raw["kinds"].items()
        )
        facets = tuple(_facet(path, name, each) for name, each in raw["facets"].items())
        declared = Declaration(
            kinds,
            raw["offers"].strip(),
            facets,
            raw["text"].strip(),
            {name: pattern.strip() for name, pattern in raw["details"].items()},
            tuple(pattern.strip() for pattern in raw["parts"]),
            {kind: facet or "" for kind, facet in raw["suggestions"].items()},
        )
    except (OSError, yaml.YAMLError, KeyError, AttributeError, TypeError) as error:
        raise DeclarationError(f"{path}: {type(error).__name__} {error}; its head says what is needed") from error
    for kind, facet in declared.suggestions.items():
        if facet and facet not in declared.by_name:
            raise DeclarationError(f"{path}: suggestions of {kind} choose the facet {facet!r}, which is not declared")
    return declared


def _facet(path: Path, name: str, raw: Mapping[str, Any]) -> Facet:
    label = _labels(path, name, raw["label"])
    order = raw.get("order", "count")
    if name != KIND and not (raw["values"] and "?value" in raw["pattern"]):
        raise DeclarationError(f"{path}: facet {name}: its pattern must bind ?value to a thing of the kind `values`")
    if raw.get("expand", "always") not in _EXPANSIONS:
        raise DeclarationError(f"{path}: facet {name}: expand is one of {', '.join(_EXPANSIONS)}")
    return Facet(
        name,
        label,
        _labels(path, name, raw["question"]) if "question" in raw else label,
        raw.get("of") == "offer",
        raw.get("values", ""),
        raw.get("pattern", "").strip(),
        raw.get("broader", ""),
        raw.get("also", ""),
        raw.get("expand", "always") == "always",
        tuple(order) if isinstance(order, list) else str(order),
        int(raw.get("shown", 8)),
        bool(raw.get("unstated", True)),
    )


def _labels(path: Path, name: str, raw: Mapping[str, str]) -> Mapping[str, str]:
    missing = [language for language in _LANGUAGES if not raw.get(language)]
    if missing:
        raise DeclarationError(f"{path}: {name}: no label in {', '.join(missing)}")
    return {language: raw[language] for language in _LANGUAGES}
