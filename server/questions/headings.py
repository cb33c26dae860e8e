"""The headings of the columns of answers, as ``headings.yaml`` of the site declares them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mappings.declared import declared, in_every_language
from mappings.site import Site
from server.display.publication import publication, words

FILE = "headings.yaml"
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True)
class Heading:
    """The name of a column by language; *is_amount* says whether its numbers can be drawn as amounts."""

    names: Mapping[str, str]
    is_amount: bool = True


def load_headings(site: Site) -> dict[str, Heading]:
    """The headings that *site* declares, by the name of the variable. Raises DeclarationError."""
    languages = site.interface.languages

    def make(raw: Any) -> dict[str, Heading]:
        return {
            str(variable): Heading(in_every_language(spec, variable, languages), bool(spec.get("amount", True)))
            for variable, spec in raw.items()
        }

    return declared(site, FILE, make) or {}


def headings() -> dict[str, Heading]:
    """The headings of this site."""
    return publication().once(FILE, lambda: load_headings(publication().site))


def heading(variable: str, language: str) -> str:
    """The heading of the column *variable* in *language*, with readings; of one not declared, its name in words."""
    declared_heading = headings().get(variable)
    if declared_heading is None:
        return _HUMP.sub(" ", variable).replace("_", " ").lower()
    return declared_heading.names[words().complete(language)]


def is_amount(variable: str) -> bool:
    """Can the numbers of the column *variable* be drawn as amounts? Ranks and years cannot."""
    declared_heading = headings().get(variable)
    return declared_heading.is_amount if declared_heading else True
