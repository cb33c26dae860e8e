"""The overviews of chapter 3.2: profile of the municipality, languages of the counter, opening days.

Every counter of the chapter has the same three tables. The profile has one row a municipality (five and a total for the
joint counter): population, foreign residents, their share, and three nationalities and statuses of residence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from mappings.csv_files import Row
from mappings.helpers.eras import read_date
from mappings.helpers.gazetteer import gazetteer
from mappings.helpers.languages import languages_of
from mappings.helpers.lookups import read_rows
from mappings.helpers.numbers import plain_number
from mappings.helpers.weekdays import read_marks
from mappings.layout.filters import lookup
from mappings.read.document import ReaderError
from mappings.source_002.flow import LOOKUPS, RunningText
from ontology.errors import ReportedError

_FIGURES = re.compile(
    r"(?:(?P<name>\D+?) )?(?P<population>[\d,]+) ?人 (?P<foreign>[\d,]+) ?人 (?P<share>\d+\.\d+) ?[%％]"
)
_RANKED = re.compile(r"(?P<rank>[①②③]) ?(?P<name>.+)")
_RANKS = {"①": "1", "②": "2", "③": "3"}
_HEADER = re.compile(r"(?:自治体名 )?人口 うち外国人 外国人割合 国籍ＴＯＰ３ 在留資格ＴＯＰ３")
_LANGUAGES = re.compile(r"(?P<mode>対面|テレビ電話通訳)?(?P<count>\d+)言語（(?P<list>[^（）]+)）")
_DAYS = re.compile(r"開設日((?: [○―－]){7})")


Drafts = Iterable[tuple[str, Row, set[int]]]
"""Rows with their table and the numbers of the lines that they were read from."""


def _date_of(printed: str) -> str:
    return read_date(printed).value


@dataclass
class Overview:
    """The rows of one part, with the numbers of their lines."""

    profiles: list[tuple[Row, set[int]]] = field(default_factory=list)
    nationalities: list[tuple[Row, set[int]]] = field(default_factory=list)
    statuses: list[tuple[Row, set[int]]] = field(default_factory=list)
    languages: list[tuple[Row, set[int]]] = field(default_factory=list)
    days: list[tuple[Row, set[int]]] = field(default_factory=list)
    furniture: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Dates:
    """Dates and statistics that the text gives once for all overviews, and the lines that state them."""

    residents: str
    resident_statistic: str
    resident_lines: frozenset[int]
    nationalities: str
    nationality_statistic: str
    nationality_lines: frozenset[int]
    counters: str
    counter_lines: frozenset[int]


def read_dates(texts: Mapping[str, RunningText]) -> Dates:
    """The dates of population and of nationality figures (footnotes of the first profile)."""
    flow = texts["nagano"]
    residents = flow.only(r"「うち外国人」は、(令和.+?日)時点総務省(「.+?」)による")
    nationalities = flow.only(r"「在留資格ＴＯＰ３」は、(令和.+?末)時点出入国在留管理庁(「.+?」)による")
    counters = texts["examples"].only(r"本書作成時点（(令和\d+年度)）")
    return Dates(
        _date_of(residents[1]),
        residents[2].strip("「」"),
        frozenset(flow.numbers(residents.span())),
        _date_of(nationalities[1]),
        nationalities[2].strip("「」"),
        frozenset(flow.numbers(nationalities.span())),
        _date_of(counters[1]),
        frozenset(texts["examples"].numbers(counters.span(1))),
    )


def read_overviews(
    texts: Mapping[str, RunningText],
    headings: Mapping[str, frozenset[int]],
    counters: Mapping[str, Row],
    dates: Dates,
) -> Iterator[tuple[str, Row, set[int]]]:
    """The rows of the overviews that lookups/overviews.csv lists, with their tables and the numbers of their lines."""
    for entry in read_rows(LOOKUPS / "overviews.csv", ("part", "counter")):
        part, counter = entry["part"], entry["counter"]
        overview = read_overview(texts[part], headings[part], counter, counters[counter]["municipality"], dates)
        for table, rows in (
            ("profiles", overview.profiles),
            ("top_nationalities", overview.nationalities),
            ("top_residence_statuses", overview.statuses),
            ("counter_languages", overview.languages),
            ("counter_days", overview.days),
        ):
            yield from ((table, row, lines) for row, lines in rows)


def read_overview(flow: RunningText, heading: Iterable[int], counter: str, municipality: str, dates: Dates) -> Overview:
    """The overview in *flow* of the *counter* of *municipality* (the first of them, if it is a joint one).

    *heading* has the lines of the heading of the section. Raises ReaderError for a line that fits none of the three
    tables.
    """
    overview = Overview()
    _profiles(flow, overview, counter, municipality, set(heading), dates)
    _languages(flow, overview, counter, dates)
    _days(flow, overview, counter)
    return overview


def _profiles(
    flow: RunningText, overview: Overview, counter: str, municipality: str, heading: set[int], dates: Dates
) -> None:
    pending: list[tuple[int, str]] = []
    ranked: list[tuple[int, str, str]] = []
    profile: Row | None = None
    profile_lines: set[int] = set()
    expected = [("自治体情報", True)]
    for line, text in flow.lines:
        if text == "窓口の概要":
            overview.furniture.add(line)
            break
        if expected:
            if text != expected.pop()[0]:
                raise ReaderError(flow.document, line, f"the overview begins with {text!r}, not 自治体情報")
            overview.furniture.add(line)
            continue
        if _HEADER.fullmatch(text):
            overview.furniture.add(line)
            continue
        if text.startswith("※"):
            break
        if match := _FIGURES.fullmatch(text):
            _ranked(flow, overview, profile, profile_lines, ranked, dates)
            ranked = []
            names = [*(name for _, name in pending), *([match["name"]] if match["name"] else [])]
            name = "".join(names).strip()
            lines = {line, *(number for number, _ in pending)} | set(dates.resident_lines)
            total = name == "計"
            if name and not total:
                code = _municipality(flow, line, name, municipality)
            else:
                code = "" if total else municipality
            if not name:
                lines |= heading
            key = f"{counter}-total" if total else f"{code}-{dates.residents}"
            profile = {
                "key": key,
                "municipality": code,
                "counter": counter,
                "printed": name,
                "population": plain_number(match["population"]),
                "foreign_residents": plain_number(match["foreign"]),
                "foreign_share_percent": plain_number(match["share"]),
                "date": dates.residents,
                "statistic_ja": dates.resident_statistic,
            }
            # The lines that name the municipality of these figures: the heading, or the name in the row.
            profile_lines = {line, *(number for number, _ in pending)} if name else heading
            overview.profiles.append((profile, lines))
            pending = []
        elif match := _RANKED.fullmatch(text):
            if profile is None:
                raise ReaderError(flow.document, line, f"{text!r} stands before any figures")
            ranked.append((line, match["rank"], match["name"]))
        elif gazetteer().find(text) or text.endswith("郡"):
            pending.append((line, text))
        else:
            raise ReaderError(flow.document, line, f"{text!r} is no part of a profile")
    _ranked(flow, overview, profile, profile_lines, ranked, dates)


def _municipality(flow: RunningText, line: int, printed: str, near: str) -> str:
    try:
        return gazetteer().by_name(printed, prefecture=near)
    except ReportedError as error:
        raise ReaderError(flow.document, line, str(error)) from error


def _ranked(
    flow: RunningText,
    overview: Overview,
    profile: Row | None,
    profile_lines: set[int],
    ranked: list[tuple[int, str, str]],
    dates: Dates,
) -> None:
    if profile is None:
        return
    if [rank for _, rank, _ in ranked] != ["①", "②", "③"] * 2:
        line = ranked[0][0] if ranked else flow.first_line
        raise ReaderError(flow.document, line, "a profile needs three nationalities, then three statuses of residence")
    for index, (line, rank, name) in enumerate(ranked):
        table, column, file, slug = (
            (overview.nationalities, "nationality", "nationalities", "nationality")
            if index < 3
            else (overview.statuses, "residence_status", "residence_statuses", "status")
        )
        try:
            value = lookup(LOOKUPS, name, file)
        except ValueError as error:
            raise ReaderError(flow.document, line, str(error)) from error
        row: Row = {
            "key": f"{profile['key']}-{slug}-{_RANKS[rank]}",
            "profile": profile["key"],
            "municipality": profile["municipality"],
            "rank": _RANKS[rank],
            column: value,
            "printed": name,
            "date": dates.nationalities,
            "statistic_ja": dates.nationality_statistic,
        }
        table.append((row, {line} | profile_lines | set(dates.nationality_lines)))


def _languages(flow: RunningText, overview: Overview, counter: str, dates: Dates) -> None:
    block = flow.only(r"■対応言語 (.+?)■相談対応日程表")
    lists = list(_LANGUAGES.finditer(flow.text, *block.span(1)))
    if not lists or lists[0].start() != block.start(1):
        raise flow.error("■対応言語 doesn't begin with a number of languages and their list", block.start(1))
    for match in lists:
        mode = lookup(LOOKUPS, match["mode"] or "", "language_modes")
        slug = "staff" if mode == "staffed-counter" else mode
        count: Row = {
            "key": f"{counter}-{slug}",
            "counter": counter,
            "mode": mode,
            "language_count": plain_number(match["count"]),
            "bound": "exact",
            "fiscal_year": dates.counters,
            "printed": match["mode"] or "",
        }
        start = match.start("mode") if match["mode"] else match.start("count")
        counted = flow.numbers((start, match.end("count") + len("言語")))
        overview.languages.append((count, counted | dates.counter_lines))
        position = match.start("list")
        for name in match["list"].split("・"):
            span = (position, position + len(name))
            position = span[1] + 1
            try:
                tags = languages_of(name)
            except ReportedError as error:
                raise flow.error(str(error), span[0]) from error
            for tag in tags:
                row: Row = {
                    "key": f"{counter}-{slug}-{tag}",
                    "counter": counter,
                    "mode": mode,
                    "language": tag,
                    "fiscal_year": dates.counters,
                    "printed": name,
                }
                overview.languages.append((row, flow.numbers(span) | dates.counter_lines))


def _days(flow: RunningText, overview: Overview, counter: str) -> None:
    marks = flow.only(_DAYS.pattern)
    header = flow.numbers(flow.only("月 火 水 木 金 土 日").span())
    printed = marks[1].split()
    for mark, (weekday, is_open) in zip(printed, read_marks(printed).items(), strict=True):
        row: Row = {
            "key": f"{counter}-{weekday}",
            "counter": counter,
            "weekday": weekday,
            "open": "true" if is_open else "false",
            "printed": mark,
        }
        overview.days.append((row, header | flow.numbers(marks.span())))
