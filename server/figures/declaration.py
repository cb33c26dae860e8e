"""The figures of a site, as the files of ``figures/`` declare them (docs/figures.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from graph.ask.measure import MeasuredColumn, read_measure
from mappings.declared import DeclarationError, in_every_language, read
from mappings.site import Site
from mappings.site_settings import Texts
from ontology.namespaces import Namespace
from ontology.prefixes import declarations
from server.display.publication import publication

FOLDER = "figures"
MAP, BARS = "map", "bars"
KINDS = (MAP, BARS)
THING, DATE, FISCAL_YEAR, RECORDS = "thing", "date", "fiscalYear", "records"
"""The columns of a figure beside its measure: what a row is about, its date or its fiscal year, and the records that it
was read from."""


@dataclass(frozen=True)
class Figure:
    """A figure by its *key*, with its place in the *order* of figures; texts are by language, with readings.

    *by* says what a row is (Prefecture), *kinds* how it is drawn, the first on the page and in a small picture.
    *is_in_order*: its rows have an order of their own (days of the week). *data_sets* are the kinds and keys of the
    collections of observations that it shows, *keywords* by language what else it may be looked for by.
    """

    key: str
    order: int
    title: Texts
    about: Texts
    measure: MeasuredColumn
    by: Texts
    kinds: tuple[str, ...]
    is_in_order: bool
    documents: tuple[str, ...]
    data_sets: tuple[str, ...]
    keywords: Mapping[str, tuple[str, ...]]
    query: str

    def text(self, namespace: Namespace) -> str:
        """The query as SPARQL with its prefixes."""
        return declarations(namespace, self.query) + self.query


def load_figures(site: Site) -> dict[str, Figure]:
    """The figures that *site* declares, by key, in their order; none without a folder. Raises DeclarationError."""
    folder = site.find(FOLDER)
    if folder is None:
        return {}
    languages = site.interface.languages
    declared = [read(path, partial(_figure, path.stem, languages)) for path in folder.glob("*.yaml")]
    return {figure.key: figure for figure in sorted(declared, key=lambda figure: (figure.order, figure.key))}


def figures() -> dict[str, Figure]:
    """The figures of this site."""
    return publication().once(FOLDER, lambda: load_figures(publication().site))


def figures_of(data_set: str) -> list[Figure]:
    """The figures that show observations of the collection *data_set*: its kind and key, as in ``figures/jet``."""
    return [figure for figure in figures().values() if data_set in figure.data_sets]


def _figure(key: str, languages: Sequence[str], raw: Mapping[str, Any]) -> Figure:
    title, about, by = (in_every_language(raw[name], name, languages) for name in ("title", "about", "by"))
    query, kinds = raw["query"].strip() + "\n", tuple(raw["draw"])
    for kind in kinds:
        if kind not in KINDS:
            raise DeclarationError(f"draw is one or more of {', '.join(KINDS)}, not {kind!r}")
    for column in (THING, RECORDS):
        if f"?{column}" not in query:
            raise DeclarationError(f"the query has no column ?{column}")
    return Figure(
        key,
        int(raw["order"]),
        title,
        about,
        read_measure(raw["measure"], query, languages),
        by,
        kinds,
        bool(raw.get("is-in-order", False)),
        tuple(map(str, raw["documents"])),
        tuple(map(str, raw.get("data-sets", ()))),
        {tag: tuple(map(str, words)) for tag, words in raw.get("keywords", {}).items()},
        query,
    )
