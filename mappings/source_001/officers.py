"""Officers and heads of branches: the bodies, divisions and posts in a printed affiliation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mappings.helpers.gazetteer import gazetteer
from mappings.layout.flow import Cell, Flow
from mappings.layout.outline import Part
from mappings.layout.templates import Cells, Value
from mappings.layout.verbs import Run
from mappings.read.document import ReaderError
from mappings.source_001.names import organisation, organisation_prefix


def affiliation(flow: Flow | str, _word: str) -> Cells:
    """The columns that a printed affiliation gives: organisation or local government, post, ground for the office.

    Raises ReaderError for another shape.
    """
    assert isinstance(flow, Flow)
    whole = flow.cell()
    match = re.fullmatch(r"(?P<main>[^（(]+)(?:[（(](?P<basis>[^）)]+)[）)])?", whole.text)
    if match is None:
        raise flow.error("an affiliation of an unknown shape")
    main, basis = match["main"], match["basis"] or ""
    if main == "常勤":
        return {"standing": main, "basis": basis}
    if main.endswith("推薦"):
        recommended = {"basis": main, "basis_organisation": organisation(Cell(main.removesuffix("推薦"), whole.lines))}
        return recommended | _where(basis, whole)
    columns = _where(main, whole)
    if not basis:
        return columns
    columns["basis"] = basis
    stands_for = organisation_prefix(Flow(flow.key, (basis,), (flow.first,)))
    if stands_for is not None:
        columns["basis_organisation"] = stands_for[0]
    elif places := [place for place in gazetteer().find(basis) if place.start == 0]:
        columns["municipality"] = places[0].code
    return columns


def _where(text: str, whole: Cell) -> dict[str, str]:
    """``富山県議会議長`` → the code of 富山県 and the post; ``全国市長会総務部長`` → the organisation and the post."""
    line = min(whole.lines)
    named = organisation_prefix(Flow("001", (text,), (line,)))
    if named is not None:
        return {"organisation": named[0], "post": named[2].cell().text}
    matches = [match for match in gazetteer().find(text) if match.start == 0 and match.code]
    if not matches:
        raise Flow("001", (text,), (line,)).error(f"{text!r} begins with no named organisation or local government")
    rest = text[matches[0].end :]
    # 相馬市長, 神戸市会議長: the last letter of the name is also the first letter of the post.
    shared = matches[0].printed[-1] if rest.startswith(("長", "会議長")) else ""
    return {"municipality": matches[0].code, "post": shared + rest}


def divisions(flow: Flow, _word: str = "") -> Iterator[dict[str, Value]]:
    """The units of a branch from the largest to the smallest: each *name*, and the number of the unit *above*."""
    for number, name in enumerate(split_division(flow.cell())[0]):
        yield {"name": name, "above": str(number or "")}


def departments_of_officers(run: Run, _part: Part) -> None:
    """Name the department of each officer whose post begins with one that the list of branches names.

    It is printed as 政策企画局外務部長 there and as 政策企画局 外務部 管理課長 here: the narrowest one counts.
    """
    tables = run.builder.reading.tables
    names: dict[str, str] = {}
    for division in tables["branch_divisions"]:
        names[division["key"]] = names.get(division["parent"], "") + division["name"]
        for officer in tables["officers"]:
            # A division comes after the one that it is part of. 知事公室長 is the head of 知事公室.
            if officer["municipality"] == division["municipality"] and officer["post"].startswith(
                names[division["key"]]
            ):
                officer["unit"] = division["key"]


def english_name(code: str) -> str:
    """The local government in English. Ten prefectures share a name with a city, so all twenty say which they are."""
    place = gazetteer()[code]
    if not place.is_prefecture:
        return f"{place.name_en} City"
    return f"{place.name_en} Prefecture" if place.name[-1] in "県府" else place.name_en


def split_division(cell: Cell) -> tuple[list[str], str]:
    """``総合政策部 国際局 国際課長`` → the units from the largest to the smallest, and the post 課長.

    A post that names no unit of its own (国際担当課長, チームリーダー, 副課長兼班長) stays whole, in the unit before.
    """
    *levels, last = cell.text.split()
    if match := re.fullmatch(r"(?P<unit>\S+課)(?P<post>[^長]\S+)", last):
        return [*levels, match["unit"]], match["post"]
    if (match := re.fullmatch(r"(?P<unit>\S+(?P<kind>課|室))長", last)) and not last.endswith("担当課長"):
        return [*levels, match["unit"]], f"{match['kind']}長"
    if not levels:
        raise ReaderError("001", min(cell.lines, default=0), f"{cell.text!r} names no division")
    return levels, last
