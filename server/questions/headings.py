"""What the columns of answers are called, from ``headings.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from ontology.errors import ReportedError
from server.display.translations import LANGUAGES, complete

PATH = Path(__file__).parent / "headings.yaml"
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class HeadingError(ReportedError):
    """A heading lacks a language, or the file cannot be read."""


@dataclass(frozen=True)
class Heading:
    """The name of a column by language; *is_amount* says whether its numbers can be drawn as amounts."""

    names: Mapping[str, str]
    is_amount: bool = True


@lru_cache
def headings() -> dict[str, Heading]:
    """The headings by the name of the variable. Raises HeadingError naming what is missing."""
    try:
        raw = yaml.safe_load(PATH.read_text(encoding="utf-8"))
        found = {}
        for variable, spec in raw.items():
            names = {language: str(spec[language]) for language in LANGUAGES}
            found[str(variable)] = Heading(names, bool(spec.get("amount", True)))
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise HeadingError(f"{PATH.name}: {error!r}; each heading needs {', '.join(LANGUAGES)}") from error
    return found


def heading(variable: str, language: str) -> str:
    """What the column *variable* is called in *language* (with readings); an unknown one by its own words."""
    found = headings().get(variable)
    return found.names[complete(language)] if found else _HUMP.sub(" ", variable).replace("_", " ").lower()


def is_amount(variable: str) -> bool:
    """Can the numbers of the column *variable* be drawn as amounts? Ranks and years cannot."""
    found = headings().get(variable)
    return found.is_amount if found else True
