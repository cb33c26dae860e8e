"""The catalogue: ``catalogue.ttl`` filled in for a site and one of its releases, as DCAT 3."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import compress
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from graph.build.release_inputs import ReleaseInputs
from graph.dumps import Dump, dumps
from graph.literals import date_time
from mappings.site import Site
from mappings.site_settings import Texts
from ontology.namespaces import Namespace
from ontology.vocabulary import XSD

TEMPLATE = Path(__file__).parent / "catalogue.ttl"
_PLACEHOLDER = re.compile(r"\{([a-z0-9-]+)\}")
_PARTS = ("once", "each dump", "each file", "origin", "each input")
_PART = re.compile(rf"^## ({'|'.join(_PARTS)})$", re.MULTILINE)
_SERIES = {"ja": "（すべてのリリース）", "ja-simple": "（ぜんぶの リリース）", "en": " (all releases)"}
_HOME = {"ja": "（ホームページ）", "ja-simple": "（ホームページ）", "en": " (home page)"}
_KINDS = {
    "tables": {"ja": "表", "en": "tables"},
    "rules": {"ja": "表を文にする規則", "en": "rules that make statements of tables"},
    "ontology": {"ja": "オントロジー", "en": "ontology"},
    "shapes": {"ja": "SHACLシェイプ", "en": "SHACL shapes"},
    "site": {"ja": "サイトの設定と言葉", "en": "settings and words of the site"},
    "software": {"ja": "ソフトウェア", "en": "software"},
}
"""What a release is made from (:mod:`graph.build.release_inputs`)."""
_GZIP = NamedNode("https://www.iana.org/assignments/media-types/application/gzip")

Values = Mapping[str, str]
"""Turtle by the word that stands for it in the template."""


@dataclass(frozen=True)
class Edition:
    """What distinguishes one release from another: its version and its day. *modified* is midnight in UTC."""

    version: str
    modified: datetime


@dataclass(frozen=True)
class _Template:
    """The parts of ``catalogue.ttl``. *head* declares the prefixes of all."""

    head: str
    once: str
    each_dump: str
    each_file: str
    origin: str
    each_input: str


def describe_catalogue(
    namespace: Namespace, site: Site, edition: Edition, offered: Sequence[Dump] | None = None
) -> Iterator[Triple]:
    """The catalogue, the dataset, this release, its distributions and the SPARQL service, without sizes of files.

    The distributions are the dumps *offered*; without it, all.
    """
    template = _template()
    values = _of_site(site, edition)
    parts = [_filled(template.once, values)]
    parts += [_filled(template.each_dump, {**values, **_of_dump(dump)}) for dump in offered or dumps(site.name)]
    return _parsed(template.head, parts, namespace)


def describe_sizes(
    namespace: Namespace, site: Site, edition: Edition, files: Mapping[str, Mapping[str, Any]]
) -> Iterator[Triple]:
    """The size in bytes and the SHA-256 of each of *files* (by name), for the catalogue document only."""
    template = _template()
    parts = []
    for dump in dumps(site.name):
        if dump.name not in files:
            continue
        facts = files[dump.name]
        size = Literal(str(facts["bytes"]), datatype=XSD.nonNegativeInteger)
        checksum = Literal(facts["sha256"], datatype=XSD.hexBinary)
        values = {"version": edition.version, "file": dump.name, "bytes": str(size), "sha256": str(checksum)}
        parts.append(_filled(template.each_file, values))
    return _parsed(template.head, parts, namespace)


def describe_origin(namespace: Namespace, edition: Edition, origin: ReleaseInputs) -> Iterator[Triple]:
    """What the release *edition* was made from, as PROV-O, for the catalogue document only."""
    template = _template()
    software = origin.software
    used = f"{software.version}, {', '.join(f'{name} {version}' for name, version in software.packages.items())}"
    inputs = {**origin.digests, "software": software.sha256}
    parts = [_filled(template.origin, {"version": edition.version, "software": str(Literal(used))})]
    for kind, sha256 in inputs.items():
        checksum = str(Literal(sha256, datatype=XSD.hexBinary))
        values = {"version": edition.version, "kind": kind, "kind-titles": _texts(_KINDS[kind]), "sha256": checksum}
        parts.append(_filled(template.each_input, values))
    return _parsed(template.head, parts, namespace)


@lru_cache
def _template() -> _Template:
    head, *parts = _PART.split(TEMPLATE.read_text(encoding="utf-8"))
    by_name = dict(zip(parts[0::2], parts[1::2], strict=True))
    return _Template(head, *(by_name[part] for part in _PARTS))


def _of_site(site: Site, edition: Edition) -> Values:
    catalogue = site.catalogue
    return {
        "version": edition.version,
        "modified": str(date_time(edition.modified)),
        "name": str(Literal(site.name)),
        "titles": _texts(site.title),
        "series-titles": _texts(_followed(site.title, _SERIES)),
        "home-titles": _texts(_followed(site.title, _HOME)),
        "descriptions": _texts(site.description),
        "keywords": _joined(
            Literal(word, language=language.lower()) for language, words in site.keywords.items() for word in words
        ),
        "publisher": f"<id/agent/{site.publisher.key}>" if site.publisher else "",
        "publisher-key": str(Literal(site.publisher.key)) if site.publisher else "",
        "contact": "<dataset#contact>" if site.publisher else "",
        "period": "<dataset#period>" if catalogue.start and catalogue.end else "",
        "publisher-names": _texts(site.publisher.name if site.publisher else {}),
        "publisher-type": _iri(site.publisher.type if site.publisher else ""),
        "licence": _iri(site.licence_iri),
        "licence-type": _iri(site.licence.type if site.licence else ""),
        "theme": _iri(catalogue.theme),
        "theme-taxonomy": _iri(catalogue.theme_taxonomy),
        "frequency": _iri(catalogue.frequency),
        "availability": _iri(catalogue.availability),
        "spatial": _iri(catalogue.spatial),
        "languages": _joined(NamedNode(language) for language in catalogue.languages),
        "issued": _day(catalogue.issued),
        "start": _day(catalogue.start),
        "end": _day(catalogue.end),
        "period-names": _texts(
            {
                "ja": f"{catalogue.start}から{catalogue.end}まで",
                "en": f"from {catalogue.start} to {catalogue.end}",
            }
            if catalogue.start and catalogue.end
            else {}
        ),
    }


def _of_dump(dump: Dump) -> Values:
    return {
        "file": dump.name,
        "file-titles": _texts(dump.titles),
        "format": _iri(dump.format.iri),
        "media-type": dump.format.media_type,
        "compression": str(_GZIP) if dump.compressed else "",
    }


def _followed(texts: Texts, by_language: Texts) -> Texts:
    """*texts*, each followed by the text of *by_language* in the same language, or else in English."""
    return {tag: text + by_language.get(tag, by_language["en"]) for tag, text in texts.items()}


def _texts(texts: Texts) -> str:
    return _joined(Literal(text, language=language.lower()) for language, text in texts.items())


def _iri(iri: str) -> str:
    return str(NamedNode(iri)) if iri else ""


def _day(day: date | None) -> str:
    return str(Literal(str(day), datatype=XSD.date)) if day else ""


def _joined(terms: Iterable[NamedNode | Literal]) -> str:
    return " , ".join(map(str, terms))


def _filled(text: str, values: Values) -> str:
    """*text* with its placeholders replaced, without the lines whose value is empty. Raises KeyError.

    A block, whose lines no blank line parts, is left out where its first line is, which names its subject.
    """
    blocks = (_filled_block(_without_comments(block), values) for block in text.split("\n\n"))
    return "\n\n".join(filter(None, blocks))


def _without_comments(block: str) -> list[str]:
    return [line for line in block.splitlines() if line and not line.startswith("#")]


def _filled_block(lines: list[str], values: Values) -> str:
    filled = [_PLACEHOLDER.sub(lambda match: values[match[1]], line) for line in lines]
    has_values = [all(values[word] for word in _PLACEHOLDER.findall(line)) for line in lines]
    return "\n".join(compress(filled, has_values)) if has_values and has_values[0] else ""


def _parsed(head: str, parts: Iterable[str], namespace: Namespace) -> Iterator[Triple]:
    text = "\n".join([head, *parts])
    for quad in parse(text, format=RdfFormat.TURTLE, base_iri=f"{namespace.base}/"):
        yield quad.triple
