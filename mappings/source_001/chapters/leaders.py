"""Training, joint projects and meetings of those active for multicultural coexistence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mappings.layout.flow import Cell, Flow, Match
from mappings.source_001.builder import Builder
from mappings.source_001.cells import BLANK, NUMBER, add_figure, mode_of
from mappings.source_001.dates import DAY, PrintedPeriod, read_period, span
from mappings.source_001.event_tables import add_party, place_cells
from mappings.source_001.names import municipality, organisation_prefix, slug

_N = rf"(?P<value>{NUMBER}){BLANK}(?P<unit>名|協会)"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨"


def read_two_part_training(builder: Builder, flow: Flow, series: str, title: Cell, theme: Cell, mode: Cell) -> None:
    """One training in two parts, with date, mode, content and participants for either part."""
    parts = []
    for row in flow.split(r"^第\d部："):
        match = row.match(
            rf"(?P<part>第(?P<number>\d)部)：\n(?P<date>{DAY})\n(?P<mode>オンライン|現地)(?:：(?P<place>\S+市))?[ \n]"
            rf"(?P<content>(?:.|\n)+?)[ \n]{_N}"
        )
        parts.append((match, read_period(match.matched["date"], row.first)))
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
            f"{event}-{int(match.matched['number'])}",
            part.lines | match.cell("date").lines | place.lines | part_mode.lines | content.lines,
            event=event,
            part=str(int(match.matched["number"])),
            part_printed=part.text,
            mode=mode_of(builder, part_mode),
            content=content.text,
            **cells,
            **period.cells(),
        )
        value = match.cell("value")
        add_figure(builder, event, "attendees", value.text, value.lines, session=session, label="参加者数")


def read_joint_projects(builder: Builder, flow: Flow, programme: str, series: str) -> None:
    """Projects that several organisations held together: date, bodies, place, contents and participants.

    Contents and participants with the same mark (①②) belong together and make a session.
    """
    for row in flow.split(rf"^{DAY}"):
        match = row.match(
            rf"(?P<date>{DAY})\n(?P<who>（公財）[^①災]+?(?:ほか|関西))\n(?P<place>\S+県(?:.|\n)+?[市町])\n"
            rf"(?P<content>(?:①|災害時避難所)(?:.|\n)+?)\n(?P<counts>(?:[{_CIRCLED}]?{NUMBER}{BLANK}名\n?)+)"
        )
        period = read_period(match.matched["date"], row.first)
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
        whats = [item.cell("what") for item in contents] or [whole]
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
    period: PrintedPeriod,
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
    """The bodies of a list separated by ・ and 、, which are added as parties; ``ほか`` ends an incomplete list.

    A local government after one with its prefecture is in that prefecture.
    """
    bodies: list[Body] = []
    text, position = flow.text.removesuffix("ほか"), 0
    pieces = [piece.span() for piece in re.finditer(r"[^・、]+", text)]
    prefecture = ""
    for start, end in pieces:
        part = flow.part(start, end)
        cell = part.cell()
        named = organisation_prefix(part)
        if named and not named[2]:
            add_party(builder, event, "implementer", cell, named[0])
            bodies.append(Body(cell, organisation=named[0]))
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
        period = read_period(match.matched[f"date{number}"], flow.first)
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
