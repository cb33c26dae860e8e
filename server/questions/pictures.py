"""The pictures that ``pictures.yaml`` declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mappings.declared import DeclarationError, declared, in_every_language
from mappings.site import Site
from ontology.namespaces import Namespace
from ontology.prefixes import declarations
from server.display.publication import publication
from server.questions.drawing import KINDS

FILE = "pictures.yaml"


@dataclass(frozen=True)
class Picture:
    """A picture: its words by language (with readings), how it is drawn, and the query it is the answer to."""

    key: str
    title: Mapping[str, str]
    about: Mapping[str, str]
    kind: str
    body: str

    def query(self, namespace: Namespace) -> str:
        """The SPARQL query, with the prefixes that it uses."""
        body = self.body.replace("{base}", namespace.base)
        return declarations(namespace, body) + body


def load_pictures(site: Site) -> dict[str, Picture]:
    """The pictures that *site* declares, by key, in the order of the file. Raises DeclarationError."""
    languages = site.interface.languages
    return declared(site, FILE, lambda raw: {key: _picture(key, spec, languages) for key, spec in raw.items()}) or {}


def pictures() -> dict[str, Picture]:
    """The pictures of this site."""
    return publication().once(FILE, lambda: load_pictures(publication().site))


def _picture(key: str, raw: Mapping[str, Any], languages: Sequence[str]) -> Picture:
    title, about = (in_every_language(raw[name], f"{name} of {key}", languages) for name in ("title", "about"))
    kind = str(raw["draw"])
    if kind not in KINDS:
        raise DeclarationError(f"{key}: draw is one of {', '.join(KINDS)}, not {kind!r}")
    return Picture(key, title, about, kind, str(raw["query"]))
