"""Trainings and courses of the JET Programme's participants."""

from __future__ import annotations

import re

from mappings.helpers.numbers import plain_number
from mappings.layout.flow import EMPTY, Cell, Flow
from mappings.source_001.builder import Builder
from mappings.source_001.cells import BLANK, NUMBER, add_figure, mode_of
from mappings.source_001.dates import DAY, MONTH, PERIOD, PrintedPeriod, read_period, span

_ = BLANK
_LANGUAGES = (("中国語", "zh"), ("韓国語", "ko"), ("ポルトガル語", "pt"), ("英語", "en"))


def read_jet_trainings(builder: Builder, flow: Flow, series: str) -> None:
    """Trainings of the year; title, place and audience are printed once for several rows (merged cells)."""
    end = rf"\n(?P<value>{NUMBER}){_}名"
    rows = _training_rows(flow)
    merged: dict[str, Cell] = {"title": EMPTY, "place": EMPTY, "audience": EMPTY}
    shapes = (
        # the first of a group, whose cells the rows below share
        rf"(?P<date>{PERIOD})\n(?P<title>来日直後オリエンテ\nーション)\n(?P<place>\S+)"
        rf"\n(?P<audience>新規 JET 参加者){end}",
        rf"(?P<date>{PERIOD})\n(?P<place>京王\S+){end}",
        rf"(?P<date>{PERIOD})\n(?P<title>ALT の指導力等向上\n研修\n（[^）]+）)"
        rf"\n（(?P<partner>各都道府県・政令市)と共催）"
        rf"\n(?P<place>各都道府県開催地\n及びオンライン)"
        rf"\n(?P<audience>(?P<items>ALT\n外国語担当教員\n指導主事\nその他希望する者)){end}",
        rf"(?P<date>{PERIOD})\n(?P<title>CIR 中間研修)\n(?P<place>全国市町村国際文\n化研究所（JIAM）)"
        rf"\n(?P<audience>CIR){end}",
        rf"(?P<date>{PERIOD})\n(?P<title>SEA 中間研修)\n(?P<place>\S+ \S+\n文化館)"
        rf"\n(?P<audience>(?P<items>SEA\n任用団体担当者)){end}",
        rf"(?P<when>来日後の都度開催)\n(?P<title>BOATS for JETs（[^）]+）)"
        rf"\n(?P<mode>オンライン)"
        rf"\n(?P<audience>新規来日 ALT 及び\nSEA){end}",
        rf"(?P<part1>前期) (?P<date1>{PERIOD})\n(?P<part2>後期) (?P<date2>{PERIOD})\n(?P<title>ALT ハイレベル研修)"
        rf" (?P<mode>オンライン)"
        rf"\n(?P<audience>２年目以降の ALT 及\nびその ALT と一緒に\n授業を行う教員){end}",
        rf"(?P<date>{PERIOD}){end}",
    )
    for row in rows:
        match = next((attempt for shape in shapes if (attempt := row.try_match(shape))), None)
        if match is None:
            raise row.error(f"unknown training {row.lines[0]!r}")
        groups = match.matched.groupdict()
        if "date" in groups and groups.get("title"):
            merged = dict.fromkeys(merged, EMPTY)
        inferred = []
        cells: dict[str, Cell] = {}
        for name in ("title", "place", "audience"):
            if groups.get(name):
                cells[name] = match.cell(name)
                if "date" in groups:
                    merged[name] = cells[name]
            elif "date" in groups and merged[name]:
                cells[name] = merged[name]
                inferred.append(name)
        mode = match.cell("mode") if groups.get("mode") else EMPTY
        periods = [read_period(groups[name], row.first) for name in ("date", "date1", "date2") if groups.get(name)]
        columns: dict[str, str] = {name: cell.text for name, cell in cells.items()}
        if groups.get("items"):
            columns["audience"] = "、".join(match.sub("items").lines)
        if not periods:
            columns["date_printed"] = match.cell("when").text
        else:
            columns |= periods[0].cells() if len(periods) == 1 else span(periods)
        if "オンライン" in columns.get("place", ""):
            columns["mode"] = "hybrid"
        if mode:
            columns |= {"mode": mode_of(builder, mode), "mode_printed": mode.text}
        lines = mode.lines.union(*(cell.lines for cell in cells.values()))
        for name in ("date", "date1", "date2", "when"):
            if groups.get(name):
                lines |= match.cell(name).lines
        start = columns.get("start") or columns.get("start_month") or "boats"
        event = builder.add(
            "events",
            f"jet-training-{start}",
            lines,
            kind="training",
            series=series,
            organiser="clair",
            inferred=" ".join(sorted(inferred)),
            **columns,
        )
        for number, period in enumerate(periods if len(periods) > 1 else [], 1):
            part = match.cell(f"part{number}")
            builder.add(
                "event_sessions",
                f"{event}-{number}",
                part.lines | match.cell(f"date{number}").lines,
                event=event,
                part=str(number),
                part_printed=part.text,
                **period.cells(),
            )
        if groups.get("partner"):
            partner = match.cell("partner")
            builder.add(
                "event_parties",
                f"{event}-partners",
                partner.lines,
                event=event,
                role="co-organiser",
                printed=partner.text,
            )
        value = match.cell("value")
        add_figure(builder, event, "attendees", value.text, value.lines, label="受講者数")


def _training_rows(flow: Flow) -> list[Flow]:
    return flow.split(rf"(?<![～~〜]\n)^(?:{DAY}|{MONTH})|^来日後の都度|^前期")


def read_jet_courses(builder: Builder, flow: Flow, series: str) -> None:
    """The Japanese course, and the course in translation and interpreting, which has a session a group of languages."""
    match = flow.match(
        rf"(?P<when>随時) (?P<title1>日本語講座) (?P<mode1>オンライン)"
        rf"\n(?P<audience1>JET プログラム参加者\n（来日前も可）)\n"
        rf"(?P<all1>{NUMBER}){_}名\n内訳\)(?P<l1>初級)：(?P<n1>{NUMBER}){_}名\n(?P<l2>中級)：{_}(?P<n2>{NUMBER}){_}名\n"
        rf"(?P<l3>上級)：{_}(?P<n3>{NUMBER}){_}名\n"
        rf"(?P<languages1>中国語・韓国語・ポルトガ\nル語)\n(?P<date1>{PERIOD})\n(?P<languages2>英語)\n(?P<date2>{PERIOD})\n"
        rf"(?P<title2>翻訳・通訳\n講座)\n(?P<mode2>オンライン)\n(?P<mode3>集合研修)"
        rf"\n(?P<audience2>JET プログラム参加者)\n"
        rf"(?P<l4>通信講座)：(?P<n4>{NUMBER}){_}名\n(?P<l5>集合研修)：(?P<n5>{NUMBER}){_}名\n（(?P<l6>集合研修内訳)）\n"
        rf"(?P<l7>中・韓・葡)：(?P<n6>{NUMBER}){_}名\n(?P<l8>英語)：(?P<n7>{NUMBER}){_}名"
    )

    def number(name: str) -> int:
        return int(plain_number(match.matched[name]))

    if number("n1") + number("n2") + number("n3") != number("all1") or number("n6") + number("n7") != number("n5"):
        raise flow.error("the parts of the courses do not add up")
    title, mode, audience, when = (match.cell(name) for name in ("title1", "mode1", "audience1", "when"))
    course = builder.add(
        "events",
        "jet-course-japanese",
        title.lines | audience.lines,
        kind="course",
        series=series,
        title=title.text,
        organiser="clair",
        mode=mode_of(builder, mode),
        mode_printed=mode.text,
        audience=audience.text,
        date_printed=when.text,
    )
    cell = match.cell("all1")
    add_figure(builder, course, "attendees", cell.text, cell.lines, label="受講者数")
    for name, level in (("1", "beginner"), ("2", "intermediate"), ("3", "advanced")):
        cell, label = match.cell(f"n{name}"), match.cell(f"l{name}")
        add_figure(builder, course, f"attendees-{level}", cell.text, cell.lines, label=label.text)
    title, audience = match.cell("title2"), match.cell("audience2")
    periods: list[PrintedPeriod] = [read_period(match.matched[name], flow.first) for name in ("date1", "date2")]
    dates = match.cell("date1").lines | match.cell("date2").lines
    modes = match.cell("mode2").lines | match.cell("mode3").lines
    course = builder.add(
        "events",
        "jet-course-translation",
        title.lines | audience.lines | dates | modes,
        kind="course",
        series=series,
        title=title.text,
        organiser="clair",
        mode="hybrid",
        mode_printed="オンライン、集合研修",
        audience=audience.text,
        **span(periods),
    )
    for name, measure in (("4", "attendees-correspondence"), ("5", "attendees-on-site")):
        cell, label = match.cell(f"n{name}"), match.cell(f"l{name}")
        add_figure(builder, course, measure, cell.text, cell.lines, label=label.text)
    for count, period in enumerate(periods, 1):
        printed = match.cell(f"languages{count}")
        session = builder.add(
            "event_sessions",
            f"{course}-{count}",
            printed.lines | match.cell(f"date{count}").lines,
            event=course,
            part=str(count),
            part_printed=printed.text,
            mode="on-site",
            **period.cells(),
        )
        for name, tag in _LANGUAGES:
            if name in re.split("・", printed.text):
                builder.add(
                    "event_languages",
                    f"{session}-{tag}",
                    printed.lines,
                    event=course,
                    session=session,
                    language=tag,
                )
        cell = match.cell(f"n{5 + count}")
        label = match.cell(f"l{6 + count}")
        lines = cell.lines | label.lines | match.cell("l6").lines
        add_figure(builder, course, "attendees", cell.text, lines, session=session, label=label.text)
