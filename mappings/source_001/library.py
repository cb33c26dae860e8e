"""What document 001 adds to the words of a layout."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mappings.helpers.countries import country_of
from mappings.helpers.gazetteer import gazetteer
from mappings.helpers.lookups import LookupProblem, lookup_rows, register_rows
from mappings.helpers.numbers import plain_number
from mappings.helpers.organisations import organisation_of
from mappings.layout.filters import is_municipality, lookup, of_text, period_of, span_of
from mappings.layout.flow import Cell, Flow
from mappings.layout.patterns import PATTERNS, compile_pattern
from mappings.layout.reading import Library
from mappings.layout.templates import Cells, Value, text_of
from mappings.source_001.bodies import as_flow, bodies
from mappings.source_001.folder import LOOKUPS
from mappings.source_001.grants import grant_list
from mappings.source_001.jetaa import read_jetaa_projects
from mappings.source_001.joins import join_repeated_figures, name_issues
from mappings.source_001.names import municipality_list
from mappings.source_001.officers import affiliation, departments_of_officers, divisions, english_name, split_division
from mappings.source_001.overseas_staff import read_overseas_staff
from mappings.source_001.runs import MARKS, marked
from mappings.source_001.seminars import only_talk, seminar_parts, theme
from mappings.source_001.speakers import speakers, speakers_by_line

_PLACE = re.compile(r"(?P<place>[^\n（(]+)(?:\n[（(](?P<country>[^）)]+)[）)])?")


def _countries() -> str:
    """A country the way the document prints it, as a pattern."""
    names = {row["name_ja"] for row in register_rows("countries", ("name_ja",))}
    names |= {row["printed"] for row in lookup_rows("country_names", ("printed",))}
    return "|".join(sorted(names, key=len, reverse=True))


def municipalities_in(flow: Flow, _word: str = "") -> Iterator[dict[str, Value]]:
    """The *code* of each local government that a title names, and its *printed* name. Raises ReaderError."""
    for match in gazetteer().find(flow.cell().text):
        if not match.code:
            raise flow.error(f"{match.printed} may be several local governments")
        yield {"code": match.code, "printed": match.printed}


def municipalities(flow: Flow, separator: str) -> Iterator[dict[str, Value]]:
    """The local governments of a list: the *code* and the *place* that it prints."""
    for code, place in municipality_list(flow, separator):
        yield {"code": code, "place": place}


def marked_span(value: Flow | str, _word: str) -> Cells:
    """The span of the periods of a run."""
    assert isinstance(value, Flow)
    return span_of([period_of(item["item"].cell().text) for item in marked(value) if isinstance(item["item"], Flow)])


def place_abroad(printed: str) -> Cells:
    """The columns ``country`` and ``inferred`` of a place abroad whose country isn't printed beside it.

    Raises ValueError for a place that ``lookups/places_abroad.csv`` doesn't have.
    """
    try:
        return {"country": country_of(printed)}
    except LookupProblem:
        return {"country": lookup(LOOKUPS, printed, "places_abroad"), "inferred": "country"}


def days_in(flow: Flow, _word: str = "") -> list[dict[str, Value]]:
    """The days of a list such as ``令和５年４月３日、17日``: each *item*, and its *day* in ISO 8601."""
    days: list[dict[str, Value]] = []
    year_and_month = ""
    for match in flow.all(r"[^、]+"):
        text = match.cell(0).text
        text = text if text.startswith("令和") else year_and_month + text
        year_and_month = text[: text.find("月") + 1]
        days.append({"item": match.sub(0), "day": period_of(text)["start"]})
    return days


def days_of_list(value: Flow | str, _word: str) -> Cells:
    """The span of the days of a list."""
    assert isinstance(value, Flow)
    days = days_in(value)
    period = span_of([{"date_printed": "", "start": str(day["day"]), "end": ""} for day in days])
    return period | {"date_printed": "、".join(re.sub(r"\s+", "", text_of(day["item"])) for day in days)}


def flash_title(value: Flow | str, _word: str) -> str:
    """A title joined over its lines; a wide capital after a wide small letter begins a new word."""
    assert isinstance(value, Flow)
    if len(value.lines) < 2:
        return value.cell().text
    return re.sub(r"(?<=[ａ-ｚ])\n(?=[Ａ-Ｚ])", " ", value.text).replace("\n", "")


def flash_place(value: Flow | str, _word: str) -> Cells:
    """The place after the ＝ of a title, or the region (南仏…州で) before it, and its country."""
    title = flash_title(value, "")
    if match := re.search(r"＝([^＝」]+)\Z", title):
        return {"place_printed": match[1], "country": country_of(match[1].split("・")[0])}
    if match := re.match(r"(南(仏)\S+?州)で", title):
        return {"place_printed": match[1], "country": country_of(match[2])}
    return {}


def organisation_if_any(printed: str) -> str:
    """The organisation that has this name; empty for a medium that is none."""
    try:
        return organisation_of(printed)
    except LookupProblem:
        return ""


def town(printed: str) -> str:
    """The local government that a place in Japan is, or is in (``lookups/places.csv``)."""
    return gazetteer().by_name(printed) if is_municipality(printed) else lookup(LOOKUPS, printed, "places")


def first_body(value: Flow | str, _word: str) -> Cells:
    """The body that a list names first."""
    first = next(iter(bodies(as_flow(value))))
    return {"organisation": str(first["organisation"]), "municipality": str(first["municipality"])}


def ranking(flow: Flow, _word: str = "") -> list[dict[str, Value]]:
    """A ranking in two columns: each *rank*, *who* has it, and the *count*.

    Raises ReaderError for a rank that the count does not give.
    """
    entry = r"(?P<rank>\d+) (?P<who>\S+) (?P<count>[\d,]+)"
    flow.match(r"(?:\d+ \S+ [\d,]+ \d+ \S+ [\d,]+(?:\n|\Z))+")
    entries = sorted(flow.all(entry), key=lambda match: int(match.matched["rank"]))
    counts = [int(plain_number(match.matched["count"])) for match in entries]
    for match, count in zip(entries, counts, strict=True):
        if int(match.matched["rank"]) != 1 + sum(other > count for other in counts):
            raise flow.error(f"{match.matched['who']} has a rank that its number does not give", match.span()[0])
    return [{name: match.sub(name) for name in ("rank", "who", "count")} for match in entries]


def dates_and_places(flow: Flow, _word: str = "") -> list[dict[str, Value]]:
    """As many places, each with its *country* in brackets or without, as *date*s before them. Raises ReaderError."""
    dates = list(flow.all(compile_pattern("^{DAY}$", PATTERNS)))
    places = list(flow.part(dates[-1].span()[1], len(flow.text)).all(_PLACE))
    if len(dates) != len(places):
        raise flow.error(f"{len(dates)} dates need as many places, not {len(places)}")
    return [
        {"date": date.sub(0), "place": place.sub("place"), "country": place.sub("country")}
        for date, place in zip(dates, places, strict=True)
    ]


def apart(value: Flow | str, _word: str) -> str:
    """A short printed content; items on lines of their own (各事務所の取組報告, 有識者講演) are joined by 、."""
    assert isinstance(value, Flow)
    if len(value.lines) > 1 and all(re.search(r"(?:報告|講演|交換会)\Z", line) for line in value.lines):
        return "、".join(value.lines)
    return value.cell().text


def library() -> Library:
    """The patterns, filters and list readers of the chapters."""
    return Library(
        patterns={"COUNTRY": _countries()},
        filters={
            "affiliation": affiliation,
            "branch_post": of_text(lambda text: split_division(Cell(text, frozenset()))[1]),
            "english_name": of_text(english_name),
            "kind_of_fair": of_text(lambda title: "reception" if title.endswith("レセプション") else "fair"),
            "levels": of_text(lambda text: str(len(split_division(Cell(text, frozenset()))[0]))),
            # The organisation chart prints 研修･カウンセリング課 with a half-width middle dot.
            "unit_name": of_text(lambda text: text.replace("･", "・")),
            "apart": apart,
            "flash_place": flash_place,
            "flash_title": flash_title,
            "first_body": first_body,
            "first_body_slug": lambda value, word: next(iter(bodies(as_flow(value))))["slug"],
            "items": lambda value, word: "、".join(text_of(item["item"]) for item in marked(as_flow(value))),
            "only_talk": only_talk,
            "organisation_if_any": of_text(organisation_if_any),
            "theme": theme,
            "town": of_text(town),
            "days_of_list": days_of_list,
            "marked_span": marked_span,
            "marks": of_text(lambda text: str(sum(text.count(mark) for mark in MARKS))),
            "place_abroad": of_text(place_abroad),
        },
        listers={
            "dates_and_places": dates_and_places,
            "ranking": ranking,
            "bodies": bodies,
            "grant_list": grant_list,
            "municipality_list": municipalities,
            "seminar_parts": seminar_parts,
            "speakers": speakers,
            "divisions": divisions,
            "days_in": days_in,
            "marked": marked,
            "municipalities_in": municipalities_in,
            "speakers_by_line": speakers_by_line,
        },
        odd={
            "departments_of_officers": departments_of_officers,
            "jetaa_projects": read_jetaa_projects,
            "join_repeated_figures": join_repeated_figures,
            "name_issues": name_issues,
            "overseas_staff": read_overseas_staff,
        },
    )
