"""Projects of the overseas offices with JETAA: a table of three pages whose group headings are letters in a column.

The first two columns (office, country) are printed once a group, a letter a line; several were lost in the flattening.
lookups/jetaa_groups.csv lists the groups in their order: the letters that are left, how many rows the group has, and
which columns had to be inferred. A cell ends where the next line follows without a blank line between.
"""

from __future__ import annotations

import re

from mappings.helpers.lookups import read_rows
from mappings.helpers.text import join_lines
from mappings.layout.builder import Builder
from mappings.layout.filters import period_of, span_of
from mappings.layout.flow import EMPTY, Cell, Flow, Match
from mappings.layout.outline import Part
from mappings.layout.patterns import PATTERNS, compile_pattern
from mappings.layout.verbs import Run
from mappings.source_001.bodies import as_flow
from mappings.source_001.folder import LOOKUPS
from mappings.source_001.names import country_named, municipality
from mappings.source_001.runs import MARKS, marked

_MARKS = MARKS
_ROW = compile_pattern(
    rf"(?:{{run:①{{DAY}}(?:\n[{_MARKS}]{{DAY}})+}}|{{date:PERIOD}})_{{rest:[\s\S]+}}", PATTERNS
).pattern
_TITLE_PARTS_PLACES = rf"(?P<title>[^{_MARKS}（]+)\n（(?P<parts>①[\s\S]+?)） *\n(?P<places>①[\s\S]+)"
_TITLE_PARTS_PLACE = rf"(?P<title>[^①]+?) ?(?P<parts>①[\s\S]*[{_MARKS}][^\n{_MARKS}]+)\n(?P<place>[^{_MARKS}]+)"
_TITLE_PLACES = rf"(?P<title>[^{_MARKS}（]+)\n(?P<places>①[\s\S]+)"
_TITLE_PLACE = rf"(?P<title>[^{_MARKS}]+) (?P<place>\S+)"
_PARTS_PLACES = r"(?P<parts>①[\s\S]+?)\n(?P<places>①[\s\S]+)"
_POSTED = re.compile(r"(?P<place>\S+ Facebook) に (?P<content>.+を投稿)")
_IN_JAPAN = re.compile(r"\S{2,3}[都道府県]\S+[市町村]")
_PLACE = re.compile(r"(?P<place>[^（]*)(?:（(?P<note>[^）]*オンライン併用)）)?")


def read_jetaa_projects(run: Run, part: Part) -> None:
    """The rows of the table. Raises ReaderError for an unknown shape."""
    flow, letters = _without_letters(run.builder, part.body)
    _read_groups(run.builder, flow.split(r"^①?令和"), letters)


def _without_letters(builder: Builder, flow: Flow) -> tuple[Flow, list[tuple[str, frozenset[int]]]]:
    """The flow without the letters of group headings, and the headings: their letters joined, and their lines."""
    runs: list[tuple[str, frozenset[int]]] = []
    run: list[tuple[str, int]] = []
    drop: set[int] = set()
    for text, number in zip((*flow.lines, ""), (*flow.numbers, 0), strict=True):
        if len(text) == 1:
            run.append((text, number))
        elif len(run) == 1:  # the end of a broken cell, as the 日 of a date
            run = []
        elif run:
            letters = "".join(letter for letter, _ in run)
            lines = frozenset(n for _, n in run)
            drop |= lines
            if letters == "海外事務所国名":
                builder.note(lines, "furniture", "headings of the columns, repeated on a new page")
            else:
                runs.append((letters, lines))
            run = []
        if text == "実施日 名称等 開催地等":
            builder.note([number], "furniture", "headings of the columns, repeated on a new page")
            drop.add(number)
    return flow.without(drop), runs


def _read_groups(builder: Builder, rows: list[Flow], letters: list[tuple[str, frozenset[int]]]) -> None:
    headings = list(letters)
    position = 0
    for group in read_rows(
        LOOKUPS / "jetaa_groups.csv", ("printed", "rows", "office", "country", "inferred", "places")
    ):
        members = rows[position : position + int(group["rows"])]
        position += int(group["rows"])
        if not members:
            raise rows[-1].error(f"the group {group['office']} {group['country']} has no rows")
        lines: frozenset[int] = frozenset()
        if group["printed"]:
            if not headings or headings[0][0] != group["printed"]:
                raise members[0].error(f"the letters of the heading {group['printed']} should stand before this row")
            lines = headings.pop(0)[1]
            if max(lines) > members[0].first or (
                position > len(members) and min(lines) < rows[position - len(members) - 1].numbers[-1]
            ):
                raise members[0].error(f"the heading {group['printed']} does not stand right before this row")
        for number, row in enumerate(members, 1):
            _read_row(builder, row, group, lines, number)
    if position != len(rows) or headings:
        raise rows[-1].error(
            f"{len(rows)} rows and {len(headings)} headings left, lookups/jetaa_groups.csv has {position}"
        )


def _read_row(builder: Builder, row: Flow, group: dict[str, str], heading: frozenset[int], number: int) -> None:
    match = row.match(_ROW)
    rest = match.sub("rest")
    dates = _items(match.sub("run")) if match.has("run") else [match.cell("date")]
    parts: list[Cell] = []
    places: list[Cell] = []
    if "①" in rest.text or match.has("run"):
        shape = _run_shape(rest)
        title = _spaced(shape.sub("parts" if "title" not in shape.matched.re.groupindex else "title"))
        if "parts" in shape.matched.re.groupindex:
            parts = _items(shape.sub("parts"))
        if "places" in shape.matched.re.groupindex:
            places = _items(shape.sub("places"))
        place = _spaced(shape.sub("place")) if "place" in shape.matched.re.groupindex else EMPTY
    else:
        title, place = _title_and_place(rest)
    for cell in [*places, *([place] if place else [])]:
        if not re.fullmatch(group["places"], cell.text):
            raise row.error(f"{cell.text!r} is not a place of {group['office']} in {group['country']}")
    periods = [period_of(cell.text) for cell in dates]
    where, mode, printed_mode = _place_and_mode(place)
    posted = _POSTED.fullmatch(where)
    if posted is not None:
        where = posted["place"]
    key = f"jetaa-{group['country']}-{periods[0]['start']}"
    japanese = _japanese_places().get(where, "")
    held_abroad = bool(where) and posted is None and not japanese
    event = builder.add(
        "events",
        key,
        _lines_of(*dates, title, place) | heading,
        kind=_kind(title.text),
        series="jetaa-projects",
        title=title.text,
        content=posted["content"] if posted is not None else "",
        organiser=group["office"],
        country=group["country"] if held_abroad else "",
        concerns=group["country"],
        place=where,
        municipality=japanese,
        mode=mode,
        mode_printed=printed_mode,
        inferred=_inferred(group["inferred"], held_abroad),
        **(periods[0] if len(periods) == 1 else span_of(periods)),
    )
    _add_mentions(builder, event, title)
    for index, cell in enumerate(parts, 1):
        _add_mentions(builder, event, cell, f"{event}-{index}")
    sessions = max(len(dates), len(parts), len(places))
    if sessions > 1:
        _sessions(builder, row, event, sessions, dates, parts, places, group)


def _inferred(columns: str, held_abroad: bool) -> str:
    """The inferred columns of an event: the country of its group, and with it the one of a place of that country."""
    return " ".join(
        "concerns country" if name == "country" and held_abroad else name.replace("country", "concerns")
        for name in columns.split()
    )


def _sessions(
    builder: Builder,
    row: Flow,
    event: str,
    count: int,
    dates: list[Cell],
    parts: list[Cell],
    places: list[Cell],
    group: dict[str, str],
) -> None:
    for cells in (dates, parts, places):
        if len(cells) not in (0, 1, count):
            raise row.error(f"{len(cells)} dates, titles or places do not pair with {count}")
    for index in range(count):
        date = dates[index if len(dates) > 1 else 0]
        part = parts[index] if parts else EMPTY
        place = places[index] if places else EMPTY
        where, mode, _printed = _place_and_mode(place)
        in_japan = _IN_JAPAN.fullmatch(where) is not None
        if _IN_JAPAN.fullmatch(part.text):
            # The item is a local government: it was shown, nothing was held in it.
            builder.add(
                "event_parties",
                f"{event}-featured-{index + 1}",
                part.lines,
                event=event,
                session=f"{event}-{index + 1}",
                role="featured",
                municipality=municipality(part),
                printed=part.text,
            )
        builder.add(
            "event_sessions",
            f"{event}-{index + 1}",
            _lines_of(date, part, place),
            event=event,
            part=str(index + 1),
            part_printed=part.text,
            mode=mode,
            place=where,
            country=group["country"] if where and not in_japan else "",
            inferred="country" if _country_is_inferred(group, where) and not in_japan else "",
            municipality=municipality(place) if in_japan else "",
            **period_of(date.text),
        )


def _country_is_inferred(group: dict[str, str], place: str) -> bool:
    """Whether neither the heading of the group nor *place* itself (シンガポール) prints the country of *place*."""
    return bool(place) and "country" in group["inferred"].split() and not country_named(place)


def _run_shape(rest: Flow) -> Match:
    for pattern in (_TITLE_PARTS_PLACES, _TITLE_PLACES, _PARTS_PLACES, _TITLE_PARTS_PLACE, _TITLE_PLACE):
        match = rest.try_match(pattern)
        if match is not None:
            return match
    raise rest.error("a row of numbered dates, titles or places of an unknown shape")


def _items(flow: Flow) -> list[Cell]:
    """The items of a run ①…②… without their marks. Raises ReaderError when the marks don't count up from ①."""
    cells = [as_flow(item["item"]).cell() for item in marked(flow)]
    return [Cell(cell.text.rstrip("、 "), cell.lines) for cell in cells]


def _add_mentions(builder: Builder, event: str, cell: Cell, session: str = "") -> None:
    """Rows of ``event_parties`` for the organisations of lookups/event_mentions.csv that a title names."""
    for row in read_rows(LOOKUPS / "event_mentions.csv", ("word", "role", "organisation")):
        if row["word"] in cell.text:
            builder.add(
                "event_parties",
                f"{event}-{row['organisation']}",
                cell.lines,
                event=event,
                session=session,
                role=row["role"],
                organisation=row["organisation"],
                printed=row["word"].removeprefix("於 ").removeprefix("-"),
            )


def _title_and_place(rest: Flow) -> tuple[Cell, Cell]:
    """Cut the rest of a row where its title ends: at a line that follows without a blank line, or else by its form."""
    if len(rest.lines) == 1:
        match = rest.match(r"(?P<title>.+) (?P<place>\S+)")
        return match.cell("title"), match.cell("place")
    numbers = rest.numbers
    cuts = [i for i in range(1, len(numbers)) if numbers[i] == numbers[i - 1] + 1]
    if len(cuts) > 1:
        raise rest.error("more cells than a title and a place")
    if cuts:
        cut = cuts[0]
    elif rest.lines[-1].endswith("）"):
        opening = max(i for i, line in enumerate(rest.lines) if line.startswith("（"))
        cut = opening - 1
    else:
        cut = len(numbers) - 1
    if cut < 1:
        raise rest.error("no title before the place")
    title = Flow(rest.key, rest.lines[:cut], numbers[:cut])
    place = Flow(rest.key, rest.lines[cut:], numbers[cut:])
    return _spaced(title), _spaced(place)


def _spaced(flow: Flow) -> Cell:
    """The flow as one cell, with the space this document prints between Japanese and Latin letters also at line ends.

    Two titles of this table are two names on two lines; the space keeps them apart.
    """
    text = ""
    for line in flow.lines:
        mixed = re.search(r"[A-Za-z][ぁ-んァ-ヶー一-龥]|[ぁ-んァ-ヶー一-龥][A-Za-z]", text[-1:] + line[:1])
        text = f"{text} {line}" if mixed else join_lines((text, line))
    return Cell(text, frozenset(flow.numbers))


def _place_and_mode(cell: Cell) -> tuple[str, str, str]:
    """Place, mode and the mode as printed; a place that is オンライン is a mode."""
    if cell.text == "オンライン":
        return "", "online", cell.text
    match = _PLACE.fullmatch(cell.text)
    if match is None:
        return cell.text, "", ""
    return match["place"].strip(), "hybrid" if match["note"] else "", match["note"] or ""


def _japanese_places() -> dict[str, str]:
    """The places in Japan of lookups/places.csv, by the name that is printed without its suffix."""
    places = read_rows(LOOKUPS / "places.csv", ("printed", "municipality"))
    return {row["printed"]: row["municipality"] for row in places}


def _lines_of(*cells: Cell) -> frozenset[int]:
    return frozenset().union(*(cell.lines for cell in cells))


def _kind(title: str) -> str:
    """The kind of event that the title names, by the first word of lookups/jetaa_kinds.csv that is in it."""
    for row in read_rows(LOOKUPS / "jetaa_kinds.csv", ("word", "kind")):
        if row["word"] in title:
            return row["kind"]
    return "outreach"
