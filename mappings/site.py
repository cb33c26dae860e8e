"""A site: a folder with ``site.toml``, and ``mappings/``, ``ontology/``, ``shapes/``, ``site/`` where it needs them.

A release is a folder of this kind too: the build copies ``site.toml`` and ``site/`` into it, so that a server shows a
release as it was when it was built.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from pyoxigraph import NamedNode

from mappings.yaml_text import parse_yaml
from ontology.errors import ReportedError
from ontology.namespaces import DEFAULT_BASE

FILE = "site.toml"
DATA = "site"
"""The folder of a site that holds its declarations, words and pictures."""
Texts = Mapping[str, str]
"""A text by language tag."""

_NAME = re.compile(r"[a-z][a-z0-9-]*\Z")
_KEY = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9_-])?\Z")
_THING = re.compile(r"[a-z][a-z-]*/[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9_-])?\Z")
_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*\Z")


class SiteError(ReportedError):
    """``site.toml`` is missing, cannot be read, or lacks something."""


@dataclass(frozen=True)
class Brand:
    """The name at the head of every page, and beside it a second name in *beside_language* (may be empty)."""

    name: str
    beside: str = ""
    beside_language: str = ""

    @property
    def text(self) -> str:
        """Both names in one line, for titles."""
        return f"{self.name} {self.beside}".strip()


@dataclass(frozen=True)
class Publisher:
    """Who publishes the site (``foaf:Agent``): its key, its name by language, its type (an IRI of ADMS)."""

    key: str
    name: Texts
    type: str


@dataclass(frozen=True)
class Licence:
    """The licence of the data: its name, its IRI, its type (an IRI of ADMS)."""

    name: str
    iri: str
    type: str


@dataclass(frozen=True)
class Interface:
    """The languages of the pages.

    Pages in one of *languages* are complete; the first is the default. Pages in one of *phrase_languages* have only key
    phrases in it, and the rest in *fallback*, one of *languages*.
    """

    languages: tuple[str, ...] = ("en",)
    phrase_languages: tuple[str, ...] = ()
    fallback: str = "en"

    @property
    def readable(self) -> tuple[str, ...]:
        """Every language of the interface."""
        return (*self.languages, *self.phrase_languages)

    def complete(self, language: str) -> str:
        """*language* if it is complete, else the fallback."""
        return language if language in self.languages else self.fallback

    @lru_cache  # noqa: B019 - an interface lives as long as the process
    def label_languages(self, language: str) -> tuple[str, ...]:
        """The languages of labels for a reader of *language*, the preferred first, their tags as in the data.

        >>> Interface(("ja", "ja-simple", "en"), ("zh-Hant",)).label_languages("zh-Hant")
        ('zh-hant', 'zh', 'en', 'ja')
        """
        tag = language.lower()
        plain = [name.lower() for name in self.languages if "-" not in name]
        return tuple(dict.fromkeys((tag, tag.partition("-")[0], self.fallback.lower(), *plain)))


@dataclass(frozen=True)
class Archive:
    """An archive of web pages: *url* holds ``{date}`` (digits, or ``*`` for any) and ``{url}``; empty: none is named.

    A link that a document gave *after_years* or more years before the release is shown as one that may be gone.
    """

    url: str = ""
    after_years: int = 5

    def copy(self, url: str, day: str) -> str:
        """The address of a copy of the page *url* as of *day* (``2014-07-15``, ``2014``, or empty); empty without one.

        >>> Archive("https://archive.example/{date}/{url}").copy("http://a.example/", "2014-07-15")
        'https://archive.example/20140715/http://a.example/'
        """
        return self.url.replace("{date}", day.replace("-", "") or "*").replace("{url}", url)


@dataclass(frozen=True)
class DcatMetadata:
    """DCAT about the dataset, beside its title: IRIs of authority tables, dates, examples (``kind/key``).

    *modified* is the day of the last change; without it, releases are dated by the newest day that a source states.
    """

    theme: str
    theme_taxonomy: str
    frequency: str
    availability: str
    spatial: str
    place: str
    languages: tuple[str, ...]
    language_tags: tuple[str, ...]
    issued: date
    modified: date | None
    start: date
    end: date
    examples: tuple[str, ...]
    root: str


@dataclass(frozen=True)
class Site:
    """A site as ``site.toml`` in *folder* declares it.

    *sources* are keys of sources, None for all of the folder. *allowed* gives the number of cases that a quality metric
    may have here, where that is another than the metric's own.
    """

    folder: Path
    name: str
    brand: Brand
    title: Texts
    description: Texts
    keywords: Mapping[str, tuple[str, ...]]
    publisher: Publisher
    licence: Licence
    attributions: tuple[Texts, ...]
    catalogue: DcatMetadata
    interface: Interface
    base_iri: str = DEFAULT_BASE
    vocabulary_base: str = ""
    """What the IRIs of the ontology and of the concept schemes begin with; nothing for the base."""
    sources: tuple[str, ...] | None = None
    archive: Archive = Archive()
    contact: str = ""
    """The e-mail address for corrections, unless a setting of the server gives another."""
    allowed: Mapping[str, int] = field(default_factory=dict)
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def mappings(self) -> Path:
        """The folder of the sources, corrections, derivations and reasons."""
        return self.folder / "mappings"

    @property
    def ontology(self) -> Path:
        """The folder of the Turtle files with the site's terms."""
        return self.folder / "ontology"

    @property
    def shapes(self) -> Path:
        """The folder of the SHACL shapes."""
        return self.folder / "shapes"

    @property
    def data(self) -> Path:
        """The folder of the declarations, words and pictures."""
        return self.folder / DATA

    def read_yaml(self, name: str) -> Any:
        """The content of the YAML file *name* of the site's data, or None if there is none. Raises SiteError."""
        path = self.find(name)
        if path is None:
            return None
        try:
            return parse_yaml(path.read_text(encoding="utf-8"))
        except (OSError, yaml.YAMLError) as error:
            raise SiteError(f"{path}: cannot be read as YAML ({' '.join(str(error).split())})") from error

    def find(self, name: str) -> Path | None:
        """The path of the file or folder *name* of the site's data, or None where there is none."""
        path = self.data / name
        return path if path.exists() else None


def load_site(folder: Path) -> Site:
    """The site in *folder*. Raises SiteError naming the file and what it lacks."""
    path = folder / FILE
    try:
        with path.open("rb") as file:
            raw = tomllib.load(file)
    except FileNotFoundError as error:
        raise SiteError(
            f"{path}: there is no such file; run the command where {FILE} is, or name it by --site"
        ) from error
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SiteError(f"{path}: cannot be read ({error})") from error
    try:
        site = _site(folder, raw)
    except KeyError as error:
        raise SiteError(
            f"{path}: it has no {error.args[0]!r}; site.toml of the project shows what a site says"
        ) from error
    except (TypeError, ValueError, AttributeError) as error:
        raise SiteError(f"{path}: {error}; site.toml of the project shows what a site says") from error
    return site


def _site(folder: Path, raw: Mapping[str, Any]) -> Site:
    name = str(raw["name"])
    if not _NAME.match(name):
        raise ValueError(f"name {name!r} must be lower-case letters, digits and hyphens: it names files")
    interface = raw.get("interface", {})
    languages = tuple(interface.get("languages", ("en",)))
    fallback = str(interface.get("fallback", languages[0] if languages else ""))
    if fallback not in languages:
        raise ValueError(f"fallback {fallback!r} is not one of the languages of the interface")
    sources = raw.get("sources")
    return Site(
        folder=folder,
        name=name,
        brand=Brand(raw["brand"]["name"], raw["brand"].get("beside", ""), raw["brand"].get("beside-language", "")),
        title=_texts("title", raw["title"]),
        description=_texts("description", raw["description"]),
        keywords={tag: tuple(words) for tag, words in raw.get("keywords", {}).items()},
        publisher=_publisher(raw["publisher"]),
        licence=_licence(raw["licence"]),
        attributions=tuple(_texts("attributions", texts) for texts in raw.get("attributions", ())),
        catalogue=_catalogue(raw["catalogue"]),
        interface=Interface(languages, tuple(interface.get("phrase-languages", ())), fallback),
        base_iri=str(raw.get("base-iri", DEFAULT_BASE)),
        vocabulary_base=str(raw.get("vocabulary-base", "")),
        sources=None if sources is None else tuple(str(key) for key in sources),
        archive=_archive(raw.get("archive", {})),
        contact=str(raw.get("contact", "")),
        allowed={str(metric): int(number) for metric, number in raw.get("allowed", {}).items()},
        raw=raw,
    )


def _publisher(raw: Mapping[str, Any]) -> Publisher:
    key = str(raw["key"])
    if not _KEY.match(key):
        raise ValueError(f"key {key!r} of the publisher must be letters, digits, dots and hyphens: it is part of a URI")
    return Publisher(key, _texts("name of the publisher", raw["name"]), _iri("type of the publisher", raw["type"]))


def _licence(raw: Mapping[str, Any]) -> Licence:
    return Licence(str(raw["name"]), _iri("iri of the licence", raw["iri"]), _iri("type of the licence", raw["type"]))


def _archive(raw: Mapping[str, Any]) -> Archive:
    url = str(raw.get("url", ""))
    if url and not (urlsplit(url).scheme == "https" and "{date}" in url and "{url}" in url):
        raise ValueError(f"url {url!r} of the archive must be an https address that holds {{date}} and {{url}}")
    return Archive(url, int(raw.get("after-years", Archive.after_years)))


def _catalogue(raw: Mapping[str, Any]) -> DcatMetadata:
    return DcatMetadata(
        theme=_iri("theme", raw["theme"]),
        theme_taxonomy=_iri("theme-taxonomy", raw["theme-taxonomy"]),
        frequency=_iri("frequency", raw["frequency"]),
        availability=_iri("availability", raw["availability"]),
        spatial=_iri("spatial", raw["spatial"]),
        place=raw["place"],
        languages=tuple(_iri("languages", language) for language in raw["languages"]),
        language_tags=tuple(raw["language-tags"]),
        issued=_date("issued", raw["issued"]),
        modified=_date("modified", raw["modified"]) if "modified" in raw else None,
        start=_date("start", raw["temporal"]["start"]),
        end=_date("end", raw["temporal"]["end"]),
        examples=tuple(_thing("examples", name) for name in raw["examples"]),
        root=_thing("root", raw["root"]),
    )


def _texts(name: str, raw: object) -> Texts:
    if not isinstance(raw, Mapping) or not raw or not all(isinstance(text, str) and text for text in raw.values()):
        raise ValueError(f'{name} must be given by language, as in {{en = "…"}}')
    if odd := [tag for tag in raw if not _TAG.match(tag)]:
        raise ValueError(f"{name}: {odd[0]!r} is not the tag of a language (BCP 47)")
    return raw


def _iri(name: str, value: object) -> str:
    if not isinstance(value, str) or not urlsplit(value).scheme:
        raise ValueError(f"{name}: {value!r} is not an IRI")
    try:
        return NamedNode(value).value
    except ValueError as error:
        raise ValueError(f"{name}: {value!r} is not an IRI ({error})") from error


def _thing(name: str, value: object) -> str:
    if not isinstance(value, str) or not _THING.match(value):
        raise ValueError(f"{name}: {value!r} must be the kind and the key of a thing, as in language/en")
    return value


def _date(name: str, value: object) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError(f"{name}: {value!r} must be a date, as in 2026-01-31 without quotes")
    return value
