"""Support the overseas offices give to local governments, staff posted to them, and surveys they are asked for."""

from __future__ import annotations

import re

from mappings.helpers.gazetteer import gazetteer
from mappings.helpers.lookups import read_rows
from mappings.layout.flow import Cell, Flow, Match
from mappings.read.document import ReaderError
from mappings.source_001.cursor import Cursor, lines_of, number_of, tile
from mappings.source_001.figures import prose_figures
from mappings.source_001.folder import LAYOUT, LOOKUPS
from mappings.source_001.names import is_municipality, municipality, organisation, slug
from mappings.source_001.offices import OFFICE, office, offices

FISCAL_YEAR = "2023"
_ = r"[ \n]*"
_END = r"(?=\n|$)"
_BROKEN_OFFICE = "(?:" + "|".join("\\n?".join(name) for name in sorted(offices(), key=len, reverse=True)) + ")"
_BENEFICIARIES = (("支援件数", 1), ("都道府県・政令市", 2), ("市町村", 3), ("その他", 4))


def read_supports(cursor: Cursor) -> None:
    """From the support of activities abroad to the commissioned surveys."""
    cursor.section(r"７ 海外事務所を自治体の頼れる海外拠点に")
    cursor.section(r"○ 自治体の海外活動に対する支援の充実")
    cursor.heading(r"（１）自治体の海外活動における支援")
    stated = prose_figures(cursor, cursor.prose(cursor.until(r"・.*")), "overseas-support")
    flow = cursor.prose(cursor.until(r"＜.*"), "describes kinds of support; whom it was given to is in the table")
    for part in flow.split(rf"^・(?={OFFICE}事務所)"):
        _supports(cursor, part)
    _support_counts(cursor, stated["overseas-support-cases"])
    cursor.heading(r"（２）駐在員型職員の受入")
    _residents(cursor, cursor.prose(cursor.until(r"（３）.*")))
    _cooking(cursor)
    _surveys(cursor)


def _blanks(text: str) -> str:
    """*text* as a pattern in which blanks and line breaks may stand anywhere."""
    return _.join(re.escape(char) for char in text if not char.isspace())


def _supports(cursor: Cursor, flow: Flow) -> None:
    """The supports of one office that layout/supports.csv points at; {…} is the body it helped, or a list of them.

    The pattern is empty where the text names nobody ("all local governments").
    """
    office_cell = flow.match(rf"・(?P<office>{OFFICE})事務所[\s\S]+").cell("office")
    columns = ("office", "pattern", "municipality", "kinds", "occasion")
    rows = [row for row in read_rows(LAYOUT / "supports.csv", columns) if row["office"] == office(office_cell)]
    if not rows:
        raise flow.error("layout/supports.csv has no support of this office")
    for row in rows:
        if not row["pattern"]:
            occasion = flow.only(f"(?P<occasion>{_blanks(row['occasion'])})").cell("occasion")
            support = cursor.builder.add(
                "office_supports",
                f"{office(office_cell)}-{'-'.join(row['kinds'].split())}",
                lines_of(office_cell, occasion),
                office=office(office_cell),
                occasion=occasion.text,
                fiscal_year=FISCAL_YEAR,
            )
            _kinds(cursor, support, row["kinds"], occasion.lines)
            continue
        before, inside, after = re.split(r"[{}]", row["pattern"])
        end = _.join(("", _blanks(after))) if after else ""
        helped = flow.only(f"{_blanks(before)}{_}(?P<names>{_blanks(inside).replace(re.escape('…'), '[^。]+?')}){end}")
        occasion = flow.only(f"(?P<occasion>{_blanks(row['occasion'])})").cell("occasion")
        for name in helped.sub("names").all(r"[^、]+"):
            _support(cursor, office(office_cell), office_cell, name.cell(0), occasion, row)


def _support(cursor: Cursor, key: str, office_cell: Cell, name: Cell, occasion: Cell, row: dict[str, str]) -> None:
    who: dict[str, str] = {}
    if row["municipality"]:
        # A department of a local government, which is printed after another of the same one or with its name.
        who = {"organisation": _department(name, row["municipality"])}
        if not name.text.startswith(gazetteer()[row["municipality"]].name):
            who["inferred"] = "organisation"
    elif is_municipality(name.text):
        who = {"municipality": municipality(name)}
    else:
        who = {"organisation": organisation(name)}
    code = row["municipality"] or who.get("municipality", "")
    slugged = slug(code) if code else who["organisation"]
    support = cursor.builder.add(
        "office_supports",
        f"{key}-{slugged}",
        lines_of(office_cell, name, occasion),
        office=key,
        beneficiary=name.text,
        occasion=occasion.text,
        fiscal_year=FISCAL_YEAR,
        **who,
    )
    _kinds(cursor, support, row["kinds"], name.lines | occasion.lines)


def _department(name: Cell, code: str) -> str:
    """The key of the department *name* of the local government *code*. Raises ReaderError."""
    columns = ("printed", "municipality", "organisation")
    for row in read_rows(LOOKUPS / "departments.csv", columns):
        if (row["printed"], row["municipality"]) == (name.text, code):
            return row["organisation"]
    raise ReaderError("001", min(name.lines), f"{name.text!r} of {code} is not in lookups/departments.csv; add it")


def _kinds(cursor: Cursor, support: str, kinds: str, lines: frozenset[int]) -> None:
    for kind in kinds.split():
        cursor.builder.add(
            "office_support_kinds",
            f"{support}-{kind}",
            lines,
            support=support,
            kind=kind,
        )


def _support_counts(cursor: Cursor, stated: str) -> None:
    heading = cursor.heading(r"＜海外活動支援件数＞")
    cursor.columns(r"海外事務所 支援件数\(件\)", r"支援先内訳\(件\)", r"都道府県・政令市 市町村 その他")
    flow = cursor.until(r"※.*")
    rows = tile(flow, rf"(?P<office>{OFFICE}|計) (\d+) (\d+) (\d+) (\d+){_END}", "numbers of supports")
    sums = [0, 0, 0, 0]
    for row in rows:
        office_cell = row.cell("office")
        numbers = [int(number_of(row.cell(group))) for group in (2, 3, 4, 5)]
        if numbers[0] != sum(numbers[1:]):
            raise row.flow.error(
                f"{office_cell.text}: {numbers[1:]} do not add up to {numbers[0]}", row.matched.start()
            )
        if office_cell.text == "計":
            if numbers != sums or numbers[0] != int(stated):
                raise row.flow.error("the total is not the sum of the offices", row.matched.start())
        else:
            sums = [a + b for a, b in zip(sums, numbers, strict=True)]
        organisation_key = "clair" if office_cell.text == "計" else office(office_cell)
        for (item, at), number in zip(_BENEFICIARIES, numbers, strict=True):
            cursor.builder.add(
                "figures",
                f"overseas-support-{organisation_key.removeprefix('clair-')}-{at}",
                row.lines | {heading} | cursor.builder.heading_of(item, row.lines),
                measure="overseas-support",
                label_ja="海外活動支援件数",
                label_en="Cases of support of activities abroad",
                value=str(number),
                unit="case",
                fiscal_year=FISCAL_YEAR,
                organisation=organisation_key,
                item=item,
                printed=row.cell(at + 1).text,
            )
    note = cursor.take(r"※支援件数には.+")
    cursor.builder.note([note], "prose", "a note on what the table leaves out")


def _residents(cursor: Cursor, flow: Flow) -> None:
    """Staff that local governments post to an office as their own representatives."""
    sentence = flow.only(
        rf"駐在員型職員については、(?P<one>[^、]+(?:、[^、]+)*?)が(?P<first>{OFFICE})事務所に、"
        rf"(?P<two>\S+?)が(?P<second>{OFFICE}){_}事務所に",
    )
    for names, group in (("one", "first"), ("two", "second")):
        office_cell = sentence.cell(group)
        for name in sentence.sub(names).all(r"[^、\n]+?県"):
            cell = name.cell(0)
            cell = Cell(cell.text.removeprefix("及び"), cell.lines)
            code = municipality(cell)
            cursor.builder.add(
                "staff_postings",
                f"{office(office_cell)}-resident-{slug(code)}",
                lines_of(cell, office_cell),
                kind="resident",
                office=office(office_cell),
                municipality=code,
                printed=cell.text,
                fiscal_year=FISCAL_YEAR,
            )


def _cooking(cursor: Cursor) -> None:
    heading = cursor.heading(r"（３）食・料理体験を通じた地方の魅力の発信【P.15 一部再掲\(表は省略\)】")
    flow = cursor.prose(cursor.until(r"〇 .*"))
    prose_figures(cursor, flow, "cooking")
    sentence = flow.only(rf"(?P<offices>{OFFICE}(?:、{OFFICE})+)の各海外事務所では、「(?P<partner>[^」]+)」と連携")
    partner = sentence.cell("partner")
    for name in sentence.sub("offices").all(OFFICE):
        office_cell = name.cell(0)
        support = cursor.builder.add(
            "office_supports",
            f"{office(office_cell)}-cooking-experience",
            office_cell.lines | {heading},
            office=office(office_cell),
            occasion="食・料理体験を通じた地方の魅力の発信",
            fiscal_year=FISCAL_YEAR,
        )
        _kinds(cursor, support, "publicity", office_cell.lines | {heading})
        cursor.builder.add(
            "office_support_partners",
            f"{support}-abc-cooking-studio",
            partner.lines,
            support=support,
            organisation=organisation(partner),
        )


def _surveys(cursor: Cursor) -> None:
    cursor.section(r"〇 調査研究・情報提供")
    prose_figures(cursor, cursor.prose(cursor.until(r"＜.*")), "commissioned-surveys")
    cursor.heading(r"＜海外依頼調査件名（一部抜粋）＞")
    cursor.columns(r"調査件名 調査実施事務所")
    rows: list[Match] = tile(
        cursor.until(r"【管理関係】.*"),
        rf"(?P<title>[\s\S]+?)[ \n](?P<offices>{_BROKEN_OFFICE}(?:、\n?{_BROKEN_OFFICE})*){_END}",
        "commissioned surveys",
    )
    for number, row in enumerate(rows, 1):
        title = row.cell("title")
        survey = cursor.builder.add(
            "commissioned_surveys",
            f"commissioned-survey-2023-{number:02d}",
            title.lines,
            title=title.text,
            fiscal_year=FISCAL_YEAR,
        )
        for match in row.sub("offices").all(_BROKEN_OFFICE):
            office_cell = match.cell(0)
            cursor.builder.add(
                "commissioned_survey_offices",
                f"{survey}-{office(office_cell).removeprefix('clair-')}",
                office_cell.lines,
                survey=survey,
                office=office(office_cell),
            )
