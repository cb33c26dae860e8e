"""Units of measure in the reader's words, in the form that a number asks for: 1 person, 15,781 people, 15,781人.

``units.yaml`` of the site has the words by the key of the unit, that of the thing ``/id/measure-unit/{key}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mappings.declared import declared, in_every_language
from mappings.site import Site
from server.display.translations import locale_of

FILE = "units.yaml"
_OTHER = "other"
"""The category of plural forms that every language has (Unicode TR 35, part 3, section 5)."""


@dataclass(frozen=True)
class Unit:
    """A unit by its *key*, with its forms by language and category of CLDR. Forms may have readings."""

    key: str
    forms: Mapping[str, Mapping[str, str]]

    def form(self, value: float | Decimal, language: str) -> str:
        """The form beside *value* in *language*, one of the complete languages of the interface; with readings."""
        forms = self.forms[language]
        return forms.get(locale_of(language).plural_form(value), forms[_OTHER])

    def name(self, language: str) -> str:
        """The form for a heading: people, 人."""
        return self.forms[language][_OTHER]


def load_units(site: Site) -> dict[str, Unit]:
    """The units that *site* declares, by key. Raises DeclarationError."""
    languages = site.interface.languages

    def make(raw: Any) -> dict[str, Unit]:
        for key, forms in raw.items():
            in_every_language(forms, f"unit {key}", languages)
        return {key: Unit(key, {tag: _forms(forms[tag], key) for tag in languages}) for key, forms in raw.items()}

    return declared(site, FILE, make) or {}


def _forms(raw: object, key: str) -> Mapping[str, str]:
    """The forms of one language: one text for every number, or a text a category. Raises ValueError without *other*."""
    if not isinstance(raw, Mapping):
        return {_OTHER: str(raw)}
    if _OTHER not in raw:
        raise ValueError(f"unit {key} has no form {_OTHER!r}")
    return {str(category): str(text) for category, text in raw.items()}


def with_unit(number: str, unit: str, language: str) -> str:
    """*number* and *unit*; a space between them except in Chinese and Japanese and before a percent sign."""
    return number + between(unit, language) + unit if unit else number


def between(unit: str, language: str) -> str:
    """The separator of a number and its *unit*, by the language (ISO 639) of the words."""
    return "" if language in ("ja", "zh") or unit.startswith("%") else " "
