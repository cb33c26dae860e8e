"""Organisations by the names documents print for them.

``mappings/register/lookups/organisation_names.csv`` gives the organisation of a printed name. A legal form may be
printed in full, cut short or not at all (公益財団法人, (公財), （財）): a name that is not in the file is looked up
again without it.
"""

from __future__ import annotations

import re
from functools import cache

from mappings.helpers.lookups import LookupProblem, lookup_rows, register_rows
from mappings.helpers.text import squeeze

# Legal forms, longest first, with the type of organisation (``/id/organisation-type/…``).
LEGAL_FORMS = {
    "公益財団法人": "public-interest-foundation",
    "一般財団法人": "general-foundation",
    "公益社団法人": "public-interest-association",
    "一般社団法人": "general-association",
    "特定非営利活動法人": "npo",
    "認定NPO法人": "npo",
    "NPO法人": "npo",
    "独立行政法人": "independent-agency",
    "財団法人": "foundation",
    "社団法人": "association",
    "株式会社": "company",
    "有限会社": "company",
    "合同会社": "company",
    "(公財)": "public-interest-foundation",
    "(一財)": "general-foundation",
    "(公社)": "public-interest-association",
    "(一社)": "general-association",
    "(特非)": "npo",
    "(独)": "independent-agency",
    "(財)": "foundation",
    "(社)": "association",
    "(株)": "company",
    "(有)": "company",
}
_FORM = "|".join(map(re.escape, LEGAL_FORMS))


def legal_form(printed: str) -> tuple[str, str]:
    """The type of organisation that the legal form in *printed* stands for, and the name without that form.

    >>> legal_form("（公財） 滋賀県国際協会"), legal_form("川崎市国際交流センター")
    (('public-interest-foundation', '滋賀県国際協会'), ('', '川崎市国際交流センター'))
    """
    name = squeeze(printed)
    match = re.match(_FORM, name) or re.search(rf"(?:{_FORM})\Z", name)
    if match is None:
        return "", name
    return LEGAL_FORMS[match[0]], name[: match.start()] + name[match.end() :]


@cache
def _names() -> dict[str, str]:
    """Organisation keys by squeezed, lower-case name; a name of two organisations is left out."""
    exact: dict[str, str] = {}
    shorn: dict[str, str] = {}
    for row in lookup_rows("organisation_names", ("printed", "organisation", "note")):
        name = squeeze(row["printed"]).casefold()
        if exact.setdefault(name, row["organisation"]) != row["organisation"]:
            raise LookupProblem(f"organisation_names.csv: {row['printed']!r} stands for two organisations; keep one")
        _add(shorn, legal_form(row["printed"])[1].casefold(), row["organisation"])
    for row in register_rows("organisations", ("key", "name_ja", "name_en")):
        for name in filter(None, (row["name_ja"], row["name_en"])):
            _add(shorn, squeeze(name).casefold(), row["key"])
    return {name: key for name, key in shorn.items() if key} | exact


def _add(names: dict[str, str], name: str, key: str) -> None:
    names[name] = key if names.get(name, key) == key else ""


def organisation_of(printed: str) -> str:
    """The key of the organisation that *printed* names.

    >>> organisation_of("（一財）自治体国際化協会")
    'clair'

    Raises LookupProblem for a name that neither the lookup file nor the register has.
    """
    names = _names()
    key = names.get(squeeze(printed).casefold()) or names.get(legal_form(printed)[1].casefold())
    if key is None:
        raise LookupProblem(
            f"{printed!r} is not a known organisation; add it to mappings/register/lookups/organisation_names.csv "
            "and, when new, to mappings/register/tables/organisations.csv"
        )
    return key
