"""How CLAIR is organised: departments, divisions, offices, branches, and the numbers of staff."""

from __future__ import annotations

import re

from mappings.helpers.gazetteer import gazetteer
from mappings.helpers.lookups import read_rows
from mappings.helpers.text import nfkc
from mappings.layout.flow import Cell, Flow
from mappings.read.document import ReaderError
from mappings.source_001.chapters.boards import WITHHELD, post_names
from mappings.source_001.cursor import Cursor, lines_of, number_of, period_of, tile
from mappings.source_001.dates import DAY
from mappings.source_001.folder import LOOKUPS
from mappings.source_001.names import municipality, slug
from mappings.source_001.offices import OFFICE, office

_ = r"[ \n]*"
BRANCHES = 67
"""47 prefectures and 20 designated cities."""


def unit_key(cell: Cell) -> str:
    """The key of a department or division of the headquarters. Raises ReaderError when layout/units.csv lacks it."""
    name = _unit_name(cell.text)
    for row in read_rows(LOOKUPS / "units.csv", ("name_ja", "key", "name_en")):
        if row["name_ja"] == name:
            return row["key"]
    raise ReaderError("001", min(cell.lines, default=0), f"{cell.text!r} is not a unit of layout/units.csv")


def _unit_name(text: str) -> str:
    """The name with the one middle dot: the organisation chart prints 研修･カウンセリング課 with a half-width one."""
    return text.replace("･", "・")


def read_organisation(cursor: Cursor) -> None:
    """From the organisation chart to the end of the document."""
    cursor.section(r"○ 機構")
    heading = cursor.take(rf"（１）機構\({DAY}現在\)")
    date = period_of(Flow.of(cursor.document, heading, heading).only(rf"(?P<date>{DAY})").cell("date")).start
    cursor.builder.note([heading], "heading", "heading; its date is that of the chart")
    _headquarters(cursor, heading, date)
    _offices(cursor, heading)
    cursor.heading(r"③支部")
    cursor.prose(cursor.until(r"支部長一覧"), "describes what a branch does; the branches are in the table")
    _branches(cursor, heading, date)
    _departments_of_officers(cursor)
    _headquarters_staff(cursor)
    _overseas_staff(cursor)


def _headquarters(cursor: Cursor, heading: int, date: str) -> None:
    top = cursor.take(r"①本部")
    cursor.builder.add(
        "clair_units",
        "clair-headquarters",
        [top, heading],
        name_ja="本部",
        name_en="Headquarters",
        kind="headquarters",
        organisation="clair",
        date=date,
    )
    english = {row["key"]: row["name_en"] for row in read_rows(LOOKUPS / "units.csv", ("name_ja", "key", "name_en"))}
    for row in tile(
        cursor.until(r"②海外事務所"),
        r"(?P<department>\S+部|JET プログラム事業部) +(?P<divisions>[^ \n]+)",
        "departments",
    ):
        department = row.cell("department")
        parent = _unit(cursor, department, "department", "clair-headquarters", {heading}, date, english)
        for division in row.sub("divisions").all(r"[^、]+"):
            _unit(cursor, division.cell(0), "division", parent, department.lines | {heading}, date, english)


def _unit(
    cursor: Cursor,
    cell: Cell,
    kind: str,
    parent: str,
    lines: frozenset[int] | set[int],
    date: str,
    english: dict[str, str],
) -> str:
    key = unit_key(cell)
    return cursor.builder.add(
        "clair_units",
        key,
        cell.lines | lines,
        name_ja=_unit_name(cell.text),
        name_en=english[key],
        kind=kind,
        parent=parent,
        organisation="clair",
        date=date,
    )


def _offices(cursor: Cursor, heading: int) -> None:
    above = cursor.heading(r"②海外事務所")
    for row in tile(cursor.until(r"③支部"), rf"(?P<name>(?P<office>{OFFICE})事務所)、?", "overseas offices"):
        name, office_cell = row.cell("name"), row.cell("office")
        cursor.builder.add(
            "clair_offices",
            office(office_cell),
            name.lines | {heading, above},
            organisation=office(office_cell),
            name_ja=name.text,
        )


def _branches(cursor: Cursor, heading: int, date: str) -> None:
    list_heading = cursor.heading(r"支部長一覧")
    flow = cursor.until(r"（２）本部職員 .*")
    rows = tile(flow, r"(?P<who>\S+[都道府県市]) +(?P<name>[^ \n]+ +[^ \n]+) +(?P<printed>[^\n]+)", "heads of branches")
    if len(rows) != BRANCHES:
        raise flow.error(f"{len(rows)} branches, not {BRANCHES}")
    for row in rows:
        who, printed = row.cell("who"), row.cell("printed")
        code = municipality(who)
        levels, post = split_division(printed)
        place = slug(code)
        units = [f"{place}-branch-division-{level}" for level in range(1, len(levels) + 1)]
        branch = cursor.builder.add(
            "branches",
            f"clair-branch-{place}",
            lines_of(who, printed) | {heading, list_heading},
            municipality=code,
            name_ja=f"クレア{who.text}支部",
            name_en=f"CLAIR {_english(code)} branch",
            division_printed=printed.text,
            division=units[-1],
            post=post,
            date=date,
        )
        for level, (unit, name) in enumerate(zip(units, levels, strict=True), 1):
            cursor.builder.add(
                "branch_divisions",
                unit,
                lines_of(who, printed),
                branch=branch,
                municipality=code,
                parent=units[level - 2] if level > 1 else "",
                level=str(level),
                name=name,
            )
        cursor.withhold(row.cell("name").lines, WITHHELD)


def _departments_of_officers(cursor: Cursor) -> None:
    """Name the department of each officer whose post begins with one that the list of branches names.

    It is printed as 政策企画局外務部長 there and as 政策企画局 外務部 管理課長 here: the narrowest one counts.
    """
    tables = cursor.builder.reading.tables
    names: dict[str, str] = {}
    for division in tables["branch_divisions"]:
        names[division["key"]] = names.get(division["parent"], "") + division["name"]
        for officer in tables["officers"]:
            # A division comes after the one that it is part of. 知事公室長 is the head of 知事公室.
            if officer["municipality"] == division["municipality"] and officer["post"].startswith(
                names[division["key"]]
            ):
                officer["unit"] = division["key"]


def _english(code: str) -> str:
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


def _staff_heading(cursor: Cursor, pattern: str) -> tuple[int, str, str]:
    """The line, the number of staff and the date of a heading such as （２）本部職員 68 名（令和６年４月１日現在）."""
    number = cursor.take(pattern)
    heading = Flow.of(cursor.document, number, number).match(rf".+?(?P<count>\d+ 名)（(?P<date>{DAY})現在）")
    return number, number_of(heading.cell("count")), period_of(heading.cell("date")).start


def _staff_total(cursor: Cursor, key: str, line: int, value: str, date: str, label_ja: str, label_en: str) -> None:
    cursor.builder.add(
        "figures",
        key,
        [line],
        measure=key,
        label_ja=label_ja,
        label_en=label_en,
        value=value,
        unit="person",
        date=date,
        organisation="clair",
        printed=f"{value} 名",
    )


def _headquarters_staff(cursor: Cursor) -> None:
    line, total, date = _staff_heading(cursor, r"（２）本部職員 \d+ 名.*")
    _staff_total(cursor, "headquarters-staff", line, total, date, "本部職員数", "Staff of the headquarters")
    flow = cursor.until(r"（３）海外事務所職員 .*")
    counted = 0
    matches = list(flow.all(r"(?P<post>[^、\n\d]+)(?P<count>\d+ ?名)?"))
    for order, item in enumerate((item for item in matches if item.has("post")), 1):
        post, count = item.cell("post"), item.cell("count")
        counted += int(number_of(count)) if count else 1
        cursor.builder.add(
            "staff_posts",
            f"headquarters-post-{order:02d}",
            lines_of(post, count) | {line},
            order=str(order),
            post=_unit_name(post.text),
            post_en=post_names()[_unit_name(post.text)],
            organisation="clair",
            count=number_of(count) if count else "",
            date=date,
        )
    if counted != int(total):
        raise flow.error(f"the posts are {counted} persons, the heading says {total}")


def _overseas_staff(cursor: Cursor) -> None:
    """The table of staff. One blank separates its cells, so that two blanks in a row are an empty cell."""
    line, total, date = _staff_heading(cursor, r"（３）海外事務所職員 \d+ 名.*")
    _staff_total(cursor, "overseas-staff", line, total, date, "海外事務所職員数", "Staff of the overseas offices")
    cursor.heading(r"＜海外事務所職員内訳＞")
    head = cursor.take(rf"海外事務所(?: {OFFICE})+")
    columns = [match.cell(0) for match in Flow.of(cursor.document, head, head).all(rf"(?<= ){OFFICE}(?= |$)")]
    sums = [0] * len(columns)
    flow = cursor.rest()
    for number in flow.numbers:
        label, cells = _matrix_row(cursor, number, len(columns))
        values = [int(nfkc(cell)) if cell else 0 for cell in cells]
        if label == "計":
            if values != sums or sum(sums) != int(total):
                raise ReaderError("001", number, "the totals are not the sums of the rows above")
        else:
            sums = [a + b for a, b in zip(sums, values, strict=True)]
        for column, cell in zip(columns, cells, strict=True):
            if cell:
                cursor.builder.add(
                    "figures",
                    f"overseas-staff-{office(column).removeprefix('clair-')}-{POST_KEYS[label]}",
                    [number, head, line],
                    measure="overseas-staff-by-post",
                    label_ja="海外事務所職員数（職別）",
                    label_en="Staff of the overseas offices by post",
                    value=nfkc(cell),
                    unit="person",
                    date=date,
                    organisation=office(column),
                    item=label,
                    printed=cell,
                )


POST_KEYS = {
    "所長": "director",
    "次長・上席調査役": "deputy",
    "調査役": "researcher",
    "所長補佐": "assistant",
    "駐在員": "resident",
    "現地職員": "local",
    "計": "total",
}


def _matrix_row(cursor: Cursor, number: int, width: int) -> tuple[str, list[str]]:
    text = cursor.document.line(number).lstrip()
    match = re.match(r"(?P<label>所 +長|\S+)(?P<cells>(?: ?[\d]*)+)\Z", text)
    if match is None or re.sub(r"\s", "", match["label"]) not in POST_KEYS:
        raise ReaderError("001", number, "not a row of the table of overseas staff")
    cells = match["cells"][1:].split(" ")
    while len(cells) > width and not cells[-1]:
        cells.pop()
    if len(cells) != width:
        raise ReaderError("001", number, f"{len(cells)} cells, the table has {width} columns")
    return re.sub(r"\s", "", match["label"]), cells
