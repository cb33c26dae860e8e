"""Staff of local governments at CLAIR: where they are posted, and the training they get."""

from __future__ import annotations

import re
from dataclasses import replace

from mappings.layout.flow import EMPTY, Cell, Flow
from mappings.source_001.cells import add_figure
from mappings.source_001.chapters.organisation import unit_key
from mappings.source_001.cursor import Cursor, lines_of, number_of, period_of, tile
from mappings.source_001.dates import PERIOD, read_period, span
from mappings.source_001.events import add_count, add_event, add_mentions, add_series
from mappings.source_001.figures import agree, prose_figures
from mappings.source_001.names import municipality, slug
from mappings.source_001.offices import OFFICE, office, office_of_code

_ = r"[ \n]*"
_END = r"(?=\n|$)"
_LIST_OF_DAYS = rf"令和\d+年{_}\d+{_}月{_}\d+{_}日(?:、(?:\d+月)?\d+{_}日)+"


def read_staff(cursor: Cursor) -> None:
    """From the training on the job to the training of global talent."""
    cursor.section(r"６ 自治体のグローバル人材を育成")
    cursor.section(r"○ クレアでの OJT を通じた実践的な研修")
    stated = prose_figures(cursor, cursor.prose(cursor.until(r"＜.*")), "staff")
    cursor.heading(r"＜自治体職員数と自治体名＞")
    cursor.columns(r"配属先 人数 自治体名")
    _postings(cursor, cursor.until(r"※.*"), stated)
    note = cursor.take(r"※本部\(  \)内は令和６年度に海外事務所勤務が予定されている場合の勤務先")
    cursor.builder.note([note], "heading", "says what the brackets in the table mean: the office from fiscal 2024 on")
    cursor.section(r"○ 専門家による体系的な研修")
    stated = prose_figures(cursor, cursor.prose(cursor.until(r"＜.*")), "staff-training")
    _training(cursor, stated)
    cursor.section(r"○ 地域のグローバル人材育成")
    prose_figures(cursor, cursor.prose(cursor.until(r"＜.*")), "global-talent")
    _global_talent(cursor)


def _postings(cursor: Cursor, flow: Flow, stated: dict[str, str]) -> None:
    letters = [n for text, n in zip(flow.lines, flow.numbers, strict=True) if len(text) == 1]
    if "".join(cursor.document.line(n).strip() for n in letters) != "海外事務所本部":
        raise flow.error("the letters of the two group headings (overseas offices, headquarters) are not as expected")
    cursor.builder.note(letters, "heading", "heading of a group of rows, a letter a line")
    totals = {"overseas": 0, "headquarters": 0}
    for part in flow.without(letters).split(rf"^(?:{OFFICE}|\S+課) \d+ ?名(?: |$)"):
        row = part.match(r"(?P<unit>\S+) (?P<count>\d+ ?名)[ \n](?P<names>[\s\S]+)")
        unit, count = row.cell("unit"), row.cell("count")
        group = "headquarters" if unit.text.endswith("課") else "overseas"
        where = {"unit": unit_key(unit)} if group == "headquarters" else {"office": office(unit)}
        place = next(iter(where.values()))
        lines = unit.lines
        number = _posted(cursor, row.sub("names"), group, place, lines, where)
        if number != int(number_of(count)):
            raise part.error(f"{unit.text} has {number} names, not {count.text}")
        totals[group] += number
        cursor.builder.add(
            "figures",
            f"trainees-{place.removeprefix('clair-')}",
            lines_of(unit, count),
            measure="trainees-posted",
            label_ja="配属された自治体職員数",
            label_en="Local government staff posted",
            value=str(number),
            unit="person",
            fiscal_year="2023",
            organisation=where.get("office", "clair"),
            item=unit.text if group == "headquarters" else "",
            printed=count.text,
        )
    postings = cursor.builder.reading.tables["staff_postings"]
    for group in totals:
        senders = {row["municipality"] for row in postings if row["kind"] == f"trainee-{group}"}
        agree(flow, "団体", stated[f"{group}-trainee-senders"], len(senders))
    agree(flow, "名", stated["overseas-trainees"], totals["overseas"])
    agree(flow, "名", stated["headquarters-trainees"], totals["headquarters"])


def _posted(cursor: Cursor, names: Flow, group: str, place: str, lines: frozenset[int], where: dict[str, str]) -> int:
    """A row of ``staff_postings`` for every local government of the list; gives their number."""
    number = 0
    for sender in names.all(r"(?P<name>[^、\n()]+)(?:\((?P<next>[A-Z]{3})\))?"):
        name, following = sender.cell("name"), sender.cell("next")
        if not name:
            continue
        number += 1
        code = municipality(name)
        cursor.builder.add(
            "staff_postings",
            f"{place}-{slug(code)}",
            lines | name.lines,
            kind=f"trainee-{group}",
            municipality=code,
            next_office=office_of_code(following) if following else "",
            printed=name.text,
            fiscal_year="2023",
            **where,
        )
    return number


def _training(cursor: Cursor, stated: dict[str, str]) -> None:
    heading = cursor.heading(r"＜本部研修一覧＞")
    cursor.columns(r"実施日 分類 研修名 回数")
    flow = cursor.until(r"計 26")
    rows = tile(
        flow,
        rf"(?:(?P<days>{_LIST_OF_DAYS})|(?P<date>(?:令和\d+年{_}\d+{_}月～令和\d+年{_}\d+{_}月)|{PERIOD}))[ \n]+"
        rf"(?:(?P<category>一般|業務)\n)?(?P<title>[^\n]+?) +(?P<times>\d+){_END}",
        "the headquarters' training",
    )
    series = {"一般": "staff-training-general", "業務": "staff-training-business"}
    counts = dict.fromkeys(series, 0)
    times = 0
    category = EMPTY
    for row in rows:
        if row.has("category"):
            category = row.cell("category")
            add_series(cursor, series[category.text], category.lines | {heading})
        counts[category.text] += 1
        times += int(number_of(row.cell("times")))
        _training_row(cursor, row.sub("days"), row.cell("date"), row.cell("title"), row.cell("times"), category, series)
    total = cursor.take(r"計 26")
    cursor.builder.note([total], "heading", "the sum of the rows above, which the reader checks")
    agree(flow, "times", stated["staff-training-times"], times)
    agree(flow, "courses", stated["staff-training-courses"], len(rows))
    agree(flow, "general courses", stated["staff-training-general-courses"], counts["一般"])
    agree(flow, "business courses", stated["staff-training-business-courses"], counts["業務"])


def _training_row(
    cursor: Cursor, days: Flow, date: Cell, title: Cell, times: Cell, category: Cell, series: dict[str, str]
) -> None:
    dates = [date] if date else [month.cell(0) for month in days.all(r"[^、]+")]
    periods = []
    year_and_month = ""
    for cell in dates:
        text = cell.text if cell.text.startswith("令和") else year_and_month + cell.text
        month = re.match(r"令和.+?月", text)
        year_and_month = month[0] if month else ""
        period = read_period(text, min(cell.lines))
        periods.append(replace(period, printed=re.sub(r"\s+", "", cell.text)))
    event = add_event(
        cursor,
        f"staff-training-{periods[0].start or periods[0].start_month}",
        series[category.text],
        lines_of(*dates, title, category),
        title=title.text,
        **(periods[0].cells() if len(periods) == 1 else span(periods)),
    )
    add_mentions(cursor, event, title)
    if len(periods) > 1:
        for number, (cell, period) in enumerate(zip(dates, periods, strict=True), 1):
            cursor.builder.add(
                "event_sessions", f"{event}-{number}", cell.lines, event=event, part=str(number), **period.cells()
            )
    add_figure(cursor.builder, event, "times", number_of(times), times.lines, unit="time", label="回数")


def _global_talent(cursor: Cursor) -> None:
    heading = cursor.heading(r"＜グローバル人材育成研修＞")
    add_series(cursor, "global-talent-training", [heading])
    cursor.columns(r"プログラム名 開催場所\(開催日\) 対象者", "参加者数", r"\(所属等\)")
    row = cursor.until(r"７ .*").match(
        rf"(?P<title>\S+\nプログラム)\n(?P<place>[\s\S]+?)\n（(?P<date>{PERIOD})）\n(?P<audience>\(1\)[\s\S]+?)\n"
        r"(?P<people>\d+ 名)\n\((?P<municipalities>\d+自治体)、(?P<others>\d+地\n域国際化協会等)\)"
    )
    title, place, date, audience = (row.cell(name) for name in ("title", "place", "date", "audience"))
    event = add_event(
        cursor,
        f"global-talent-training-{period_of(date).start}",
        "global-talent-training",
        lines_of(title, place, date, audience) | {heading},
        period_of(date),
        title=title.text,
        place=place.text,
        audience="、".join(
            re.sub(r"^\(\d\)", "", match.cell(0).text) for match in row.sub("audience").all(r"\(\d\)[^(]+")
        ),
    )
    for number, match in enumerate(row.sub("place").all(r"[^・]+"), 1):
        cell = match.cell(0)
        cursor.builder.add(
            "event_sessions",
            f"{event}-{number}",
            cell.lines,
            event=event,
            part=str(number),
            place=cell.text,
            country=cursor.builder.country(cell),
        )
    add_count(cursor, event, "attendees", row.cell("people"))
    add_count(cursor, event, "municipalities", row.cell("municipalities"), unit="municipality", label="自治体")
    add_count(cursor, event, "organisations", row.cell("others"), unit="organisation", label="地域国際化協会等")
