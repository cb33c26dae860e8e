"""Seminars, conferences and visits for exchange and cooperation, at home and by the headquarters."""

from __future__ import annotations

import re

from mappings.layout.flow import EMPTY, Cell, Flow
from mappings.source_001.cursor import Cursor, lines_of, number_of, period_of, tile
from mappings.source_001.dates import DAY, PERIOD
from mappings.source_001.events import add_count, add_event, add_series
from mappings.source_001.figures import agree, prose_figures
from mappings.source_001.names import is_municipality, municipality, organisation, organisation_prefix
from mappings.source_001.offices import OFFICE, office

_WORD = r"[一-龥々ぁ-んァ-ヶー]+"
_NAME = rf"(?:(?!\S*(?:理事|主査|長|者) ){_WORD} )?{_WORD} 氏"
WITHHELD = "a speaker's name is withheld; organisation and post are facts"


def read_online_seminars(cursor: Cursor) -> None:
    """Online seminars: a theme, speakers or three reported cases, the number of participants."""
    cursor.heading(r"（３）オンライン交流セミナー事業")
    figures = prose_figures(cursor, cursor.prose(cursor.until(r"＜.*")), "online-exchange-seminar")
    heading = cursor.heading(r"＜オンライン交流セミナー事業一覧＞")
    add_series(cursor, "online-exchange-seminar", [heading])
    cursor.columns(r"実施日 事業概要 参加者数")
    flow = cursor.until(r"（４）.*")
    rows = flow.split(rf"^{DAY}$")
    agree(flow, "回", figures["online-exchange-seminars"], len(rows))
    for row in rows:
        _read_seminar(cursor, row, "online-exchange-seminar", heading, "online")


def read_cooperation_seminar(cursor: Cursor) -> None:
    """The seminar on international cooperation."""
    heading = cursor.heading(r"＜国際協力推進セミナー概要＞")
    add_series(cursor, "cooperation-seminar", [heading])
    cursor.columns(r"実施日 事業概要 参加者数")
    _read_seminar(cursor, cursor.until(r"○ .*"), "cooperation-seminar", heading, "")


def _read_seminar(cursor: Cursor, row: Flow, series: str, heading: int, mode: str) -> None:
    match = row.match(
        rf"(?P<date>{DAY})\n＜テーマ＞\n(?P<theme>[^＜]+)(?:\n＜講師＞\n(?P<lecturer>[^＜]+))?(?P<talks>(?:\n＜(?:事例|話題提供)[\s\S]+)?)"
        r"\n(?P<people>\d+ 名)"
    )
    period, theme = period_of(match.cell("date")), match.cell("theme")
    event = add_event(
        cursor,
        f"{series}-{period.start}",
        series,
        lines_of(match.cell("date"), theme) | {heading},
        period,
        theme=theme.text,
        mode=mode,
    )
    add_count(cursor, event, "attendees", match.cell("people"))
    if match.has("lecturer"):
        _speakers(cursor, event, "", match.sub("lecturer"))
    if match.has("talks"):
        for number, talk in enumerate(match.sub("talks").split(r"^＜"), 1):
            _read_talk(cursor, event, number, talk)
    marks = [
        n for text, n in zip(row.lines, row.numbers, strict=True) if re.fullmatch(r"＜(?:テーマ|講師)＞|◇.+", text)
    ]
    cursor.builder.note(marks, "heading", "names the part of the summary that follows")


def _read_talk(cursor: Cursor, event: str, number: int, flow: Flow) -> None:
    head = flow.match(r"＜(?P<label>[^＞]+)＞\n(?P<body>[\s\S]+)")
    label, body = head.cell("label"), head.sub("body")
    reported = body.try_match(r"◇タイトル\n(?P<title>[^◇]+)\n◇発表(?:団体|自治体)\n(?P<who>\S+)")
    if reported is None:
        parts = body.match(r"(?P<title>(?:(?!.* 氏)[^\n]+\n)+)(?P<who>(?:[^\n]* 氏\n?)+)")
        title = parts.cell("title")
    else:
        parts, title = reported, reported.cell("title")
    talk = cursor.builder.add(
        "talks",
        f"{event}-talk-{number}",
        lines_of(label, title),
        event=event,
        number=str(number),
        label=label.text,
        title=title.text,
    )
    if reported is None:
        _speakers(cursor, event, talk, parts.sub("who"))
    else:
        _speaker(cursor, event, talk, parts.cell("who"), EMPTY, "presenter")


def _speakers(cursor: Cursor, event: str, talk: str, flow: Flow) -> None:
    """A row a line: organisation and post; the names after them are withheld."""
    for line, number in zip(flow.lines, flow.numbers, strict=True):
        names = re.search(rf" (?:{_NAME}(?:、|\Z))+\Z", line)
        if names is None:
            raise flow.error(f"not an organisation, a post and a name: {line[:20]!r}…")
        rest = Flow(flow.key, (line[: names.start()],), (number,))
        who, post = _who_and_post(rest)
        _speaker(cursor, event, talk, who, post, "speaker")
        cursor.withhold([number], WITHHELD)


def _who_and_post(flow: Flow) -> tuple[Cell, Cell]:
    """Cut ``新潟県産業労働部産業政策課 主査``: a named organisation or a local government first, the post after it."""
    named = organisation_prefix(flow)
    if named is not None:
        return named[1].cell(), named[2].cell()
    match = flow.match(r"(?P<who>(?:\S+?[都道府県])?\S*?[都道府県市町村])(?P<post>\S+ \S+)?")
    return match.cell("who"), match.cell("post")


def _speaker(cursor: Cursor, event: str, talk: str, who: Cell, post: Cell, role: str) -> None:
    """A row of ``speakers``: where a speaker comes from, or (role presenter) the body that presents something."""
    local = municipality(who) if is_municipality(who.text) else ""
    number = sum(row["event"] == event for row in cursor.builder.reading.tables["speakers"]) + 1
    cursor.builder.add(
        "speakers",
        f"{event}-speaker-{number}",
        lines_of(who, post),
        event=event,
        talk=talk,
        role=role,
        organisation="" if local else organisation(who),
        municipality=local,
        organisation_printed=who.text,
        post=post.text,
    )


def read_overseas_executives(cursor: Cursor) -> None:
    """Executives of overseas local governments who visited a Japanese one."""
    cursor.section(r"○ 日本と海外の自治体における相互理解の促進")
    cursor.heading(r"（１）海外自治体幹部交流協力セミナー")
    figures = prose_figures(cursor, cursor.prose(cursor.until(r"＜.*")), "overseas-executives")
    heading = cursor.heading(r"＜海外自治体幹部交流協力セミナー一覧＞")
    add_series(cursor, "overseas-executives-seminar", [heading])
    cursor.columns(r"海外事務所 実施日 受入自治体 参加者数")
    flow = cursor.until(r"（２）.*")
    rows = tile(
        flow,
        rf"(?P<office>{OFFICE}) (?P<date>{PERIOD}) (?P<who>\S+) (?P<people>\d+ ?名)",
        "visits of overseas executives",
    )
    agree(flow, "自治体", figures["overseas-executives-hosts"], len(rows))
    agree(flow, "名", figures["overseas-executives-invited"], sum(int(number_of(row.cell("people"))) for row in rows))
    for row in rows:
        office_cell, date, who = row.cell("office"), row.cell("date"), row.cell("who")
        period, code = period_of(date), municipality(who)
        event = add_event(
            cursor,
            f"overseas-executives-{office(office_cell).removeprefix('clair-')}-{period.start}",
            "overseas-executives-seminar",
            lines_of(office_cell, date, who) | {heading},
            period,
            organiser=office(office_cell),
            municipality=code,
        )
        cursor.builder.add(
            "event_parties", f"{event}-host", who.lines, event=event, role="host", municipality=code, printed=who.text
        )
        add_count(cursor, event, "attendees", row.cell("people"))


def read_conferences(cursor: Cursor) -> None:
    """The conference of three countries, and the seminar of two."""
    cursor.heading(r"（２）クレア開催交流会議")
    cursor.prose(cursor.until(r"＜.*"))
    held_by_clair = cursor.heading(r"＜クレア開催交流会議＞")
    heading = cursor.heading(r"日中韓３か国地方政府交流会議")
    add_series(cursor, "trilateral-local-government-conference", [heading])
    flow = cursor.prose(cursor.until(r"開催回 .*"))
    prose_figures(cursor, flow, "trilateral")
    hosts = flow.only(
        r"日本・(?P<a>クレア)、中国・(?P<b>中国人民対外友好協\n会)、韓国・(?P<c>大韓民国市道知事協議会)）が主催"
    )
    met = flow.only(r"(?P<mode>対面式)での開催").cell("mode")
    content = flow.only(r"、(?P<content>基調講演や主旨講演、サブテーマに基づくパネルディスカッション)、").cell(
        "content"
    )
    event = _conference(
        cursor,
        "trilateral-local-government-conference",
        heading,
        r"日中地域間交流推進セミナー",
        lines_of(met, content),
        mode="on-site",
        mode_printed=met.text,
        content=content.text,
    )
    for number, name in enumerate("abc", 1):
        who = hosts.cell(name)
        cursor.builder.add(
            "event_parties",
            f"{event}-organiser-{number}",
            who.lines,
            event=event,
            role="organiser",
            organisation=organisation(who),
            printed=who.text,
        )
    heading = cursor.heading(r"日中地域間交流推進セミナー")
    add_series(cursor, "japan-china-regional-exchange-seminar", [heading])
    flow = cursor.prose(cursor.until(r"開催回 .*"))
    prose_figures(cursor, flow, "japan-china")
    country = flow.only(r"(?P<country>中国)の各地方の都市で開催").cell("country")
    event = _conference(
        cursor,
        "japan-china-regional-exchange-seminar",
        heading,
        r"（３）.*",
        country.lines,
        country=cursor.builder.country(country),
    )
    # Its text names no organiser, but the heading over both meetings says that CLAIR holds them.
    cursor.builder.add(
        "event_parties",
        f"{event}-organiser-1",
        [held_by_clair],
        event=event,
        role="organiser",
        organisation="clair",
        printed="クレア",
    )
    cursor.heading(r"（３）日本及び海外の自治体関係者等との交流の促進")
    cursor.prose(cursor.until(r"○ .*"))


def _conference(
    cursor: Cursor, series: str, heading: int, end: str, other_lines: frozenset[int], /, **cells: str
) -> str:
    """One conference; *more* holds cells that the text above its table gives, on the lines *other_lines*."""
    cursor.columns(r"開催回 テーマ 開催地 参加者数 開催期間")
    row = cursor.until(end).match(
        r"第 (?P<number>\d+) ?回\n(?P<theme>[\s\S]+?)\n(?P<place>山梨県|四川省\S+\n\S+市)\n"
        rf"(?P<people>(?:(?:日本|中国|韓国|合計) +\d+ 名\n)+)(?P<date>{PERIOD})"
    )
    number, theme, place, date = (row.cell(name) for name in ("number", "theme", "place", "date"))
    local = municipality(place) if is_municipality(place.text) else ""
    event = add_event(
        cursor,
        f"{series}-{number.text}",
        series,
        lines_of(number, theme, place, date) | {heading} | other_lines,
        period_of(date),
        number=number.text,
        theme=theme.text,
        place=place.text,
        municipality=local,
        **cells,
    )
    for part in row.sub("people").all(r"(?P<label>\S+) +(?P<people>\d+ 名)"):
        label = part.cell("label")
        country = "" if label.text == "合計" else cursor.builder.country(label)
        people = part.cell("people")
        add_count(cursor, event, "attendees", people, label=label.text, lines=label.lines, country=country)
    return event
