"""A site: a folder with ``site.toml``, and ``mappings/``, ``ontology/``, ``shapes/``, ``site/`` where it needs them.

A release is a folder of this kind too: the build copies ``site.toml`` and ``site/`` into it, so that a server shows a
release as it was when it was built.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from mappings.site_settings import (
    Texts,
    checked_iri,
    day,
    file_name,
    iri,
    key_of_agent,
    require_settings,
    texts,
    thing,
)
from mappings.yaml_text import parse_yaml
from ontology.errors import ReportedError
from ontology.namespaces import DEFAULT_BASE

FILE = "site.toml"
DATA = "site"
"""The folder of a site that holds its declarations, words and pictures."""
_EXAMPLE = "docs/your-own-documents.md tells what a site says"


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
    What the site does not say is empty or None, and the catalogue is silent about it.
    """

    theme: str = ""
    theme_taxonomy: str = ""
    frequency: str = ""
    availability: str = ""
    spatial: str = ""
    place: str = ""
    languages: tuple[str, ...] = ()
    language_tags: tuple[str, ...] = ()
    issued: date | None = None
    modified: date | None = None
    start: date | None = None
    end: date | None = None
    examples: tuple[str, ...] = ()
    root: str = ""


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
    publisher: Publisher | None = None
    licence: Licence | None = None
    """None where the publisher states none; pages then say so."""
    attributions: tuple[Texts, ...] = ()
    catalogue: DcatMetadata = DcatMetadata()
    interface: Interface = Interface()
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
    def author(self) -> str:
        """Who is cited as the author: the publisher, or the site itself where it names none."""
        return self.text(self.publisher.name) if self.publisher else self.brand.name

    @property
    def licence_name(self) -> str:
        """The name of the licence, empty without one."""
        return self.licence.name if self.licence else ""

    @property
    def licence_iri(self) -> str:
        """The IRI of the licence, empty without one."""
        return self.licence.iri if self.licence else ""

    @property
    def data_languages(self) -> tuple[str, ...]:
        """The languages of labels in the data: those of the catalogue, or else those of the pages."""
        return self.catalogue.language_tags or tuple(tag for tag in self.interface.languages if "-" not in tag)

    def text(self, texts: Texts, language: str = "") -> str:
        """*texts* in *language*, or else in the plain language of it, in the fallback of the pages, in any."""
        tags = (language, language.partition("-")[0], self.interface.fallback)
        return next((texts[tag] for tag in tags if texts.get(tag)), next(iter(texts.values()), ""))

    def brand_in(self, language: str) -> Brand:
        """The names at the head of a page in *language*: those that the site declares, or else its title."""
        return self.brand if "brand" in self.raw else Brand(self.text(self.title, language))

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
        return site_of(folder, raw)
    except KeyError as error:
        raise SiteError(f"{path}: it has no {error.args[0]!r}; {_EXAMPLE}") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise SiteError(f"{path}: {error}; {_EXAMPLE}") from error


def site_of(folder: Path, raw: Mapping[str, Any]) -> Site:
    """The site that *raw* declares, the content of ``site.toml`` in *folder*. Only ``name`` must be there.

    Raises KeyError, TypeError, ValueError or AttributeError for what is missing or wrong.
    """
    require_settings(raw)
    name = file_name(raw["name"])
    interface = _interface(raw.get("interface", {}))
    title = texts("title", raw.get("title", name), interface.fallback)
    brand = raw.get("brand", {})
    sources = raw.get("sources")
    return Site(
        folder=folder,
        name=name,
        brand=Brand(
            str(brand.get("name") or title.get(interface.fallback) or name),
            brand.get("beside", ""),
            brand.get("beside-language", ""),
        ),
        title=title,
        description=texts("description", raw["description"], interface.fallback) if "description" in raw else {},
        keywords={tag: tuple(words) for tag, words in raw.get("keywords", {}).items()},
        publisher=_publisher(raw["publisher"], interface.fallback) if "publisher" in raw else None,
        licence=_licence(raw["licence"]) if "licence" in raw else None,
        attributions=tuple(texts("attributions", entry, interface.fallback) for entry in raw.get("attributions", ())),
        catalogue=_catalogue(raw.get("catalogue", {})),
        interface=interface,
        base_iri=str(raw.get("base-iri", DEFAULT_BASE)),
        vocabulary_base=str(raw.get("vocabulary-base", "")),
        sources=None if sources is None else tuple(str(key) for key in sources),
        archive=_archive(raw.get("archive", {})),
        contact=str(raw.get("contact", "")),
        allowed={str(metric): int(number) for metric, number in raw.get("allowed", {}).items()},
        raw=raw,
    )


def _interface(raw: Mapping[str, Any]) -> Interface:
    languages = tuple(raw.get("languages", Interface.languages))
    fallback = str(raw.get("fallback", languages[0] if languages else ""))
    if fallback not in languages:
        raise ValueError(f"fallback {fallback!r} is not one of the languages of the interface")
    return Interface(languages, tuple(raw.get("phrase-languages", ())), fallback)


def _publisher(raw: Mapping[str, Any], language: str) -> Publisher:
    key = key_of_agent(raw["key"])
    return Publisher(key, texts("name of the publisher", raw["name"], language), iri("type of the publisher", raw))


def _licence(raw: Mapping[str, Any]) -> Licence:
    address = iri("iri of the licence", raw)
    if not address:
        raise KeyError("iri of the licence")
    return Licence(str(raw.get("name", address)), address, iri("type of the licence", raw))


def _archive(raw: Mapping[str, Any]) -> Archive:
    url = str(raw.get("url", ""))
    if url and not (urlsplit(url).scheme == "https" and "{date}" in url and "{url}" in url):
        raise ValueError(f"url {url!r} of the archive must be an https address that holds {{date}} and {{url}}")
    return Archive(url, int(raw.get("after-years", Archive.after_years)))


def _catalogue(raw: Mapping[str, Any]) -> DcatMetadata:
    temporal = raw.get("temporal", {})
    return DcatMetadata(
        theme=iri("theme", raw),
        theme_taxonomy=iri("theme-taxonomy", raw),
        frequency=iri("frequency", raw),
        availability=iri("availability", raw),
        spatial=iri("spatial", raw),
        place=str(raw.get("place", "")),
        languages=tuple(checked_iri("languages", language) for language in raw.get("languages", ())),
        language_tags=tuple(raw.get("language-tags", ())),
        issued=day("issued", raw),
        modified=day("modified", raw),
        start=day("start", temporal),
        end=day("end", temporal),
        examples=tuple(thing("examples", name) for name in raw.get("examples", ())),
        root=thing("root", raw["root"]) if "root" in raw else "",
    )
