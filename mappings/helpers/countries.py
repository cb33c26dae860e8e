"""Countries and regions by the names documents print: 韓国, 米国, 仏, インドネシア共和国, 韓国・朝鮮."""

from __future__ import annotations

from functools import cache

from mappings.helpers.lookups import LookupProblem, lookup_rows, register_rows
from mappings.helpers.text import squeeze


@cache
def _names() -> dict[str, str]:
    names = {row["name_ja"]: row["key"] for row in register_rows("countries", ("key", "name_ja", "name_en"))}
    names |= {row["printed"]: row["country"] for row in lookup_rows("country_names", ("printed", "country", "note"))}
    return {squeeze(name): key for name, key in names.items()}


def country_of(printed: str) -> str:
    """The key in the register's countries (ISO 3166-1 alpha-2, lower case) of the country that *printed* names.

    >>> country_of("英国"), country_of("韓国・朝鮮")
    ('gb', 'kr-kp')

    Raises LookupProblem for an unknown name.
    """
    try:
        return _names()[squeeze(printed)]
    except KeyError as error:
        raise LookupProblem(
            f"{printed!r} is not a known country; add it to mappings/register/tables/countries.csv, or as another name "
            "to mappings/register/lookups/country_names.csv"
        ) from error
