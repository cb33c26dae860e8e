"""Document 003: what its reader makes of a made-up document, and which shapes it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.csv_files import Row
from mappings.read.document import Document, ReaderError
from mappings.read.keys import Keys
from mappings.read.reading import Reading
from mappings.source_003.reader import read
from tests.mappings import committed


def rows(table: str) -> dict[str, Row]:
    return committed.rows("003", table)


MADE_UP = [
    "",
    "## Prefectural and City Governments",
    "",
    "Prefecture\tDepartment in charge name\tURL\te-mail\tJapanese Class Information",
    'Hokkaido\tRiver Division\t<a href="http://river.example/">http://river.example/</a>\triver@pref.example\t',
    "Aichi\t(1) Hill Section\t\thill@pref.example\t"
    '<a href="http://class.example/">http://class.example/</a> ( Aichi International Association )',
    "\t(2) Aichi International Association\t\taia@pref.example\t",
    "",
    "## Designated Cities",
    "",
    "Prefecture\tCities,\tDepartment in charge\tURL\te-mail\tJapanese Class",
    'Kanagawa\tCity of Yokohama\t• Sea Division • Port Section\t<a href="http://y.example/">http://y.example/</a>\t'
    'Sea Division sea@y.example Port Section port@y.example\t① <a href="http://c.example/">http://c.example/</a>',
    '\tKawasaki City\tLake Office\t<a href="http://k.example/">http://k.example/</a>\t<a href="http://l.example/">l.example/</a>\t',
    'Sagamihara City\tField Bureau\t<a href="http://s.example/">http://s.example/</a>\tfield- bureau@s.example\t\t',
    "",
    "## Core Cities",
    "",
    "Prefecture\tCities, towns\tDepartment in charge name\tURL\te-mail\tJapanese Class Information",
    "Saitama\tKawagoe City\tTree Division\t\t\t",
    "\tFunabashi City\tStone Division\t\tstone@f.example\t",
    'Chiba\tKashiwa city\t[1]Moss Division\t[1] <a href="http://m.example/">http://m.example/</a>\t[1]moss@k.example\t',
    "\t\t[2]Fern Division\t\t[2]fern@k.example\t",
    "",
    "## Foreign Collection living city conference member cities and towns",
    "",
    "Cities, towns\tDepartment in charge name\tURL\te-mail\tJapanese Class Information",
    "Gunma-Ken,Oura-gun Oizumi-machi\tSnow Division\t\tsnow@o.example\t",
    "Mie prefecture · Yokkaichi city\t( 1 ) Wind Office\t\twind@y.example\t",
    "Suwa town\t( 2 ) Yokkaichi International Center\t\tyic@y.example\t",
]


def reading(lines: list[str]) -> Reading:
    return read(Document("003", tuple(lines)), Keys())


def changed(number: int, line: str) -> list[str]:
    return [*MADE_UP[: number - 1], line, *MADE_UP[number:]]


def test_a_made_up_document_of_the_same_layout_is_read_whole() -> None:
    tables = reading(MADE_UP).tables
    listings = {row["key"]: row for row in tables["listings"]}
    assert {key: (row["municipality"], row["prefecture"], row["lines"]) for key, row in listings.items()} == {
        "hokkaido": ("01000", "", "2 5"),
        "aichi": ("23000", "", "2 6"),
        "yokohama-shi": ("14100", "14000", "9 12"),
        "kawasaki-shi": ("14130", "14000", "9 12-13"),
        "sagamihara-shi": ("14150", "14000", "9 12 14"),
        "kawagoe-shi": ("11201", "11000", "16 19"),
        "funabashi-shi": ("12204", "12000", "16 20-21"),
        "kashiwa-shi": ("12217", "12000", "16 21"),
        "oizumi-machi-council": ("10524", "10000", "24 27"),
        "yokkaichi-shi-council": ("24202", "24000", "24 28"),
    }
    assert [key for key, row in listings.items() if row["inferred"]] == [
        "kawasaki-shi",
        "sagamihara-shi",
        "funabashi-shi",
    ]
    contacts = {row["key"]: (row["responsibility"], row["email"], row["lines"]) for row in tables["contacts"]}
    assert contacts["aichi-2"] == ("aichi-2", "aia@pref.example", "6-7")
    assert contacts["yokohama-shi-2"] == ("yokohama-shi-2", "port@y.example", "12")
    assert contacts["yokohama-shi-3"] == ("", "", "12")
    assert contacts["sagamihara-shi-1"] == ("sagamihara-shi-1", "field- bureau@s.example", "14")
    assert contacts["kashiwa-shi-2"] == ("kashiwa-shi-2", "fern@k.example", "21-22")
    assert "kawagoe-shi-1" not in contacts
    shifted = next(row for row in tables["contacts"] if row["printed_column"])
    assert (shifted["key"], shifted["link_text"]) == ("kawasaki-shi-2", "l.example/")
    (place,) = (row for row in tables["responsibilities"] if row["place"])
    assert (place["organisation"], place["municipality"]) == ("yokkaichi-international-center", "24202")


def test_every_printed_line_is_cited_or_has_a_note() -> None:
    outcome = reading(MADE_UP)
    cited = set()
    for table in outcome.tables.values():
        for row in table:
            for part in row["lines"].split():
                first, _, last = part.partition("-")
                cited |= set(range(int(first), int(last or first) + 1))
    noted = {note.line for note in outcome.notes}
    assert cited | noted == {number for number, line in enumerate(MADE_UP, 1) if line}
    assert noted == {4, 11, 18, 26}
    assert [section.first_line for section in outcome.sections] == [2, 9, 16, 24]


def test_a_row_that_was_read_before_keeps_its_key() -> None:
    keys = Keys()
    keys.remember(
        "listings", ["section", "position"], [{"key": "the-north", "section": "prefectures", "position": "1"}]
    )
    outcome = read(Document("003", tuple(MADE_UP)), keys)
    assert outcome.tables["listings"][0]["key"] == "the-north"
    assert outcome.tables["contacts"][0]["key"] == "the-north-1"


@pytest.mark.parametrize(
    ("number", "line", "message"),
    [
        (1, "text", "before the first section heading"),
        (2, "## Villages", "unknown section 'Villages'"),
        (4, "Prefecture\tURL", "not the header of the section"),
        (5, "Hokkaido\tRiver Division\triver@pref.example", "3 cells instead of 5"),
        (5, "Atlantis\tRiver Division\t\triver@pref.example\t", "'Atlantis'"),
        (5, "\tRiver Division\t\triver@pref.example\t", "can belong to no listing above"),
        (5, "Hokkaido\t\t\triver@pref.example\t", "names no department in charge"),
        (5, "Hokkaido\tThe River People\t\triver@pref.example\t", "neither a division nor an organisation"),
        (5, "Hokkaido\tRiver Division\thttp://river.example/\t\t", "neither link nor number nor label"),
        (5, "Hokkaido\tRiver Division\t\triver at pref\t", "not an e-mail address"),
        (5, "Hokkaido\tRiver Division\t\t(3) river@pref.example\t", r"'\(3\)' is the number or name of no body"),
        (5, "Hokkaido\tRiver Division\t\tSea Division river@pref.example\t", "a row that names one body"),
        (12, "Kanagawa\tCity of Kobe\tSea Division\t\t\t", "'City of Kobe'"),
        (12, "\tCity of Yokohama\tSea Division\t\t\t", "names no prefecture"),
        (13, 'Tokyo\t\tLake Office\t<a href="http://k.example/">http://k.example/</a>\t\t', "without a municipality"),
        (29, "Nowhere town\t( 2 ) Wind Section\t\tyic@y.example\t", "'Nowhere town'"),
        (
            29,
            'Suwa town\t( 2 ) Wind Section\t\t\t<a href="http://a.example/">http://a.example/</a> ( Nobody )',
            "'Nobody' is not in",
        ),
    ],
)
def test_a_shape_the_reader_does_not_know_stops_it_at_the_line(number: int, line: str, message: str) -> None:
    with pytest.raises(ReaderError, match=rf"^document 003, line {number}: .*{message}"):
        reading(changed(number, line))


def test_a_document_that_breaks_off_is_no_document() -> None:
    with pytest.raises(ReaderError, match=r"line 22: the document ends without its section 'Foreign Collection"):
        reading(MADE_UP[:22])
    with pytest.raises(ReaderError, match="line 29: 3 cells instead of 5"):
        reading(changed(29, MADE_UP[28].rsplit("\t", 2)[0]))


def test_the_reader_finds_the_same_rows_without_knowing_them(documents_dir: Path) -> None:
    (path,) = documents_dir.glob("003_*.txt")
    fresh = read(Document.from_text("003", path.read_text(encoding="utf-8")), Keys())
    assert len(fresh.tables) == 7
    for table, read_rows in fresh.tables.items():
        assert [row["lines"] for row in read_rows] == [row["lines"] for row in rows(table).values()]
