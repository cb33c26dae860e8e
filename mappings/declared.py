"""The one loader of the YAML files of ``site/``, with one kind of error.

Each part of the engine that a site can configure has a file there. A site without the file has no such pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml

from mappings.csv_files import CsvError
from mappings.site import Site
from mappings.site_settings import Texts
from mappings.yaml_text import parse_yaml
from ontology.errors import ReportedError

_T = TypeVar("_T")


class DeclarationError(ReportedError):
    """A file of ``site/`` cannot be read, or lacks something that it must declare."""


def read(path: Path, make: Callable[[Any], _T]) -> _T:
    """The value that *make* builds of the content of the YAML file *path*.

    Raises DeclarationError naming the file, and what *make* did not find (KeyError) or refused (ValueError, TypeError,
    AttributeError, CsvError, DeclarationError).
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise DeclarationError(f"{path.name}: {' '.join(str(error).split())}") from error
    return parse(text, path.name, make)


def parse(text: str, name: str, make: Callable[[Any], _T]) -> _T:
    """The value that *make* builds of the YAML *text* of the file *name*. Raises as :func:`read` does."""
    try:
        return make(parse_yaml(text))
    except (CsvError, DeclarationError) as error:
        raise DeclarationError(f"{name}: {error}") from error
    except KeyError as error:
        raise DeclarationError(f"{name}: {error.args[0]!r} is missing; see the head of the file") from error
    except (yaml.YAMLError, TypeError, ValueError, AttributeError) as error:
        raise DeclarationError(f"{name}: {' '.join(str(error).split())}") from error


def declared(site: Site, name: str, make: Callable[[Any], _T]) -> _T | None:
    """:func:`read` the file *name* of the data of *site*, or None where the site does without it."""
    path = site.find(name)
    return read(path, make) if path else None


def in_every_language(texts: object, name: str, languages: Iterable[str]) -> Texts:
    """*texts* with one text for each of *languages*. Raises DeclarationError naming *name* and the missing language."""
    if not isinstance(texts, Mapping):
        raise DeclarationError(f"{name} must be given by language")
    missing = [language for language in languages if not texts.get(language)]
    if missing:
        raise DeclarationError(f"{name} is not given in {', '.join(missing)}")
    return {language: str(texts[language]) for language in languages}
