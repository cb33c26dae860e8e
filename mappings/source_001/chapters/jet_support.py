"""Support of the JET Programme's participants: career fairs, internships and career training."""

from __future__ import annotations

import re

from mappings.helpers.lookups import read_rows
from mappings.layout.flow import EMPTY, Cell, Flow
from mappings.source_001.cursor import Cursor, lines_of, period_of, tile
from mappings.source_001.dates import DAY, PERIOD
from mappings.source_001.events import add_count, add_event, add_programme, add_series
from mappings.source_001.figures import prose_figures
from mappings.source_001.folder import LAYOUT
from mappings.source_001.names import municipality, slug

_ = r"[ \n]*"


def read_jet_support(cursor: Cursor) -> int:
    """From the support of employers to the caption of the table of career training; gives the line of that caption.

    The body of that table stands below the next caption, where ``read_career_training`` continues.
    """
    cursor.section(r"○ 積極的なサポートによる JET プログラムの円滑な運営")
    cursor.heading(r"（１）任用団体・取りまとめ団体へのサポート")
    flow = cursor.prose(cursor.until(r"（２）.*"))
    for pattern, key, mode in (
        (
            r"「(?P<title>新規 JET プログラム担当者等セミナー)」を(?P<mode>オンライン)で実施し、"
            r"(?P<audience>[^「]+?)を対象に",
            "jet-new-coordinators-seminar",
            "online",
        ),
        (r"「(?P<title>PA 研修会)」を(?P<mode>対面)で(?P<audience>)", "jet-pa-training", "on-site"),
    ):
        match = flow.only(pattern)
        title, printed, audience = match.cell("title"), match.cell("mode"), match.cell("audience")
        cursor.builder.add(
            "events",
            key,
            lines_of(title, printed, audience),
            kind="seminar" if title.text.endswith("セミナー") else "training",
            title=title.text,
            organiser="clair",
            audience=audience.text,
            mode=mode,
            mode_printed=printed.text,
        )
    cursor.heading(r"（２）JET プログラム参加者へのサポート")
    flow = cursor.prose(cursor.until(r"○ .*"))
    title = flow.only(r"「(?P<title>CIR 意見交換会)」を開催").cell("title")
    cursor.builder.add("events", "jet-cir-meeting", title.lines, kind="meeting", title=title.text, organiser="clair")
    consulted = flow.only(r"メンタル面の悩みを専門家に(?P<how>メールやスカイプ)を通じて相談").cell("how")
    add_programme(cursor, "jet-mental-health-consultation", consulted.lines)
    paid = flow.only(r"カウンセリング機関受診に係る費用を助成").cell(0)
    add_programme(cursor, "jet-counselling-grant", paid.lines)

    cursor.section(r"○ キャリアサポートの充実と JET プログラム経験者との連携")
    cursor.heading(r"（１）キャリアフェアの開催")
    cities = (
        cursor.prose(cursor.until(r"\d+")).only(r"「キャリアフェア」を(?P<cities>\S+?及び\S+?)で開催").sub("cities")
    )
    cursor.page_number()
    _career_fairs(cursor, cities)
    cursor.prose(cursor.until(r"＜.*"))
    _regional_career_fairs(cursor)
    cursor.heading(r"（２）インターンシップの実施")
    prose_figures(cursor, cursor.prose(cursor.until(r"＜.*")), "internship")
    _internships(cursor)
    cursor.prose(cursor.until(r"＜.*"))
    _regional_internships(cursor)
    cursor.heading(r"（３）キャリア支援研修の実施")
    cursor.prose(cursor.until(r"＜.*"))
    heading = cursor.heading(r"＜JET プログラム参加者へのキャリア支援研修の実施状況＞")
    cursor.heading(r"（４）JET プログラム経験者との連携強化及び活動支援")
    flow = cursor.prose(cursor.until(r"＜.*"))
    prose_figures(cursor, flow, "jetaa")
    _supported_chapters(cursor, flow)
    return heading


def _supported_chapters(cursor: Cursor, flow: Flow) -> None:
    """The chapters of JETAA that the headquarters supports, and JETAA's international organisation."""
    sentence = flow.only(
        r"国内（(?P<japan>[^）]+)）及び海外\d+か所（(?P<abroad>[^）]+)）"
        r"の JETAA[\s\S]+?国際組織である (?P<all>JETAA-I)",
    )
    chapters = {row["printed"]: row for row in read_rows(LAYOUT / "jetaa_chapters.csv", ("printed", "key", "country"))}
    names = [place.cell(0) for group in ("japan", "abroad") for place in sentence.sub(group).all(r"[^、]+")]
    for name in [*names, sentence.cell("all")]:
        row = chapters.get(name.text)
        if row is None:
            raise flow.error(f"{name.text!r} is not in layout/jetaa_chapters.csv", sentence.matched.start())
        cursor.builder.add(
            "jetaa_chapters",
            row["key"],
            name.lines,
            organisation=row["key"],
            name=name.text if name.text.startswith("JETAA") else f"JETAA {name.text}",
            country=row["country"],
        )


def _career_fairs(cursor: Cursor, cities: Flow) -> None:
    """The fairs; *cities* are those of the text above, and layout/fair_places.csv says which hall is in which."""
    columns = ("place", "printed", "municipality")
    places = {row["place"]: row for row in read_rows(LAYOUT / "fair_places.csv", columns)}
    heading = cursor.heading(r"＜JET プログラム参加者を対象にしたキャリアフェアの実施状況＞")
    add_series(cursor, "jet-career-fair", [heading])
    cursor.columns(r"実施日 開催地等 参加者数 出展団体数")
    for row in tile(
        cursor.until(r"また、自治体主催の.*"),
        rf"(?P<date>{DAY})\n(?P<place>\S+)\n（(?P<mode>オンライン併用)）\n(?P<people>\d+ 名) (?P<exhibitors>\d+ 団体)",
        "career fairs",
    ):
        period, place, mode = period_of(row.cell("date")), row.cell("place"), row.cell("mode")
        if place.text not in places:
            raise row.flow.error(f"{place.text!r} is not in layout/fair_places.csv", row.matched.start())
        city = cities.only(re.escape(places[place.text]["printed"])).cell(0)
        event = add_event(
            cursor,
            f"jet-career-fair-{period.start}",
            "jet-career-fair",
            lines_of(row.cell("date"), place, mode, city) | {heading},
            period,
            place=place.text,
            municipality=places[place.text]["municipality"],
            mode="hybrid",
            mode_printed=mode.text,
            inferred="municipality",
        )
        add_count(cursor, event, "attendees", row.cell("people"))
        add_count(cursor, event, "exhibitors", row.cell("exhibitors"), unit="organisation")


def _regional_career_fairs(cursor: Cursor) -> None:
    heading = cursor.heading(r"＜地域における JET プログラム参加者を対象にしたキャリアフェアへの助成＞")
    add_series(cursor, "jet-regional-career-fair", [heading])
    add_programme(cursor, "jet-regional-career-fair-grant", [heading])
    cursor.columns(r"実施日 実施自治体 参加者数 出展団体数")
    for row in tile(
        cursor.until(r"（２）.*"),
        rf"(?P<date>{DAY}) (?P<who>\S+)\n(?P<people>\d+ 名)\n"
        r"（(?:うち JET 参加者(?P<jet>\d+名)|(?P<uncounted>JET 参加者数集計せず))）\n(?P<exhibitors>\d+ 団体)",
        "grants for regional career fairs",
    ):
        date, who = row.cell("date"), row.cell("who")
        period, code = period_of(date), municipality(who)
        lines = lines_of(date, who) | {heading}
        event = add_event(
            cursor,
            f"jet-career-fair-{slug(code)}-{period.start}",
            "jet-regional-career-fair",
            lines,
            period,
        )
        _grantee(cursor, event, "jet-regional-career-fair-grant", lines, row.cell("who").text, code, period.cells())
        add_count(cursor, event, "attendees", row.cell("people"))
        if row.has("jet"):
            add_count(cursor, event, "jet-participants", row.cell("jet"))
        else:
            note = row.cell("uncounted")
            cursor.builder.add(
                "event_figures",
                f"{event}-jet-participants",
                note.lines,
                event=event,
                measure="jet-participants",
                label="JET 参加者",
                unit="person",
                note=note.text,
            )
        add_count(cursor, event, "exhibitors", row.cell("exhibitors"), unit="organisation")


def _grantee(
    cursor: Cursor,
    event: str,
    programme: str,
    lines: frozenset[int],
    printed: str,
    code: str,
    dates: dict[str, str],
    remark: Cell = EMPTY,
) -> None:
    """The grant that paid for *event* (a remark is its content), and the local government that held it."""
    grant_dates = {name: dates[name] for name in ("date_printed", "start", "end")}
    grant = cursor.builder.add(
        "grants",
        f"{event}-grant",
        lines | remark.lines,
        programme=programme,
        recipient_printed=printed,
        municipality=code,
        fiscal_year="2023",
        content=remark.text,
        **grant_dates,
    )
    cursor.builder.add("grant_events", grant, lines, grant=grant, event=event)
    cursor.builder.add(
        "event_parties", f"{event}-host", lines, event=event, role="implementer", municipality=code, printed=printed
    )


def _internships(cursor: Cursor) -> None:
    heading = cursor.heading(r"＜JET プログラム参加者を対象にしたインターンシップの実施状況＞")
    add_series(cursor, "jet-internship", [heading])
    cursor.columns(r"実施日 参加者数 受入団体数")
    row = cursor.until(r"また、自治体主催の.*").match(
        rf"(?P<first>事前研修)：(?P<one>{DAY})午後\n(?P<second>インターンシップ)：\n(?P<two>{PERIOD})\n"
        r"(?P<people>\d+ 名) +(?P<hosts>\d+ 団体)"
    )
    training, internship = period_of(row.cell("one")), period_of(row.cell("two"))
    event = cursor.builder.add(
        "events",
        f"jet-internship-{training.start}",
        lines_of(row.cell("one"), row.cell("two")) | {heading},
        kind="internship",
        series="jet-internship",
        organiser="clair",
        date_printed=f"{training.printed}午後、{internship.printed}",
        start=training.start,
        end=internship.end,
    )
    for part, (name, date, period) in enumerate((("first", "one", training), ("second", "two", internship)), 1):
        printed = period.cells()
        if name == "first":
            printed["date_printed"] += "午後"
        cursor.builder.add(
            "event_sessions",
            f"{event}-{part}",
            lines_of(row.cell(name), row.cell(date)),
            event=event,
            part=str(part),
            part_printed=row.cell(name).text,
            **printed,
        )
    add_count(cursor, event, "attendees", row.cell("people"))
    add_count(cursor, event, "host-organisations", row.cell("hosts"), unit="organisation")


def _regional_internships(cursor: Cursor) -> None:
    heading = cursor.heading(r"＜地域における JET プログラム参加者を対象にしたインターンシップへの助成＞")
    add_series(cursor, "jet-regional-internship", [heading])
    programme = add_programme(cursor, "jet-regional-internship-grant", [heading])
    cursor.columns(r"実施日 実施自治体 実施内容 参加者数", "受入団体", "数", "備考")
    flow = cursor.until(r"（３）.*")
    rows = flow.match(
        rf"(?P<held>(?P<date>{DAY}) (?P<who>\S+) (?P<content>\S+)\n(?P<people>\d+ 名)\n"
        rf"（(?P<of>うち JET 参)\n加者(?P<jet>\d+名) ）\n(?P<hosts>\d+団体))\n"
        r"(?P<cancelled>(?P<off>中止)\n※(?P<status>参加者の事情\nによる中止)\n(?P<who2>\S+)\n(?P<content2>インターン\nシップ)\n"
        r"(?P<none>－ +－)\n(?P<remark>準備業務の経費\nに対する助成を\n実施))"
    )
    date, who, content = rows.cell("date"), rows.cell("who"), rows.cell("content")
    period, code = period_of(date), municipality(who)
    lines = lines_of(date, who, content) | {heading}
    event = add_event(
        cursor,
        f"jet-internship-{slug(code)}-{period.start}",
        "jet-regional-internship",
        lines,
        period,
        content=content.text,
    )
    _grantee(cursor, event, programme, lines, who.text, code, period.cells())
    add_count(cursor, event, "attendees", rows.cell("people"))
    add_count(cursor, event, "jet-participants", rows.cell("jet"), lines=rows.cell("of").lines)
    # The heading of this column stands on two lines.
    add_count(cursor, event, "host-organisations", rows.cell("hosts"), unit="organisation", label="受入団体")

    cursor.builder.note(rows.cell("none").lines, "furniture", "dashes: there are no numbers, the event was cancelled")
    who, content, status, remark = (rows.cell(name) for name in ("who2", "content2", "status", "remark"))
    code = municipality(who)
    lines = lines_of(who, content, rows.cell("off"), status) | {heading}
    event = add_event(
        cursor,
        f"jet-internship-{slug(code)}-cancelled",
        "jet-regional-internship",
        lines,
        content=content.text,
        status="cancelled",
        status_printed=status.text,
    )
    dates = {"date_printed": "", "start": "", "end": ""}
    _grantee(cursor, event, programme, lines, who.text, code, dates, remark)


def read_career_training(cursor: Cursor, heading: int) -> None:
    """The table of career training, whose caption is on line *heading*, far above."""
    cursor.columns(r"実施日 研修名 開催方法 対象者 受講者数")
    add_series(cursor, "jet-career-training", [heading])
    for row in tile(
        cursor.until(r"海外"),
        rf"(?P<date>{PERIOD})\n(?P<title>(?:[^\n]+\n)+?)(?P<mode>オンライン)\n"
        r"(?P<audience>JET プログラム[^\n]+\n[^\n]+)\n(?P<people>\d+ 名|日本語：\d+ 名\n英語：\d+ 名)",
        "career training",
    ):
        date, title, mode, audience = (row.cell(name) for name in ("date", "title", "mode", "audience"))
        period = period_of(date)
        event = add_event(
            cursor,
            f"jet-career-training-{period.start}",
            "jet-career-training",
            lines_of(date, title, mode, audience),
            period,
            title=title.text,
            audience=audience.text,
            mode="online",
            mode_printed=mode.text,
        )
        people = row.sub("people")
        for part in people.all(r"(?:(?P<label>[^：\n]+)：)?(?P<people>\d+ 名)"):
            label = part.cell("label").text or "受講者数"
            add_count(cursor, event, "attendees", part.cell("people"), label=label)
