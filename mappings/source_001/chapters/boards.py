"""The boards of CLAIR: meetings and their agenda, visits to the members, officers."""

from __future__ import annotations

import re
from functools import cache

from mappings.helpers.gazetteer import gazetteer
from mappings.helpers.lookups import read_rows
from mappings.layout.flow import EMPTY, Cell, Flow
from mappings.source_001.cursor import Cursor, fiscal_period, lines_of, number_of, period_of, tile
from mappings.source_001.dates import DAY
from mappings.source_001.events import add_event, add_series
from mappings.source_001.folder import LOOKUPS
from mappings.source_001.names import municipality, organisation, organisation_prefix

_ = r"[ \n]*"
_MEETING = (
    r"(?:（[１２３]）)?(?P<title>第 ?(?P<number>\d+) ?回(?:理事会|評議員会))"
    rf"[（(](?P<date>{DAY})開催。(?P<mode>一部オンライン併用)。[)）]"
)
WITHHELD = "names of persons are withheld; their posts are facts"


def read_boards(cursor: Cursor) -> None:
    """From the meetings of the boards to the visits."""
    cursor.section(r"【管理関係】\(理事会等の状況\)")
    heading = cursor.section(r"○ 理事会の開催状況")
    add_series(cursor, "board-of-directors", [heading])
    _meetings(cursor, cursor.until(r"○ 評議員会の開催状況"), "board-of-directors", heading)
    heading = cursor.section(r"○ 評議員会の開催状況")
    add_series(cursor, "council-of-trustees", [heading])
    _meetings(cursor, cursor.until(r"○ 理事・評議員団体との意見交換状況"), "council-of-trustees", heading)
    cursor.section(r"○ 理事・評議員団体との意見交換状況")
    cursor.prose(cursor.until(r"＜.*"))
    _visits(cursor)


def _meetings(cursor: Cursor, flow: Flow, series: str, heading: int) -> None:
    for part in flow.split(r"^(?:（[１２３]）)?第 ?\d+ ?回"):
        row = part.match(rf"{_MEETING}\n(?P<items>[\s\S]+)")
        title, number, date, mode = (row.cell(name) for name in ("title", "number", "date", "mode"))
        event = add_event(
            cursor,
            f"{series}-{number.text}",
            series,
            lines_of(title, date, mode) | {heading},
            period_of(date),
            number=number_of(number),
            title=title.text,
            mode="hybrid",
            mode_printed=mode.text,
        )
        for item in tile(
            row.sub("items"), r"第(?P<number>\d+)号議案 (?P<title>[\s\S]+?)(?=\n第\d+号議案|\Z)", "agenda items"
        ):
            count = number_of(item.cell("number"))
            cursor.builder.add(
                "agenda_items", f"{event}-{count}", item.lines, event=event, number=count, title=item.cell("title").text
            )


@cache
def post_names() -> dict[str, str]:
    """The posts of CLAIR, in Japanese and English: layout/posts.csv, and the heads of the divisions and departments."""
    posts = {row["post"]: row["post_en"] for row in read_rows(LOOKUPS / "posts.csv", ("post", "post_en"))}
    units = read_rows(LOOKUPS / "units.csv", ("name_ja", "key", "name_en"))
    return posts | {f"{row['name_ja']}長": f"head of the {row['name_en']}" for row in units}


def _visits(cursor: Cursor) -> None:
    cursor.heading(r"＜役職員による訪問団体一覧＞")
    cursor.columns(r"実施日 訪問団体名 出張者")
    roles = {"理事": "member of the board of directors", "評議員": "member of the council of trustees"}
    rows = tile(
        cursor.until(r"○ 役員等.*"),
        rf"(?P<number>\d+) (?P<date>\d+{_}月{_}\d+{_}日) (?P<who>\S+)（(?P<role>理事|評議員)）[ \n]"
        r"(?P<visitors>[^\n]+(?:\n長)?)",
        "visits",
    )
    posts = "|".join(re.escape(post) for post in sorted(post_names(), key=len, reverse=True))
    for expected, row in enumerate(rows, 1):
        number, date, who, role = (row.cell(name) for name in ("number", "date", "who", "role"))
        if number_of(number) != str(expected):
            raise row.flow.error(f"visit {expected} was expected, not {number.text}", row.matched.start())
        code = municipality(who)
        visit = cursor.builder.add(
            "member_visits",
            f"member-visit-2023-{expected:02d}",
            lines_of(number, date, who, role),
            number=str(expected),
            date_printed=fiscal_period(date).printed,
            date=fiscal_period(date).start,
            municipality=code,
            member_role=role.text,
            member_role_en=roles[role.text],
        )
        visitors = row.sub("visitors")
        for index, visitor in enumerate(visitors.all(r"[^、]+"), 1):
            person = visitor.sub(0)
            joined = person.cell()
            match = re.fullmatch(rf"\S{{2,3}}? ?(?P<post>{posts})", joined.text)
            if match is None:
                raise person.error("not a name and a post of layout/posts.csv or layout/units.csv")
            cursor.builder.add(
                "member_visit_visitors",
                f"{visit}-{index}",
                joined.lines,
                visit=visit,
                post=match["post"],
                post_en=post_names()[match["post"]],
            )
        cursor.withhold(visitors.numbers, WITHHELD)


_OFFICES = {
    "会長": "president",
    "副会長": "vice president",
    "顧問": "adviser",
    "理事長": "chair of the board of directors",
    "常務理事": "managing director",
    "理事": "director",
    "監事": "auditor",
    "評議員": "trustee",
}
_OFFICE = "|".join(r" *".join(office) for office in sorted(_OFFICES, key=len, reverse=True))


def read_officers(cursor: Cursor) -> None:
    """The officers: the office they hold and where they come from; no names."""
    heading = cursor.section(rf"○ 役員等\({DAY}現在\)")
    date_cell = Flow.of(cursor.document, heading, heading).match(rf"○ 役員等\((?P<date>{DAY})現在\)").cell("date")
    date = period_of(date_cell).start
    body_cell = EMPTY
    rows = tile(
        cursor.until(r"○ 機構"),
        rf"(?:(?P<held>{_OFFICE}) +)?(?P<name>[^ \n]+ [^ \n]+)(?: +(?P<from>[^ \n]+(?:\n（[^\n]+）)?))?(?=\n|\Z)",
        "officers",
    )
    for order, row in enumerate(rows, 1):
        body_cell = row.cell("held") or body_cell
        printed = row.cell("from")
        body_post = re.sub(r"\s+", "", body_cell.text)
        cursor.builder.add(
            "officers",
            f"officer-{order:02d}",
            lines_of(body_cell, printed) | row.cell("name").lines | {heading},
            order=str(order),
            body_post=body_post,
            body_post_en=_OFFICES[body_post],
            affiliation_printed=printed.text,
            date=date,
            **_affiliation(row.sub("from")),
        )
        cursor.withhold(row.cell("name").lines, WITHHELD)


def _affiliation(flow: Flow) -> dict[str, str]:
    """The columns that a printed affiliation gives: organisation or local government, post, ground for the office."""
    if not flow:
        return {}
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
