"""Participants of the JET Programme: counts of two years, ranking of prefectures and cities, subsidies."""

from __future__ import annotations

import re

from mappings.helpers.numbers import plain_number
from mappings.layout.flow import Cell, Flow
from mappings.source_001.builder import Builder
from mappings.source_001.cells import BLANK, NUMBER
from mappings.source_001.dates import DAY, read_period
from mappings.source_001.names import municipality, slug

_ = BLANK


def _figure(builder: Builder, key: str, lines: frozenset[int], **cells: str) -> None:
    builder.add("figures", key, lines, programme="jet", organisation="", **cells)


def read_jet_overview(builder: Builder, flow: Flow, date: Cell, date_iso: str, usual: Cell) -> None:
    """Participants, countries and hosts in two fiscal years. Raises ReaderError.

    *date* is the day of the newer ones, as printed and in ISO 8601; *usual* the month and day of those of other years.
    """
    kinds = (
        rf"【職種】ALT[:：]{_}(?P<alt%d>{NUMBER}){_}名、CIR[:：]{_}(?P<cir%d>{NUMBER}){_}名、"
        rf"\nSEA：{_}(?P<sea%d>{NUMBER}){_}名"
    )
    people = rf"(?P<all%d>{NUMBER}){_}名{_}[（(]うち新規参加者数{_}(?P<new%d>{NUMBER}){_}名[）)]"
    match = flow.match(
        r"(?P<year5>令和５年度) (?P<year4>令和４年度)\n(?P<participants>参加者数)\n"
        + people.replace("%d", "5")
        + "\n"
        + kinds.replace("%d", "5")
        + "\n"
        + people.replace("%d", "4")
        + "\n"
        + kinds.replace("%d", "4")
        + rf"\n(?P<countries>招致国数) (?P<country5>{NUMBER}) か国 (?P<country4>{NUMBER}) か国"
        rf"\n(?P<hosts>受入団体数) (?P<host5>{NUMBER}) 団体 (?P<host4>{NUMBER}) 団体"
    )
    for digit, fiscal_year in (("5", "2023"), ("4", "2022")):
        year = match.cell(f"year{digit}")
        counts = {name: int(plain_number(match.matched[f"{name}{digit}"])) for name in ("all", "alt", "cir", "sea")}
        if counts["alt"] + counts["cir"] + counts["sea"] != counts["all"]:
            raise flow.error(f"the kinds of JET participants of fiscal {fiscal_year} do not add up")
        for name, measure, item, label, ja, en, unit in (
            (
                "all",
                "jet-participants",
                "",
                "participants",
                "JETプログラム参加者数",
                "JET Programme participants",
                "person",
            ),
            (
                "new",
                "jet-new-participants",
                "",
                "participants",
                "JETプログラム新規参加者数",
                "new JET Programme participants",
                "person",
            ),
            (
                "alt",
                "jet-participants",
                "ALT",
                "participants",
                "JETプログラム参加者数（ALT）",
                "JET Programme participants (ALT)",
                "person",
            ),
            (
                "cir",
                "jet-participants",
                "CIR",
                "participants",
                "JETプログラム参加者数（CIR）",
                "JET Programme participants (CIR)",
                "person",
            ),
            (
                "sea",
                "jet-participants",
                "SEA",
                "participants",
                "JETプログラム参加者数（SEA）",
                "JET Programme participants (SEA)",
                "person",
            ),
            (
                "country",
                "jet-countries",
                "",
                "countries",
                "JETプログラム招致国数",
                "countries JET participants come from",
                "country",
            ),
            (
                "host",
                "jet-hosts",
                "",
                "hosts",
                "JETプログラム受入団体数",
                "organisations hosting JET participants",
                "organisation",
            ),
        ):
            cell = match.cell(f"{name}{digit}")
            as_of = date.lines if digit == "5" else usual.lines
            _figure(
                builder,
                f"{measure}{'-' + item.lower() if item else ''}-{fiscal_year}",
                cell.lines | year.lines | match.cell(label).lines | as_of,
                measure=measure,
                label_ja=ja,
                label_en=en,
                value=plain_number(cell.text),
                unit=unit,
                date=date_iso if digit == "5" else f"{fiscal_year}-{usual.text}",
                inferred="" if digit == "5" else "date",
                fiscal_year=fiscal_year,
                item=item,
                printed=cell.text,
            )


def read_jet_ranking(builder: Builder, flow: Flow) -> None:
    """The twenty prefectures and designated cities with the most participants, in two interleaved columns.

    Raises ReaderError when ranks and numbers do not agree.
    """
    match = flow.match(
        rf"(?P<date>{DAY})現在\n順位 都道府県・政令市 人数 順位 都道府県・政令市 人数\n(?P<rows>(?:.|\n)+)"
    )
    date = match.cell("date")
    period = read_period(match.matched["date"], flow.first)
    builder.note(
        [n for n, text in zip(flow.numbers, flow.lines, strict=True) if text.startswith("順位")],
        "heading",
        "columns of the ranking",
    )
    ranked: list[tuple[int, Cell, Cell]] = []
    for row in match.sub("rows").split(r"^\d+ "):
        cells = row.match(rf"(?P<r1>\d+) (?P<w1>\S+) (?P<n1>{NUMBER}) (?P<r2>\d+) (?P<w2>\S+) (?P<n2>{NUMBER})")
        ranked += [(int(cells.matched[f"r{k}"]), cells.cell(f"w{k}"), cells.cell(f"n{k}")) for k in (1, 2)]
    ranked.sort(key=lambda entry: entry[0])
    values = [int(plain_number(count.text)) for _rank, _who, count in ranked]
    for position, (rank, who, count) in enumerate(ranked):
        if rank != 1 + sum(value > values[position] for value in values):
            raise flow.error(f"{who.text} has rank {rank}, which its number does not give")
        code = municipality(who)
        _figure(
            builder,
            f"jet-participants-{period.start}-{slug(code)}",
            who.lines | date.lines,
            measure="jet-participants-by-local-government",
            label_ja="JETプログラム参加者数（都道府県・政令市別）",
            label_en="JET Programme participants by prefecture or designated city",
            value=plain_number(count.text),
            unit="person",
            date=period.start,
            fiscal_year="2023",
            municipality=code,
            rank=str(rank),
            printed=who.text,
        )


def read_chart(builder: Builder, flow: Flow) -> None:
    """The axis labels of a chart of participants by year, which has no printed values. Raises ReaderError otherwise."""
    flow.match(r"2002年\n2023年\n(?:[\d,]+\n)+（名）\n(?P<page>\d+)")
    builder.note(flow.numbers[:-1], "furniture", "axis labels of a chart without printed values")
    builder.note(flow.numbers[-1:], "furniture", "page number")


def read_jet_subsidies(builder: Builder, flow: Flow) -> None:
    """What JET participants were given subsidies for, and to how many."""
    for row in flow.split(r"^\S+助成 "):
        match = row.match(rf"(?P<subsidy>\S+助成) (?P<who>JET プログラム参加者) (?P<value>{NUMBER}){_}名")
        subsidy, value = match.cell("subsidy"), match.cell("value")
        code = re.search(r"（([A-Z]+)", subsidy.text)
        if code is None:
            raise row.error("a subsidy names its test or certificate in brackets")
        _figure(
            builder,
            f"jet-subsidies-{code[1].lower()}",
            subsidy.lines,
            measure="jet-subsidies",
            label_ja="JETプログラム参加者への助成者数",
            label_en="JET participants who received a subsidy",
            value=plain_number(value.text),
            unit="person",
            fiscal_year="2023",
            item=subsidy.text,
            printed=value.text,
        )
