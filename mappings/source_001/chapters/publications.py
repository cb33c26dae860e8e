"""Reports of the overseas offices, the series on local government abroad, and good practices of Japanese ones."""

from __future__ import annotations

import re

from mappings.helpers.languages import language_of
from mappings.helpers.lookups import read_rows
from mappings.layout.flow import Flow
from mappings.source_001.chapters.exchange_grants import COUNTRY
from mappings.source_001.cursor import Cursor, lines_of, tile
from mappings.source_001.figures import agree, prose_figures
from mappings.source_001.folder import LAYOUT
from mappings.source_001.names import municipality, slug
from mappings.source_001.offices import OFFICE, office
from mappings.source_001.prose import add_language

_END = r"(?=\n|$)"


def read_publications(cursor: Cursor) -> None:
    """From the CLAIR Reports to the good practices."""
    cursor.heading(r"（３）自治体の海外活動に役立つ情報の収集と調査研究成果の公表")
    cursor.heading(r"① クレアレポート")
    flow = cursor.prose(cursor.until(r"＜.*"))
    stated = prose_figures(cursor, flow, "clair-reports")
    series = _a_series(cursor, "clair-report", cursor.heading(r"＜クレアレポート一覧＞"), "report-series")
    cursor.columns(r"海外事務所 刊行物名")
    agree(flow, "本", stated["clair-reports-published"], _reports(cursor, cursor.until(r"② .*"), series))
    name = cursor.heading(r"② 各国の地方自治シリーズ")
    series = cursor.builder.add(
        "publications",
        "local-government-series",
        [name],
        title="各国の地方自治シリーズ",
        kind="report-series",
        publisher="clair",
    )
    cursor.prose(cursor.until(r"＜.*"), "names the countries of the table below")
    cursor.heading(r"＜地方行財政制度関連調査成果物一覧＞")
    cursor.columns(r"国名 刊行物名")
    _series(cursor, cursor.until(r"〇 .*"), series)
    cursor.section(r"〇 日本の先進自治体の取組を海外発信")
    written = cursor.prose(cursor.until(r"＜.*")).only(r"概要を(?P<language>\S+語)等で紹介").cell("language")
    series = _a_series(
        cursor, "good-practices", cursor.heading(r"＜「日本の先進自治体による優良施策」一覧＞"), "good-practices"
    )
    add_language(cursor.builder, series, language_of(written.text), written.lines)
    cursor.columns(r"自治体名 分類 テーマ")
    _good_practices(cursor, cursor.until(r"６ .*"), series)


def _a_series(cursor: Cursor, key: str, line: int, kind: str) -> str:
    """The series that the caption on *line* names, ``＜…一覧＞`` with or without 「」."""
    match = re.fullmatch(r"＜「?(?P<title>[^」]+)」?一覧＞", cursor.document.line(line).strip())
    assert match is not None
    return cursor.builder.add("publications", key, [line], title=match["title"], kind=kind, publisher="clair")


def _reports(cursor: Cursor, flow: Flow, series: str) -> int:
    """The reports of *series* by office; gives their number.

    A title continues as long as a wave dash in it is not closed.
    """
    count = 0
    for part in flow.split(rf"^{OFFICE}(?: |$)"):
        group = part.match(rf"(?P<office>{OFFICE})[ \n](?P<titles>[\s\S]+)")
        office_cell = group.cell("office")
        titles = group.sub("titles")
        position = 0
        while position < len(titles.lines):
            end = position + 1
            while len(re.findall(r"[～〜]", "".join(titles.lines[position:end]))) % 2:
                end += 1
                if end > len(titles.lines):
                    raise titles.error("a wave dash is not closed")
            title = Flow("001", titles.lines[position:end], titles.numbers[position:end]).cell()
            position, count = end, count + 1
            cursor.builder.add(
                "publications",
                f"clair-report-2023-{count:02d}",
                office_cell.lines | title.lines,
                title=title.text,
                kind="report",
                creator=office(office_cell),
                part_of=series,
                fiscal_year="2023",
            )
    return count


def _series(cursor: Cursor, flow: Flow, series: str) -> None:
    for row in tile(
        flow,
        rf"(?P<countries>{COUNTRY}(?:及び\n{COUNTRY})?)[ \n](?P<title>\S+){_END}",
        "the series on local government",
    ):
        title = row.cell("title")
        countries = [country.cell(0) for country in row.sub("countries").all(COUNTRY)]
        keys = [cursor.builder.country(cell) for cell in countries]
        publication = cursor.builder.add(
            "publications",
            f"local-government-in-{'-'.join(keys)}",
            title.lines,
            title=title.text,
            kind="local-government-series",
            publisher="clair",
            part_of=series,
            fiscal_year="2023",
        )
        for key, cell in zip(keys, countries, strict=True):
            cursor.builder.add(
                "publication_countries",
                f"{publication}-{key}",
                lines_of(cell, title),
                publication=publication,
                country=key,
            )


def _good_practices(cursor: Cursor, flow: Flow, series: str) -> None:
    rows = read_rows(LAYOUT / "practice_categories.csv", ("printed", "category"))
    categories = {row["printed"]: row["category"] for row in rows}
    pattern = "|".join(r"\n?".join(map(re.escape, printed)) for printed in categories)
    who = rf"\S+[都道府県市町村](?= (?:{pattern})(?:[ \n])|\n(?:{pattern})\n)"
    for part in flow.split(rf"^{who}"):
        row = part.match(rf"(?P<who>\S+)[ \n](?P<category>{pattern})[ \n](?P<title>[\s\S]+)")
        name, category, title = row.cell("who"), row.cell("category"), row.cell("title")
        code = municipality(name)
        cursor.builder.add(
            "good_practices",
            f"good-practice-{slug(code)}",
            lines_of(name, category, title),
            municipality=code,
            part_of=series,
            category=categories[category.text],
            category_printed=category.text,
            title=title.text,
            fiscal_year="2023",
        )
