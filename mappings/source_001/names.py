"""Printed names of document 001 as keys: organisations, local governments, countries."""

from __future__ import annotations

import re
from functools import cache

from mappings.helpers.countries import country_of
from mappings.helpers.gazetteer import gazetteer
from mappings.helpers.lookups import LookupProblem, lookup_rows, read_rows
from mappings.helpers.municipalities import MunicipalityProblem
from mappings.helpers.text import squeeze
from mappings.layout.flow import Cell, Flow
from mappings.read.document import ReaderError
from mappings.source_001.folder import FOLDER

MUNICIPALITY = r"[一-龥々ヶケァ-ヴーさいたまむつ]{1,12}[都道府県市区町村]"
"""What a name of a local government looks like; ``municipality`` decides whether it is one."""


@cache
def organisations() -> dict[str, str]:
    """Printed names of organisations, without white space, and their keys in the register."""
    return {
        squeeze(row["printed"]): row["organisation"]
        for row in lookup_rows("organisation_names", ("printed", "organisation"))
    }


@cache
def unaffiliated_posts() -> frozenset[str]:
    """Posts that the document prints for speakers without an organisation."""
    return frozenset(
        squeeze(row["printed"]) for row in read_rows(FOLDER / "lookups" / "unaffiliated_posts.csv", ("printed", "note"))
    )


def organisation(cell: Cell) -> str:
    """The key of the organisation *cell* names. Raises ReaderError when the register doesn't have the name."""
    key = organisations().get(squeeze(cell.text))
    if key is None:
        raise ReaderError(
            "001",
            min(cell.lines, default=0),
            f"{cell.text!r} is not in register/lookups/organisation_names.csv; add it and its organisation",
        )
    return key


def organisation_prefix(flow: Flow) -> tuple[str, Flow, Flow] | None:
    """The longest known organisation that *flow* begins with: its key, its part of the flow, and the rest."""
    text = flow.text
    best: tuple[str, int] | None = None
    for at in range(1, len(text) + 1):
        if at < len(text) and text[at].isspace():
            continue
        key = organisations().get(squeeze(text[:at]))
        if key is not None:
            best = (key, at)
    if best is None:
        return None
    return best[0], flow.part(0, best[1]), flow.part(best[1], len(text))


def municipality(cell: Cell, prefecture: str = "") -> str:
    """The area code of the local government *cell* names. Raises ReaderError for no such name, or an ambiguous one."""
    try:
        return gazetteer().by_name(cell.text, prefecture=prefecture)
    except MunicipalityProblem as error:
        raise ReaderError("001", min(cell.lines, default=0), str(error)) from error


def municipality_list(flow: Flow, separator: str = r"[、\n]+") -> list[tuple[str, Flow]]:
    """The local governments of a list, with the code and where each stands.

    A prefecture printed before one name holds for the rest of the list. Names broken over lines are joined first.
    Raises ReaderError when a name is not that of a local government.
    """
    text = flow.text
    pieces: list[tuple[int, int]] = []
    position = 0
    for match in re.finditer(separator, text):
        pieces.append((position, match.start()))
        position = match.end()
    pieces.append((position, len(text)))
    listed_governments: list[tuple[str, Flow]] = []
    listed = ""
    for start, end in pieces:
        if not text[start:end].strip():
            continue
        cell = flow.part(start, end).cell()
        code = municipality(cell, listed)
        if re.match(r"(北海道|東京都|京都府|大阪府|.{2,3}県)\S", cell.text):
            listed = code
        listed_governments.append((code, flow.part(start, end)))
    return listed_governments


def country_named(place: str) -> str:
    """The key of the country when the place is a country itself (シンガポール, モナコ), else empty."""
    try:
        return country_of(place)
    except LookupProblem:
        return ""
