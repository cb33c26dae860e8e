"""The values that ``site.toml`` may give: texts, IRIs, things, days; and the names of its settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from pyoxigraph import NamedNode

from ontology.spelling import did_you_mean

Texts = Mapping[str, str]
"""A text by language tag."""

_NAME = re.compile(r"[a-z][a-z0-9-]*\Z")
_KEY = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9_-])?\Z")
_THING = re.compile(r"[a-z][a-z-]*/[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9_-])?\Z")
_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*\Z")
_SETTINGS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("name", "base-iri", "vocabulary-base", "contact", "sources"), ()),
    **dict.fromkeys(("title", "description", "keywords", "attributions", "allowed"), ()),
    "brand": ("name", "beside", "beside-language"),
    "publisher": ("key", "name", "type"),
    "licence": ("name", "iri", "type"),
    "archive": ("url", "after-years"),
    "catalogue": (
        *("theme", "theme-taxonomy", "frequency", "availability", "spatial", "place", "languages", "language-tags"),
        *("issued", "modified", "temporal", "examples", "root"),
    ),
    "interface": ("languages", "phrase-languages", "fallback"),
}
"""The settings of ``site.toml``; of a table those in it, of one with names of the site's own none."""


def require_settings(raw: Mapping[str, Any]) -> None:
    """Raise ValueError for a name in *raw*, the content of ``site.toml``, that is no setting."""
    for name, value in raw.items():
        if name not in _SETTINGS:
            raise ValueError(f"{name!r} is not a setting{did_you_mean(name, _SETTINGS)}")
        names = _SETTINGS[name]
        for inner in value if names and isinstance(value, Mapping) else ():
            if inner not in names:
                raise ValueError(f"{inner!r} in [{name}] is not a setting{did_you_mean(inner, names)}")


def file_name(value: object) -> str:
    """The name of the site. Raises ValueError unless it can name files."""
    if not isinstance(value, str) or not _NAME.match(value):
        raise ValueError(f"name {value!r} must be lower-case letters, digits and hyphens: it names files")
    return value


def key_of_agent(value: object) -> str:
    """The key of the publisher. Raises ValueError unless it can be part of a URI."""
    if not isinstance(value, str) or not _KEY.match(value):
        raise ValueError(
            f"key {value!r} of the publisher must be letters, digits, dots and hyphens: it is part of a URI"
        )
    return value


def texts(name: str, raw: object, language: str) -> Texts:
    """The text *raw* by language, called *name*; without a language it is in *language*. Raises ValueError."""
    if isinstance(raw, str) and raw:
        return {language: raw}
    if not isinstance(raw, Mapping) or not raw or not all(isinstance(text, str) and text for text in raw.values()):
        raise ValueError(f'{name} must be a text, or one for each language, as in {{en = "…"}}')
    if odd := [tag for tag in raw if not _TAG.match(tag)]:
        raise ValueError(f"{name}: {odd[0]!r} is not the tag of a language (BCP 47)")
    return raw


def iri(name: str, raw: Mapping[str, Any]) -> str:
    """The IRI that *raw* gives for the first word of *name*, or an empty string where it gives none."""
    key = name.partition(" of ")[0]
    return checked_iri(name, raw[key]) if key in raw else ""


def checked_iri(name: str, value: object) -> str:
    """*value*, which is called *name*. Raises ValueError unless it is an absolute IRI."""
    if not isinstance(value, str) or not urlsplit(value).scheme:
        raise ValueError(f"{name}: {value!r} is not an IRI")
    try:
        return NamedNode(value).value
    except ValueError as error:
        raise ValueError(f"{name}: {value!r} is not an IRI ({error})") from error


def thing(name: str, value: object) -> str:
    """*value*, which is called *name*. Raises ValueError unless it is the kind and key of a thing."""
    if not isinstance(value, str) or not _THING.match(value):
        raise ValueError(f"{name}: {value!r} must be the kind and the key of a thing, as in language/en")
    return value


def day(name: str, raw: Mapping[str, Any]) -> date | None:
    """The day that *raw* gives for *name*, None where it gives none. Raises ValueError for any other value."""
    value = raw.get(name)
    if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
        raise ValueError(f"{name}: {value!r} must be a date, as in 2026-01-31 without quotes")
    return value
