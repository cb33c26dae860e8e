"""The bodies in charge that a department cell names: divisions of a municipality, or organisations of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mappings.helpers.lookups import LookupProblem, read_rows
from mappings.helpers.organisations import organisation_of
from mappings.helpers.text_languages import in_their_language
from mappings.source_003.cells import PARENTHESES, CellProblem, Name, names

LOOKUPS = Path(__file__).parent / "lookups"
# Words of which the name of a division has one; a body without any must be an organisation of the register.
_DIVISION = re.compile(
    r"\b(?:Division|Section|Sect|Department|Dept|Office|Bureau|Board|Kominkan)\b|-ka\b|Kyōdōka\b|[課係部]\Z|公民館\Z",
    re.IGNORECASE,
)
_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_TRAILING_PARENTHESES = re.compile(r"\A(?P<before>.*?[^\s(])\s*\(\s*(?P<inside>[^()]+?)\s*\)\Z")
_ABBREVIATION = re.compile(r"[A-Z]{3,6}\Z")
_WITHIN = re.compile(r"within (?P<unit>.+)\Z")
_NOTES = (
    re.compile(r"(?P<subject>.+) are handled by the (?P<name>[^.]+)\.\Z"),
    re.compile(r"(?P<subject>.+?)は所管の(?P<name>.+)が担当\Z"),
    re.compile(r"(?P<name>[^.。]+)\Z"),
)


@dataclass(frozen=True)
class ResponsibleBody:
    """One body in charge, as printed.

    ``organisation`` is the key of an organisation of its own; a division has none there. A division belongs to the
    municipality of the row, unless ``owner_municipality`` or ``owner_organisation`` says otherwise. ``within`` is the
    division that houses an organisation, ``topic`` the subject that a note says the body handles.
    """

    name: str
    marker: str = ""
    organisation: str = ""
    abbreviation: str = ""
    within: str = ""
    topic: str = ""
    owner_municipality: str = ""
    owner_organisation: str = ""


def names_by_language(name: str) -> dict[str, str]:
    """The columns of *name*, as it is printed in Japanese, in Japanese in Latin letters, or in English."""
    if _JAPANESE.search(name):
        return {"name_en": "", "name_ja": name, "name_ja_latn": ""}
    columns = in_their_language({"name": name}, ("name_ja_latn",))
    return {"name_en": columns.get("name", ""), "name_ja": "", "name_ja_latn": columns.get("name_ja_latn", "")}


def known_organisation(name: str) -> str:
    """The key of the organisation of the register that *name* names, or an empty string."""
    try:
        return organisation_of(name)
    except LookupProblem:
        return ""


@cache
def _special_cells() -> Mapping[str, tuple[dict[str, str], ...]]:
    cells: dict[str, tuple[dict[str, str], ...]] = {}
    columns = ("printed", "part", "marker", "name", "municipality", "organisation", "note")
    for row in read_rows(LOOKUPS / "department_cells.csv", columns):
        cells[row["printed"]] = (*cells.get(row["printed"], ()), row)
    return cells


@cache
def _subjects() -> Mapping[str, str]:
    return {row["printed"]: row["topic"] for row in read_rows(LOOKUPS / "note_subjects.csv", ("printed", "topic"))}


def _body(name: str, marker: str) -> ResponsibleBody:
    """A body by its bare name. Raises CellProblem for one that is neither a known organisation nor a division."""
    if organisation := known_organisation(name):
        return ResponsibleBody(name, marker, organisation)
    if not _DIVISION.search(name):
        raise CellProblem(
            f"{name!r} is neither a division nor an organisation of mappings/register/lookups/organisation_names.csv"
        )
    return ResponsibleBody(name, marker)


def _noted(name: Name) -> ResponsibleBody:
    """The organisation that a ``※`` note names, with the subject that the note says it handles."""
    for pattern in _NOTES:
        if (match := pattern.match(name.text)) and (organisation := known_organisation(match["name"])):
            subject = match.groupdict().get("subject", "")
            if subject and subject not in _subjects():
                raise CellProblem(f"the note is about {subject!r}; add it to lookups/note_subjects.csv")
            return ResponsibleBody(match["name"], "※", organisation, topic=_subjects().get(subject, ""))
    raise CellProblem("the note after ※ names no organisation of mappings/register/lookups/organisation_names.csv")


def _bodies(name: Name) -> list[ResponsibleBody]:
    """The bodies of one numbered part: a name, and what follows it in parentheses."""
    if name.marker == "※":
        return [_noted(name)]
    text, abbreviation, within = name.text, "", ""
    second: list[ResponsibleBody] = []
    while match := _TRAILING_PARENTHESES.match(text):
        text, inside = match["before"], match["inside"]
        if _ABBREVIATION.match(inside):
            abbreviation = inside
        elif place := _WITHIN.match(inside):
            within = place["unit"]
        elif organisation := known_organisation(inside):
            second = [ResponsibleBody(inside, PARENTHESES, organisation)]
        else:
            raise CellProblem(f"{inside!r} in parentheses is no known organisation, abbreviation or place")
    first = _body(text, name.marker)
    return [ResponsibleBody(first.name, first.marker, first.organisation, abbreviation, within), *second]


def bodies(cell: str) -> list[ResponsibleBody]:
    """The bodies in charge that a department cell names, in order. Raises CellProblem."""
    parts = names(cell)
    if len(parts) == 1 and (special := _special_cells().get(parts[0].text)):
        in_charge = []
        for row in special:
            body = _body(row["name"], row["marker"])
            owners = {"owner_municipality": row["municipality"], "owner_organisation": row["organisation"]}
            in_charge.append(ResponsibleBody(body.name, body.marker, body.organisation, **owners))
        return in_charge
    return [body for part in parts for body in _bodies(part)]
