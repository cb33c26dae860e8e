"""What the overseas offices publish and hold: newsletters, channels, seminars, meetings of resident staff."""

from __future__ import annotations

import re

from mappings.helpers.languages import language_of
from mappings.helpers.lookups import read_rows
from mappings.layout.flow import EMPTY, Cell, Flow, Match
from mappings.source_001.cells import country_of_place
from mappings.source_001.cursor import Cursor, lines_of, number_of, period_of, tile
from mappings.source_001.dates import DAY, PERIOD, span
from mappings.source_001.events import add_count, add_event, add_mentions, add_series
from mappings.source_001.figures import agree, prose_figures
from mappings.source_001.folder import LAYOUT
from mappings.source_001.offices import OFFICE, office
from mappings.source_001.prose import add_language

_END = r"(?=\n|$)"
_LATIN = r"[ -~À-ÿ]+"
_PEOPLE = r"約? ?\d+ ?名"
_MARKS = "①②③④⑤"


def read_outreach(cursor: Cursor) -> None:
    """From the newsletters of the overseas offices to their online seminars."""
    cursor.heading(r"（２）各海外事務所における情報発信")
    cursor.heading(r"① 各種媒体を通じた情報発信")
    described = cursor.prose(cursor.until(r"\d+"))
    prose_figures(cursor, described, "overseas-offices")
    cursor.page_number()
    _newsletters(cursor, described.only(r"、(?P<who>担当国・地域の地方行政関係者など)を対象に").cell("who"))
    _channels(cursor)
    cursor.heading(r"② 海外における日本の施策 PR のためのセミナー等の開催")
    stated = prose_figures(cursor, cursor.prose(cursor.until(r"＜.*")), "policy-seminars")
    _policy_seminars(cursor, stated["policy-seminars"])
    cursor.heading(r"③ 日本の自治体から各国に派遣されている駐在員を対象にしたセミナー等の実施")
    cursor.prose(cursor.until(r"＜.*"))
    _resident_staff(cursor)
    cursor.heading(r"④ 日本の自治体関係者を対象としたオンラインによるセミナー等の実施")
    prose_figures(
        cursor,
        cursor.prose(
            cursor.until(r"（３）自治体の海外活動に役立つ.*"), "refers to sections above, where the seminars are listed"
        ),
        "online-seminars",
    )


def _newsletters(cursor: Cursor, audience: Cell) -> None:
    cursor.heading(r"＜ニューズレター発行状況＞")
    cursor.columns(r"海外事務所 ニューズレター名 主な内容 発行回数")
    for row in tile(
        cursor.until(r"＜.*"),
        rf"(?P<office>{OFFICE})[ \n](?P<title>クレア\S+|{_LATIN}(?:\n{_LATIN})*)\n"
        rf"(?P<content>[\s\S]+?)\n(?P<count>\d+){_END}",
        "newsletters",
    ):
        office_cell = row.cell("office")
        newsletter = cursor.builder.add(
            "newsletters",
            f"{office(office_cell)}-newsletter",
            row.lines | audience.lines,
            office=office(office_cell),
            title=row.cell("title").text,
            audience=audience.text,
            content=row.cell("content").text,
            issue_count=number_of(row.cell("count")),
            fiscal_year="2023",
        )
        for match in row.sub("content").all(r"（(?P<languages>\S+語・\S+語)[）)]で"):
            for language in match.sub("languages").all("[^・]+"):
                printed = language.cell(0)
                add_language(cursor.builder, newsletter, language_of(printed.text), printed.lines)


def _channels(cursor: Cursor) -> None:
    cursor.heading(r"＜ブログや SNS による情報発信状況一覧＞")
    cursor.columns(r"海外事務所 発信媒体名")
    # 微信 is printed with its reading above it, which the flattening cut in between the characters.
    wechat = r"微\nウェイ\n信\nシン\n（WeChat）"
    for part in cursor.until(r"② .*").split(rf"^{OFFICE}(?: |$)"):
        group = part.match(rf"(?P<office>{OFFICE})[ \n](?P<channels>[\s\S]+)")
        office_cell = group.cell("office")
        for channel in group.sub("channels").all(rf"{wechat}|[^\n]+"):
            printed = channel.cell(0)
            if re.fullmatch(wechat, channel.matched[0]):
                printed = Cell("微信（WeChat）", printed.lines)
            _channel(cursor, office_cell, printed)


def _channel(cursor: Cursor, office_cell: Cell, printed: Cell) -> None:
    """A row of ``channels`` for every platform in one printed name."""
    rows = read_rows(LAYOUT / "platforms.csv", ("word", "platform"))
    platforms = [row for row in rows if row["word"] in printed.text]
    if not platforms:
        raise Flow("001", (printed.text,), (min(printed.lines),)).error("no platform of layout/platforms.csv is in it")
    name = re.search(r"「([^」]+)」", printed.text)
    audience = re.search(r"（([^）]*向け[^）]*)）", printed.text)
    for platform in platforms:
        cursor.builder.add(
            "channels",
            f"{office(office_cell)}-{platform['platform']}",
            office_cell.lines | printed.lines,
            office=office(office_cell),
            platform=platform["platform"],
            name=name[1] if name else "",
            audience=audience[1] if audience else "",
            printed=printed.text,
        )


def _policy_seminars(cursor: Cursor, stated: str) -> None:
    heading = cursor.heading(r"＜海外における日本の施策 PR のためのセミナー等開催状況＞")
    add_series(cursor, "policy-seminar-overseas", [heading])
    cursor.columns(r"海外事務所 実施日 名称 開催地等 参加者数")
    flow = cursor.until(r"③ 日本の自治体から.*")
    rows = tile(
        flow,
        rf"(?:(?P<office>{OFFICE})[ \n])?(?:(?P<date>{PERIOD})[ \n]|(?P<run>①\n{DAY}(?:\n[{_MARKS}]\n{DAY})+)\n)"
        rf"(?P<title>[\s\S]+?)[ \n](?P<place>(?:\S+州\n)?[^\s）」]+)(?:\n\((?P<mode>オンライン併用)\))?"
        rf"[ \n](?P<people>{_PEOPLE}|①[\s\S]+){_END}",
        "seminars on policies",
    )
    agree(flow, "回", stated, len(rows))
    office_cell = EMPTY
    for row in rows:
        office_cell = row.cell("office") or office_cell
        _policy_seminar(cursor, row, office_cell, heading)


def _policy_seminar(cursor: Cursor, row: Match, office_cell: Cell, heading: int) -> None:
    title, place, mode = row.cell("title"), row.cell("place"), row.cell("mode")
    dates = [row.cell("date")] if row.has("date") else _marked(row.sub("run"))
    periods = [period_of(date) for date in dates]
    online = place.text == "オンライン"
    event = add_event(
        cursor,
        f"{office(office_cell).removeprefix('clair-')}-policy-seminar-{periods[0].start}",
        "policy-seminar-overseas",
        lines_of(office_cell, title, place, mode, *dates) | {heading},
        organiser=office(office_cell),
        title=title.text,
        **({} if online else {"place": place.text} | country_of_place(cursor.builder, place)),
        mode="online" if online else "hybrid" if mode else "",
        mode_printed=place.text if online else mode.text,
        **(periods[0].cells() if len(periods) == 1 else span(periods)),
    )
    add_mentions(cursor, event, title)
    if len(dates) == 1:
        add_count(cursor, event, "attendees", row.cell("people"))
        return
    people = _marked(row.sub("people"))
    for number, (date, count) in enumerate(zip(dates, people, strict=True), 1):
        session = cursor.builder.add(
            "event_sessions",
            f"{event}-{number}",
            date.lines,
            event=event,
            part=str(number),
            **period_of(date).cells(),
        )
        add_count(cursor, event, "attendees", count, session=session)


def _marked(flow: Flow) -> list[Cell]:
    """The items of a run ①…②…: their text without the marks, their lines with them."""
    items = list(flow.all(rf"(?P<mark>[{_MARKS}])(?P<item>[^{_MARKS}]+)"))
    marks = "".join(match.matched["mark"] for match in items)
    if not items or marks != _MARKS[: len(marks)]:
        raise flow.error(f"the marks {marks} do not count up from ①")
    return [Cell(match.cell("item").text, match.lines) for match in items]


_RESIDENT_TABLES: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    (
        "korea-resident-officials-seminar",
        r"韓国駐在地方公務員等連絡協議会兼クレアソウルセミナー",
        r"第(?P<number>\d)回[ \n](?P<date>{period})[ \n](?P<place>(?:\S+道\n)?\S+市)\n"
        r"(?P<content>[\s\S]+?等)\n(?P<people>\d+ 名)",
        (r"実施日 開催地 内容 参加者数",),
    ),
    (
        "china-resident-offices-meeting",
        r"在中国自治体事務所連絡会議",
        r"(?P<date>{period})\n(?P<place>\S+\n\S+市)\n(?P<content>\S+) (?P<people>\d+ 名)",
        (r"実施日 開催地 内容 参加者数",),
    ),
    (
        "new-york-seminar",
        r"クレアニューヨークセミナー",
        r"(?P<date>{period}) (?P<place>\S+) (?P<content>\S+) (?P<people>\d+ 名)",
        (r"実施日 開催地 内容 参加者数",),
    ),
    (
        "singapore-resident-officials-meeting",
        r"在シンガポール地方団体駐在員等会議",
        r"第(?P<number>\d)回 (?P<date>{period}) (?P<mode>現地及びオンライン)\n"
        r"(?P<content>[\s\S]+?)\n(?P<people>\d+ 名)",
        (r"実施日 開催方法 内容 参加者数",),
    ),
    (
        "beijing-office-briefing",
        r"クレア北京事務所事業説明会",
        r"(?P<date>{period}) (?P<mode>オンライン)\n(?P<content>[\s\S]+?)\n(?P<people>\d+ 名)",
        (r"実施日 開催方法 内容 参加者数",),
    ),
)
"""The five small tables: their series, their caption, what a row looks like, and the headings of the columns."""

_MODES = {"現地及びオンライン": "hybrid", "オンライン": "online"}


def _resident_staff(cursor: Cursor) -> None:
    line = cursor.take(r"＜日本の自治体から各国に派遣されている駐在員を対象にしたセミナー等一覧＞")
    audience = Flow.of(cursor.document, line, line).match(r"＜(?P<who>.+)を対象にしたセミナー等一覧＞").cell("who")
    ends = [caption for _, caption, _, _ in _RESIDENT_TABLES[1:]] + [r"④ .*"]
    for (series, caption, shape, columns), end in zip(_RESIDENT_TABLES, ends, strict=True):
        heading = cursor.heading(caption)
        add_series(cursor, series, [heading])
        cursor.columns(*columns)
        for row in tile(cursor.until(end), shape.replace("{period}", PERIOD), series):
            groups = row.matched.re.groupindex
            cells = {name: row.cell(name) for name in ("number", "date", "place", "mode", "content") if name in groups}
            period = period_of(cells["date"])
            number = number_of(cells["number"]) if "number" in cells else ""
            mode = cells.get("mode", EMPTY).text
            place = _places(row, cells.get("place", EMPTY))
            event = add_event(
                cursor,
                f"{series}-{number or period.start}",
                series,
                lines_of(audience, *cells.values()) | {heading},
                period,
                number=number,
                content=_apart(row.sub("content")),
                audience=audience.text,
                place=place.text,
                **country_of_place(cursor.builder, place),
                mode=_MODES[mode] if mode else "",
                mode_printed=mode,
            )
            add_count(cursor, event, "attendees", row.cell("people"))


def _places(row: Match, place: Cell) -> Cell:
    """The place; 忠清南道 and 世宗特別自治市, on two lines, are two places, joined by 、."""
    lines = row.sub("place").lines if place else ()
    return Cell("、".join(lines), place.lines) if len(lines) > 1 and lines[0].endswith("道") else place


def _apart(flow: Flow) -> str:
    """A short printed content; items on lines of their own (各事務所の取組報告, 有識者講演) are joined by 、."""
    ends = re.compile(r"(?:報告|講演|交換会)\Z")
    if len(flow.lines) > 1 and all(ends.search(line) for line in flow.lines):
        return "、".join(flow.lines)
    return flow.cell().text
