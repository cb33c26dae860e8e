"""The files of ``mappings/labels/``: how the things of each kind are labelled, and translations of printed texts.

::

    talk:                                   # things below /id/talk/
      values:                               # by name: a path, or several of which the first with a value counts
        title: dct:title
        date: schema:superEvent/schema:startDate
      ja: "「{title}」[（{date}）]"          # a group in square brackets is dropped when a value in it is missing, and
      en: ["{title}[, {date}]"]             # [~ group] when its values are in the text before it; of several
                                            # templates the first that can be filled counts
      apart: ["{date}"]                     # added, in turn, to labels that would be shared

A kind may have several such entries: the first whose ``where`` (paths, with the values that one of theirs must be)
fits a thing counts. ``confusable`` is a text by which things are told apart though their labels differ; ``title: true``
makes the label the ``dct:title`` too where nothing else is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pyoxigraph import NamedNode

from mappings.csv_files import read_csv
from mappings.map.label_values import PathStep
from mappings.yaml_text import parse_yaml
from ontology.errors import ReportedError
from ontology.namespaces import Namespace
from ontology.prefixes import prefixes
from ontology.vocabulary import RDF

FOLDER = "labels"
TRANSLATIONS = "translations.csv"
LANGUAGES = "languages.yaml"
_FIELDS = {"values", "where", "apart", "confusable", "title"}

Steps = tuple[PathStep, ...]


class LabelError(ReportedError):
    """A file of labels is wrong, or a thing lacks what its label is made of."""


@dataclass(frozen=True)
class Punctuation:
    """How a language joins several values (*between*), sets off what tells things apart (*before*, *after*), and
    whether a label begins with a capital."""

    between: str
    before: str
    after: str
    capital: bool = False


@dataclass(frozen=True)
class LabelDeclaration:
    """How some things of a kind are labelled."""

    values: Mapping[str, Sequence[Steps]]
    templates: Mapping[str, Sequence[str]]
    where: Sequence[tuple[Steps, frozenset[str]]] = ()
    apart: Mapping[str, Sequence[str]] = field(default_factory=dict)
    confusable: str = ""
    is_title: bool = False


@dataclass(frozen=True)
class Labelling:
    """The entries of each source by kind, in the order in which labels are made, and what all of them share."""

    languages: Mapping[str, Punctuation]
    sources: Mapping[str, Mapping[str, Sequence[LabelDeclaration]]]
    translations: Mapping[str, str]

    def kinds(self, source: str) -> Mapping[str, Sequence[LabelDeclaration]]:
        """The entries of *source* by kind; none for a source that is labelled by its rules alone."""
        return self.sources.get(source, {})

    def steps(self, source: str) -> frozenset[PathStep]:
        """All steps of the paths of the entries of *source*."""
        entries = [entry for several in self.kinds(source).values() for entry in several]
        paths = [path for entry in entries for several in entry.values.values() for path in several]
        paths += [path for entry in entries for path, _ in entry.where]
        return frozenset(step for path in paths for step in path)


def load_labelling(folder: Path, namespace: Namespace) -> Labelling:
    """What *folder* declares; nothing where it is absent. Raises LabelError or CsvError."""
    if not folder.is_dir():
        return Labelling({}, {}, {})
    languages = {tag: Punctuation(**spec) for tag, spec in _read(folder / LANGUAGES).items()}
    sources = {
        path.stem: {kind: _entries(path, kind, spec, namespace, languages) for kind, spec in _read(path).items()}
        for path in sorted(folder.glob("*.yaml"))
        if path.name != LANGUAGES
    }
    rows = read_csv(folder / TRANSLATIONS, ("ja", "en"))
    return Labelling(languages, sources, {row["ja"]: row["en"] for row in rows})


def _read(path: Path) -> dict[str, Any]:
    try:
        raw = parse_yaml(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise LabelError(f"{path}: cannot be read as YAML ({' '.join(str(error).split())})") from error
    if not isinstance(raw, dict):
        raise LabelError(f"{path}: must have kinds of things as its keys")
    return raw


def _entries(
    path: Path, kind: str, raw: Any, namespace: Namespace, languages: Mapping[str, Any]
) -> list[LabelDeclaration]:
    try:
        return [_entry(spec, namespace, languages) for spec in (raw if isinstance(raw, list) else [raw])]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise LabelError(f"{path}: {kind}: {error}; mappings/map/label_files.py describes the form") from error


def _entry(raw: Mapping[str, Any], namespace: Namespace, languages: Mapping[str, Any]) -> LabelDeclaration:
    if unknown := set(raw) - _FIELDS - set(languages):
        raise ValueError(f"{', '.join(sorted(unknown))} is not known")
    apart = raw.get("apart", [])
    return LabelDeclaration(
        {name: [_path(text, namespace) for text in _several(paths)] for name, paths in raw.get("values", {}).items()},
        {language: _several(raw[language]) for language in languages if language in raw},
        [
            (_path(path, namespace), frozenset(_term(value, namespace) for value in _several(values or [])))
            for path, values in raw.get("where", {}).items()
        ],
        apart if isinstance(apart, dict) else dict.fromkeys(languages, apart),
        raw.get("confusable", ""),
        raw.get("title", False),
    )


def _several(raw: Any) -> list[str]:
    return [raw] if isinstance(raw, str) else list(raw)


def _path(text: str, namespace: Namespace) -> Steps:
    """``^dct:spatial(municipality)/a`` as steps: ``^`` goes against a property, brackets hold the kind meant."""
    steps = []
    for step in text.split("/"):
        name, _, kind = step.removeprefix("^").rstrip(")").partition("(")
        predicate = RDF.type if name == "a" else NamedNode(_term(name, namespace))
        steps.append(PathStep(predicate, step.startswith("^"), namespace.home(kind) if kind else ""))
    return tuple(steps)


def _term(text: str, namespace: Namespace) -> str:
    """The IRI of a prefixed name, or of a thing as ``kind/key``; a text without either as it is."""
    prefix, colon, local = text.partition(":")
    if colon:
        return prefixes(namespace)[prefix] + local
    kind, slash, key = text.partition("/")
    return namespace.thing(kind, key).value if slash else text
