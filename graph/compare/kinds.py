"""The kinds of things in a comparison, and what things and kinds are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph.compare.declaration import ChangesDeclaration
from graph.compare.described import Described
from graph.compare.model import Texts
from ontology.namespaces import Namespace
from ontology.vocabulary import DCT

_DCT_TYPE = f"<{DCT.type.value}>"
_ID = "/id/"
_OTHERS = {"ja": "その他", "ja-simple": "ほかの もの", "en": "other"}
_DECLARED = "declared "
"""Begins the key of a declared name. No IRI has a space."""


def path_of(thing: str, namespace: Namespace) -> str:
    """``kind/key`` of *thing*, a term; empty for a thing that is not below ``/id/``."""
    path = namespace.path(thing[1:-1]) or ""
    return path.removeprefix(_ID) if path.startswith(_ID) else ""


@dataclass(frozen=True)
class KindAndKey:
    """The kind and the key of a thing; both are empty for a thing that is not below ``/id/``."""

    name: str
    key: str

    @classmethod
    def of(cls, thing: str, namespace: Namespace) -> KindAndKey:
        """Those of *thing*, a term."""
        name, _, key = path_of(thing, namespace).partition("/")
        return cls(name, key)


class Naming:
    """What things and their kinds are called, as a site declares it, or by their labels."""

    def __init__(self, described: Described, declaration: ChangesDeclaration, namespace: Namespace) -> None:
        self._described = described
        self._declaration = declaration
        self._namespace = namespace

    def key(self, thing: str) -> str:
        """The key of what things such as *thing* are called: a number of a declared name, or the IRI of a class."""
        kind = KindAndKey.of(thing, self._namespace).name
        types = {value[1:-1] for value in self._described.values(thing, _DCT_TYPE)}
        for number, name in enumerate(self._declaration.names):
            if name.kind == kind and (not name.type or name.type in types):
                return f"{_DECLARED}{number}"
        labelled = [term for term in self._described.types(thing) if self._described.label(term)]
        return labelled[-1][1:-1] if labelled else kind

    def names(self, key: str) -> Mapping[str, Texts]:
        """What one thing and several things are called whose key is *key*."""
        if key.startswith(_DECLARED):
            name = self._declaration.names[int(key.removeprefix(_DECLARED))]
            return {"one": dict(name.texts), "many": {**name.texts, "en": name.many}}
        label = self._described.label(f"<{key}>") or ({"": key} if key else _OTHERS)
        return {"one": label, "many": label}

    def part(self, part: str, name: str | None, is_new: bool) -> Texts:
        """What *part* is called beside its owner: the label of its value of *name*, or else its own."""
        if name:
            values = self._described.values(part, name)
            if values:
                value = self._described.value(values[0] if is_new else values[-1])
                return value.label or {"": value.text or value.iri}
        return self._described.label(part)
