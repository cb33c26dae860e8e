"""Names of languages and countries in the languages of the pages, from Unicode CLDR (through Babel).

``python -m mappings.register.names`` writes them into the register's tables, so that the names are facts with a lineage
like all others; a test compares the tables with CLDR. CLDR has no names in Easy Japanese.
"""

from __future__ import annotations

from functools import cache

from babel import Locale
from babel.core import UnknownLocaleError

from ontology.errors import ReportedError

# In lower case, like the tags of literals. The column of a table is name_{language}, with "_" for "-".
INTERFACE_LANGUAGES = ("ja", "en", "zh-hans", "zh-hant", "ko", "vi", "pt", "es", "fil", "ne", "id", "th")


class CldrProblem(ReportedError):
    """CLDR has no such language tag or country code."""


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError) as error:
        raise CldrProblem(f"CLDR has no locale {language!r}; use one of {', '.join(INTERFACE_LANGUAGES)}") from error


def language_names(tag: str) -> dict[str, str]:
    """The names of the language *tag* by interface language; a language in which CLDR does not name it has no entry.

    >>> language_names("vi")["ko"]
    '베트남어'
    """
    key = tag.replace("-", "_")
    names = {language: _locale(language).languages.get(key) for language in INTERFACE_LANGUAGES}
    return {language: name for language, name in names.items() if name}


def country_names(code: str) -> dict[str, str]:
    """The names of the country or region with ISO 3166-1 alpha-2 *code* by interface language.

    >>> country_names("br")["ja"]
    'ブラジル'
    """
    names = {language: _locale(language).territories.get(code.upper()) for language in INTERFACE_LANGUAGES}
    if names["en"] is None:
        raise CldrProblem(f"CLDR has no country {code!r}; use an ISO 3166-1 alpha-2 code")
    return {language: name for language, name in names.items() if name}
