"""A ``site.toml`` for tests of sites other than this one: everything that a site must declare, and no more."""

from __future__ import annotations

_SITE_TOML = """
name = "{key}"
{settings}
[brand]
name = "{name}"
[title]
en = "{title}"
[description]
en = "{description}"
[publisher]
key = "{key}-office"
name = {{en = "Office of {name}"}}
type = "http://purl.org/adms/publishertype/LocalAuthority"
[licence]
name = "CC0 1.0"
iri = "https://creativecommons.org/publicdomain/zero/1.0/"
type = "http://purl.org/adms/licencetype/PublicDomain"
[catalogue]
theme = "http://publications.europa.eu/resource/authority/data-theme/SOCI"
theme-taxonomy = "http://publications.europa.eu/resource/authority/data-theme"
frequency = "http://publications.europa.eu/resource/authority/frequency/IRREG"
availability = "http://publications.europa.eu/resource/authority/planned-availability/STABLE"
spatial = "http://publications.europa.eu/resource/authority/country/{country}"
place = "{place}"
languages = ["http://publications.europa.eu/resource/authority/language/ENG"]
language-tags = ["en"]
issued = 2026-01-01
temporal = {{start = 2020-01-01, end = 2024-03-31}}
examples = ["{example}"]
root = "{example}"
"""


def site_toml(
    key: str,
    title: str,
    description: str,
    *,
    example: str,
    place: str = "Japan",
    country: str = "JPN",
    base_iri: str = "",
) -> str:
    """The declaration of a site in English.

    *key* names its dumps, *example* (``kind/key``) is the thing that its catalogue begins with, *place* is what the
    data is about, with the *country* code of the EU authority table. Without *base_iri* it has the default base.
    """
    settings = f'base-iri = "{base_iri}"' if base_iri else ""
    name = key.capitalize()
    return _SITE_TOML.format(
        key=key,
        name=name,
        title=title,
        description=description,
        settings=settings,
        example=example,
        place=place,
        country=country,
    )
