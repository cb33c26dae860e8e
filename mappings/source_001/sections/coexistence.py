"""Chapter 2, multicultural community building: trainings, drills, meetings, study tours and exchange programmes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mappings.source_001.build import Builder
from mappings.source_001.dates import DAY, PERIOD, Period, read_period, span
from mappings.source_001.flow import EMPTY, Cell, Flow, Match
from mappings.source_001.names import municipality, organisation, organisation_prefix, slug
from mappings.source_001.sections.common import BLANK, NUMBER, add_figure, digits, mode_of
from mappings.source_001.sections.event_tables import Shape, place_cells, read_event, read_events

_N = rf"(?P<value>{NUMBER}){BLANK}(?P<unit>名|協会)"
_ONLINE_TRAINING = rf"(?P<date>{DAY}) (?P<title>第(?P<number>\d+)回オンライン研修) {_N}"
_BLOCK_DRILL = rf"(?P<date>{DAY}) +(?P<block>\S+ブロック)（(?P<place>\S+)） {_N}"
_ON_SITE_TRAINING = rf"(?P<date>{DAY}) (?P<title>現地集合型研修)（(?P<place>\S+)） {_N}"
_BOOTH = (
    rf"(?P<date>{PERIOD})\n(?P<who>[^「]+?)\n「(?P<title>[^」]+)」\n"
    rf"(?P<content>(?:プレゼンテーション)?ブース出展：\n(?:.|\n)+?)\n約 {_N}\n（(?P<note>[^）]+)）"
)
_JIAM = rf"(?P<date>{PERIOD})[ \n](?P<title>[^0-9](?:.|\n)+?)[ \n]{_N}"
_JIAM_TWICE = rf"(?P<parts>(?:\((?:前期|後期)\){PERIOD}\n){{2}})(?P<title>.+) {_N}"
_ONLINE_SKILLS = rf"(?P<date>{DAY}) (?P<mode>オンライン)\n(?P<theme>(?:.|\n)+?)\n{_N}"
_STUDY_VISIT = rf"(?P<date>{PERIOD}) (?P<place>\S+県)\n(?P<theme>(?:.|\n)+?)\n{_N}"
_PROGRAMME = rf"(?P<date>{PERIOD})\n(?P<content>(?:.|\n)+?)\n{_N}"
_MEETING = rf"(?P<date>{DAY}) (?P<title>(?:第(?P<number>\d+)回)?\S+) (?P<mode>現地|オンライン) {_N}"
_BLOCK_MEETING = (
    rf"(?P<date>{DAY}) (?P<secretariat>\S+?[県市])[ \n](?P<block>[^ ]+?ブロッ\n?ク)[ \n]"
    rf"(?P<mode>現地・オンライン|現地|オンライン) {_N}"
)
_STAFF_TRAINING = (
    rf"(?P<date>{DAY})[ \n](?P<title>(?:.|\n)+?)[ \n](?P<mode>現地)\n(?P<audience>地域国際化協会\n（[^）]+）)\n{_N}"
)


def read_online_trainings(builder: Builder, flow: Flow, series: str) -> None:
    """Online trainings for those who support foreign residents in disasters."""
    fixed = {"kind": "training", "series": series, "organiser": "clair", "mode": "online"}
    read_events(builder, flow, Shape("disaster-online-training", _ONLINE_TRAINING, fixed))


def read_drills(builder: Builder, flow: Flow, series: str, heading: Cell) -> None:
    """On-site drills of CLAIR, carried out by a block of associations."""
    fixed = {"kind": "drill", "series": series, "title": heading.text.lstrip("・"), "mode": "on-site"}
    fixed |= {"organiser": "clair"}
    shape = Shape("disaster-drill", _BLOCK_DRILL, fixed, heading.lines)
    for event, match in read_events(builder, flow, shape):
        _party(builder, event, "implementer", match.cell("block"))


def read_on_site_training(builder: Builder, flow: Flow, series: str) -> None:
    """On-site training for the staff of associations."""
    fixed = {"kind": "training", "series": series, "organiser": "clair", "mode": "on-site"}
    read_events(builder, flow, Shape("disaster-on-site-training", _ON_SITE_TRAINING, fixed))


def _party(builder: Builder, event: str, role: str, cell: Cell, key: str = "") -> None:
    body = key or organisation(cell)
    builder.add(
        "event_parties",
        f"{event}-{body}",
        cell.lines,
        event=event,
        role=role,
        organisation=body,
        printed=cell.text,
    )


def read_booths(builder: Builder, flow: Flow, series: str, venues: dict[str, Cell], exhibitors: list[Cell]) -> None:
    """Booths at events of others; the number of visitors is the organisers' own.

    *venues* has the cities that the running text names, by the organisation that held the event; *exhibitors* has where
    it says whose booth it was, a cell an event. Raises ReaderError when these are not as many as the events.
    """
    rows = flow.split(rf"(?<![～~〜]\n)^{DAY}")
    if len(rows) != len(exhibitors):
        raise flow.error(f"{len(rows)} events of others but the text tells of {len(exhibitors)} booths")
    for row, exhibitor in zip(rows, exhibitors, strict=True):
        match = row.match(_BOOTH)
        who, content, note = match.cell("who"), match.cell("content"), match.cell("note")
        period = read_period(match.found["date"], row.first)
        title = match.cell("title")
        place = venues.get(organisation(who), EMPTY)
        event = builder.add(
            "events",
            f"booth-{period.start}",
            match.cell("date").lines | title.lines | content.lines | place.lines,
            kind="fair",
            series=series,
            title=title.text,
            content=content.text,
            **place_cells(builder, place),
            **period.cells(),
        )
        _party(builder, event, "organiser", who)
        _party(builder, event, "exhibitor", exhibitor)
        value = match.cell("value")
        add_figure(
            builder,
            event,
            "visitors",
            value.text,
            value.lines | note.lines,
            label="参加者数",
            approximate=True,
            note=note.text,
        )


def read_jiam_trainings(builder: Builder, flow: Flow, series: str, co_organiser: Cell) -> Cell:
    """Trainings held together with JIAM; gives the cell of the total that ends the table."""
    total = flow.lines[-1]
    found = re.fullmatch(rf"計 ({NUMBER}) 名", total)
    if found is None:
        raise flow.error("the table of trainings ends with a total", len(flow.text) - 1)
    body = flow.without([flow.numbers[-1]])
    fixed = {"kind": "training", "series": series, "organiser": "clair"}
    counted = 0
    for row in body.split(rf"^\(前期\)|(?<!後期\))(?<!\))^{DAY}"):
        twice = row.try_match(_JIAM_TWICE)
        if twice is None:
            event, match = read_event(builder, row, Shape("jiam-training", _JIAM, fixed, label="受講者数"))
        else:
            match = twice
            parts = [
                (part.cell("name"), read_period(part.found["date"], row.first), part.lines)
                for part in twice.sub("parts").all(rf"\((?P<name>前期|後期)\)(?P<date>{PERIOD})")
            ]
            title = twice.cell("title")
            event = builder.add(
                "events",
                f"jiam-training-{parts[0][1].start}",
                title.lines.union(*(lines for _, _, lines in parts)),
                title=title.text,
                **(fixed | span([period for _, period, _ in parts])),
            )
            for number, (name, period, lines) in enumerate(parts, 1):
                builder.add(
                    "event_sessions",
                    f"{event}-{number}",
                    lines,
                    event=event,
                    part=str(number),
                    part_printed=name.text,
                    **period.cells(),
                )
            value = twice.cell("value")
            add_figure(builder, event, "attendees", value.text, value.lines, label="受講者数")
        counted += int(match.found["value"])
        _party(builder, event, "co-organiser", co_organiser)
    if counted != int(found[1]):
        raise flow.error(f"the trainings add up to {counted}, the table says {found[1]}", len(flow.text) - 1)
    return Cell(found[1], frozenset({flow.numbers[-1]}))


def read_two_part_training(builder: Builder, flow: Flow, series: str, title: Cell, theme: Cell, mode: Cell) -> None:
    """One training in two parts, each with its date, mode, content and participants."""
    parts = []
    for row in flow.split(r"^第\d部："):
        match = row.match(
            rf"(?P<part>第(?P<number>\d)部)：\n(?P<date>{DAY})\n(?P<mode>オンライン|現地)(?:：(?P<place>\S+市))?[ \n]"
            rf"(?P<content>(?:.|\n)+?)[ \n]{_N}"
        )
        parts.append((match, read_period(match.found["date"], row.first)))
    dates = frozenset[int]().union(*(match.cell("date").lines for match, _ in parts))
    event = builder.add(
        "events",
        f"{series}-{parts[0][1].start}",
        title.lines | theme.lines | mode.lines | dates,
        kind="training",
        series=series,
        title=title.text,
        theme=theme.text,
        organiser="clair",
        mode=mode_of(builder, mode),
        mode_printed=mode.text,
        **span([period for _, period in parts]),
    )
    for match, period in parts:
        place, part_mode = match.cell("place"), match.cell("mode")
        cells = place_cells(builder, place)
        part, content = match.cell("part"), match.cell("content")
        session = builder.add(
            "event_sessions",
            f"{event}-{int(match.found['number'])}",
            part.lines | match.cell("date").lines | place.lines | part_mode.lines | content.lines,
            event=event,
            part=str(int(match.found["number"])),
            part_printed=part.text,
            mode=mode_of(builder, part_mode),
            content=content.text,
            **cells,
            **period.cells(),
        )
        value = match.cell("value")
        add_figure(builder, event, "attendees", value.text, value.lines, session=session, label="参加者数")


_CIRCLED = "①②③④⑤⑥⑦⑧⑨"


def read_joint_projects(builder: Builder, flow: Flow, programme: str, series: str) -> None:
    """Projects that several organisations held together: date, bodies, place, contents and participants.

    Contents and participants marked ①② belong together; each pair is a session.
    """
    for row in flow.split(rf"^{DAY}"):
        match = row.match(
            rf"(?P<date>{DAY})\n(?P<who>（公財）[^①災]+?(?:ほか|関西))\n(?P<place>\S+県(?:.|\n)+?[市町])\n"
            rf"(?P<content>(?:①|災害時避難所)(?:.|\n)+?)\n(?P<counts>(?:[{_CIRCLED}]?{NUMBER}{BLANK}名\n?)+)"
        )
        period = read_period(match.found["date"], row.first)
        place, content = match.cell("place"), match.sub("content")
        contents = list(content.all(rf"[{_CIRCLED}](?P<what>[^{_CIRCLED}]+)"))
        whole = content.cell()
        event = builder.add(
            "events",
            f"{series}-{period.start}",
            match.cell("date").lines | place.lines | (frozenset() if contents else whole.lines),
            kind="training",
            series=series,
            content="" if contents else whole.text,
            **place_cells(builder, place),
            **period.cells(),
        )
        bodies = _organisers(builder, event, match.sub("who"))
        whats = [found.cell("what") for found in contents] or [whole]
        _supported(builder, event, programme, match, period, bodies, whats)
        counts = list(match.sub("counts").all(rf"[{_CIRCLED}]?(?P<value>{NUMBER}){BLANK}名"))
        if len(counts) != max(1, len(contents)):
            raise row.error(f"{len(contents)} contents but {len(counts)} numbers of participants")
        for number, count in enumerate(counts, 1):
            session = ""
            if contents:
                what = contents[number - 1].cell("what")
                session = builder.add(
                    "event_sessions",
                    f"{event}-{number}",
                    what.lines,
                    event=event,
                    part=str(number),
                    part_printed=_CIRCLED[number - 1],
                    content=what.text,
                )
            value = count.cell("value")
            add_figure(builder, event, "attendees", value.text, value.lines, session=session, label="参加者数")


def _supported(
    builder: Builder,
    event: str,
    programme: str,
    match: Match,
    period: Period,
    bodies: list[Body],
    contents: list[Cell],
) -> None:
    """The project as one that the programme supported: the body named first received it, the others carried it out too.

    Raises ReaderError when no body is named.
    """
    if not bodies:
        raise match.flow.error("a supported project names the bodies that carried it out")
    who = match.cell("who")
    first = bodies[0]
    grant = builder.add(
        "grants",
        f"{programme}-2023-{first.slug}",
        who.lines.union(match.cell("date").lines, *(cell.lines for cell in contents)),
        programme=programme,
        recipient_printed=who.text,
        municipality=first.municipality,
        organisation=first.organisation,
        fiscal_year="2023",
        content="、".join(cell.text for cell in contents),
        date_printed=period.printed,
        start=period.start,
        end=period.end,
    )
    for number, body in enumerate(bodies[1:], 1):
        builder.add(
            "grant_parties",
            f"{grant}-implementer-{number}",
            body.cell.lines,
            grant=grant,
            role="implementer",
            municipality=body.municipality,
            organisation=body.organisation,
            printed=body.cell.text,
        )
    builder.add("grant_events", grant, match.cell("date").lines | who.lines, grant=grant, event=event)


@dataclass(frozen=True)
class Body:
    """An organisation or a local government (one of the two keys) and where it is named."""

    cell: Cell
    organisation: str = ""
    municipality: str = ""

    @property
    def slug(self) -> str:
        """A short name for keys."""
        return slug(self.municipality) if self.municipality else self.organisation


def _organisers(builder: Builder, event: str, flow: Flow) -> list[Body]:
    """The bodies of a list separated by ・ and 、, which are added as parties; ``ほか`` says that it isn't complete.

    A local government after one with its prefecture is in that prefecture.
    """
    bodies: list[Body] = []
    text, position = flow.text.removesuffix("ほか"), 0
    pieces = [found.span() for found in re.finditer(r"[^・、]+", text)]
    prefecture = ""
    for start, end in pieces:
        part = flow.part(start, end)
        cell = part.cell()
        known = organisation_prefix(part)
        if known and not known[2]:
            _party(builder, event, "implementer", cell, known[0])
            bodies.append(Body(cell, organisation=known[0]))
        else:
            code = municipality(cell, prefecture)
            prefecture = code[:2] if code.endswith("000") else prefecture
            builder.add(
                "event_parties",
                f"{event}-{slug(code)}",
                cell.lines,
                event=event,
                role="implementer",
                municipality=code,
                printed=cell.text,
            )
            bodies.append(Body(cell, municipality=code))
        position = end
    if text[position:].strip():
        raise flow.error("unknown body", position)
    return bodies


def read_study_meetings(builder: Builder, flow: Flow, series: str) -> None:
    """Two meetings whose dates, then modes, then title, theme and participants are printed one below the other."""
    match = flow.match(
        rf"(?P<date1>{DAY})\n(?P<date2>{DAY})\n第１回(?P<mode1>現地)：\n(?P<place1>\S+)\n第２回(?P<mode2>オンラ\nイン)\n"
        r"(?P<title>令和(?:.|\n)+?会)\n(?P<theme>(?:.|\n)+強化)\n(?P<audience>.+)"
    )
    title, theme, audience = (match.cell(name) for name in ("title", "theme", "audience"))
    for number in (1, 2):
        period = read_period(match.found[f"date{number}"], flow.first)
        mode = match.cell(f"mode{number}")
        place = match.cell("place1") if number == 1 else Cell("", frozenset())
        builder.add(
            "events",
            f"{series}-{number}",
            match.cell(f"date{number}").lines | mode.lines | place.lines | title.lines | theme.lines | audience.lines,
            kind="meeting",
            series=series,
            number=str(number),
            title=title.text,
            theme=theme.text,
            organiser="clair",
            audience=audience.text,
            mode=mode_of(builder, mode),
            mode_printed=mode.text,
            **place_cells(builder, place),
            **period.cells(),
        )


def read_online_skills(builder: Builder, flow: Flow, series: str, title: Cell) -> None:
    """Online training on working online."""
    fixed = {"kind": "training", "series": series, "title": title.text, "organiser": "clair"}
    read_events(builder, flow, Shape(series, _ONLINE_SKILLS, fixed, title.lines))


def read_study_visits(builder: Builder, flow: Flow, series: str, title: Cell) -> None:
    """Visits to places that do well, in one prefecture each."""
    fixed = {"kind": "study-tour", "series": series, "title": title.text, "organiser": "clair", "mode": "on-site"}
    read_events(builder, flow, Shape(series, _STUDY_VISIT, fixed, title.lines))


def read_exchange_programme(
    builder: Builder,
    flow: Flow,
    series: str,
    title: Cell,
    country: str,
    place: Cell,
    stated: Match,
    first: Cell = EMPTY,
) -> str:
    """A policy exchange programme abroad; gives the event's key.

    *stated* is where the running text says for whom it was (its group ``audience``) and how many took part (``value``),
    the same number as in the table. *first* is where it says that the programme was held for the first time.
    """
    fixed = {"kind": "exchange-programme", "series": series, "title": title.text, "organiser": "clair"}
    audience = stated.cell("audience")
    fixed |= {"country": country, "place": place.text, "audience": audience.text}
    if first:
        fixed |= {"number": "1", "inferred": "number"}
    lines = title.lines | place.lines | audience.lines | first.lines
    shape = Shape(series, _PROGRAMME, fixed, lines, also=stated.cell("value").lines)
    ((event, match),) = read_events(builder, flow, shape)
    if digits(match.found["value"]) != digits(stated.found["value"]):
        raise flow.error(f"the text says that {stated.found['value']} took part, the table says {match.found['value']}")
    return event


def read_council_events(builder: Builder, flow: Flow, series: str) -> None:
    """The year's meetings of the liaison council of regional international associations."""
    fixed = {"kind": "meeting", "series": series, "organiser": "council-of-regional-international-associations"}
    read_events(builder, flow, Shape("council", _MEETING, fixed))


def read_block_meetings(builder: Builder, flow: Flow, series: str, heading: Cell) -> None:
    """General meetings of the six blocks; the association in charge is printed as its local government."""
    fixed = {"kind": "meeting", "series": series, "title": "総会"}
    for event, match in read_events(builder, flow, Shape("block-meeting", _BLOCK_MEETING, fixed, heading.lines)):
        _party(builder, event, "organiser", match.cell("block"))
        cell = match.cell("secretariat")
        code = municipality(cell)
        builder.add(
            "event_parties",
            f"{event}-{slug(code)}",
            cell.lines,
            event=event,
            role="secretariat",
            municipality=code,
            printed=cell.text,
        )


def read_staff_trainings(builder: Builder, flow: Flow, series: str) -> None:
    """Trainings for the staff of regional international associations."""
    fixed = {"kind": "training", "series": series, "organiser": "council-of-regional-international-associations"}
    read_events(builder, flow, Shape("association-training", _STAFF_TRAINING, fixed))


_CATEGORIES = ("easy-japanese", "disaster-support", "multicultural-subtotal", "other", "total")
_DESTINATIONS = {
    "都道府県": "prefectures",
    "市区町村": "municipalities",
    "地域国際化協会": "regional-international-associations",
    "市町村国際交流協会": "municipal-international-associations",
    "合計": "total",
}


def read_adviser_counts(builder: Builder, flow: Flow) -> None:
    """Dispatches of advisers by destination and field of work; in brackets those online. Sums are checked."""
    match = flow.match(
        r"(?P<head>業務区分\n派遣先\n多文化共生\nその他 合計\nやさしい日本語\n災害時の\n外国人支援\n小計)"
        r"\n(?P<rows>(?:.|\n)+?)\n(?P<note>※.+)"
    )
    head = match.sub("head").numbers
    builder.note(head[:2], "heading", "axes of the table of dispatches")
    lines = match.sub("head").lines
    columns = {
        "easy-japanese": ({head[2], head[4]}, f"{lines[2]} {lines[4]}"),
        "disaster-support": ({head[2], head[5], head[6]}, f"{lines[2]} {lines[5]}{lines[6]}"),
        "multicultural-subtotal": ({head[2], head[7]}, f"{lines[2]} {lines[7]}"),
        "other": ({head[3]}, lines[3].split(" ")[0]),
        "total": ({head[3]}, lines[3].split(" ")[1]),
    }
    sums = dict.fromkeys(_CATEGORIES, 0)
    for row in match.sub("rows").split(r"^\D+ "):
        cells = row.match(
            r"(?P<who>\D+) " + " ".join(rf"(?P<c{n}>\d+)(?:\((?P<o{n}>\d+)\))?" for n in range(len(_CATEGORIES)))
        )
        who = cells.cell("who")
        if who.text not in _DESTINATIONS:
            raise row.error(f"{who.text!r} is not a kind of destination")
        values = {name: int(cells.found[f"c{n}"]) for n, name in enumerate(_CATEGORIES)}
        if values["easy-japanese"] + values["disaster-support"] != values["multicultural-subtotal"]:
            raise row.error("the two fields do not add up to their subtotal")
        if values["multicultural-subtotal"] + values["other"] != values["total"]:
            raise row.error("the fields do not add up to the total")
        for number, name in enumerate(_CATEGORIES):
            if who.text == "合計" and values[name] != sums[name]:
                raise row.error(f"the destinations do not add up to the total {values[name]}")
            sums[name] += values[name]
            online = cells.found[f"o{number}"]
            builder.add(
                "adviser_dispatch_counts",
                f"{_DESTINATIONS[who.text]}-{name}",
                who.lines | columns[name][0] | (match.cell("note").lines if online else frozenset()),
                destination=_DESTINATIONS[who.text],
                destination_printed=who.text,
                category=name,
                category_printed=columns[name][1],
                count=str(values[name]),
                online=str(int(online)) if online else "",
                fiscal_year="2023",
            )
    builder.note(match.cell("note").lines, "prose", "says what the other fields are and what the brackets mean")
