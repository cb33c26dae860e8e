"""The pictures that ``pictures.yaml`` declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from ontology.errors import ReportedError
from ontology.namespaces import Namespace
from ontology.prefixes import declarations
from server.display.translations import LANGUAGES
from server.questions.drawing import KINDS

PATH = Path(__file__).parent / "pictures.yaml"


class GalleryError(ReportedError):
    """A picture lacks something, or the file cannot be read."""


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


@lru_cache
def pictures(path: Path = PATH) -> dict[str, Picture]:
    """Every picture by its key, in the order of the file. Raises GalleryError naming what is missing."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        found = {key: _picture(path, key, each) for key, each in raw.items()}
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise GalleryError(f"{path.name}: {error!r}; its head says what a picture needs") from error
    return found


def _picture(path: Path, key: str, raw: Mapping[str, object]) -> Picture:
    words: dict[str, dict[str, str]] = {}
    for name in ("title", "about"):
        given = raw[name]
        if not isinstance(given, Mapping) or not all(given.get(language) for language in LANGUAGES):
            raise GalleryError(f"{path.name}: {key}: its {name} must be in {', '.join(LANGUAGES)}")
        words[name] = {language: str(given[language]) for language in LANGUAGES}
    kind = str(raw["draw"])
    if kind not in KINDS:
        raise GalleryError(f"{path.name}: {key}: draw is one of {', '.join(KINDS)}, not {kind!r}")
    return Picture(key, words["title"], words["about"], kind, str(raw["query"]))
