from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from graph.store import EmbeddedStore
from mappings.csv_files import Row
from mappings.map.corrections import load_corrections
from mappings.map.sources import ROOT, Source, load_source
from mappings.map.tables import load_table
from mappings.read.document import Document, ReaderError
from mappings.read.keys import Keys
from mappings.read.reading import Reading
from mappings.source_003.bodies import Body, bodies
from mappings.source_003.cells import Address, CellProblem, Link, Name, addresses, links, names
from mappings.source_003.reader import read


@cache
def source() -> Source:
    return load_source(ROOT / "source_003")


@cache
def rows(table: str) -> dict[str, Row]:
    schema = next(schema for schema in source().schemas if schema.name == table)
    return {row["key"]: row for row in load_table(schema).rows}


# ---------------------------------------------------------------- cells read from the document by hand

HAND_READ = [
    ("listings", "hokkaido", {"municipality": "01000", "municipality_label": "Hokkaido", "lines": "3 6"}),
    ("listings", "kobe-shi", {"municipality": "28100", "prefecture": "28000", "prefecture_label": "Hyougo"}),
    ("listings", "kawasaki-shi", {"prefecture": "14000", "prefecture_label": "", "inferred": "prefecture"}),
    ("listings", "yao-shi", {"municipality": "27212", "prefecture": "27000", "lines": "85 121 126"}),
    ("listings", "funabashi-shi", {"municipality": "12204", "prefecture": "12000", "lines": "85 104-105"}),
    ("listings", "takamatsu-shi", {"municipality": "37201", "municipality_label": "Takamatsushi"}),
    ("listings", "oizumi-machi-council", {"municipality": "10524", "prefecture": "10000", "position": "2"}),
    ("listings", "hamamatsu-shi-council", {"municipality": "22130", "prefecture": "", "inferred": ""}),
    (
        "listings",
        "toyota-shi-council",
        {"municipality": "23201", "municipality_label": "Aichi Prefecture, Toyohashi City", "lines": "150 160"},
    ),
    ("listings", "suzuka-shi-council", {"stated_type": "council-member-municipality", "municipality": "24207"}),
    ("responsibilities", "tokyo-2", {"marker": "(2)", "lines": "18-19"}),
    ("responsibilities", "aichi-2", {"marker": "( 2 )", "organisation": "aichi-international-association", "unit": ""}),
    (
        "responsibilities",
        "saga-2",
        {"abbreviation": "SPIRA", "name_en": "Saga Prefecture International Relations Association"},
    ),
    ("responsibilities", "ehime-1", {"name_ja": "経済労働部観光国際局国際交流課", "name_en": ""}),
    ("responsibilities", "chiba-shi-2", {"marker": "※", "topic": "japanese-language"}),
    ("responsibilities", "niigata-shi-2", {"name_ja": "公益財団法人新潟市国際交流協会", "topic": "japanese-classes"}),
    ("responsibilities", "kashiwa-shi-3", {"marker": "[3]", "lines": "105 107"}),
    (
        "responsibilities",
        "yokkaichi-shi-council-2",
        {"place": "Suwa town", "municipality": "24202", "lines": "163-164"},
    ),
    (
        "responsibilities",
        "hachinohe-shi-1",
        {
            "abbreviation": "HIRA",
            "within": "hachinohe-shi-hachinohe-city-office-citizen-collaboration-promotions-section",
        },
    ),
    ("contacts", "kobe-shi-1", {"email": "kokusai@office.city.kobe.lg.jp", "page": "kobe-shi-office", "lines": "78"}),
    ("contacts", "shiga-2", {"page_marker": "( 2 )", "email": "info@s-i-a.or.jp", "inferred": "responsibility"}),
    ("contacts", "osaka-shi-2", {"responsibility": "osaka-shi-3", "email": "ua0012@city.osaka.lg.jp"}),
    (
        "contacts",
        "tokushima-2",
        {"page": "", "email": "kokusaika@pref.tokushima.lg.jp", "responsibility": "tokushima-1"},
    ),
    ("contacts", "kagoshima-2", {"printed_column": "e-mail", "email": "", "page": "kagoshima-office-2"}),
    ("contacts", "kitakyushu-shi-3", {"email": "kikaku- kokusai@city.kitakyushu.lg.jp", "responsibility": ""}),
    ("contacts", "yao-shi-2", {"email_marker": "Lifelong Learning and Sports Section", "responsibility": "yao-shi-2"}),
    ("contacts", "hirakata-shi-2", {"page": "", "email": "s-gakusyu@city.hirakata.osaka.jp", "lines": "124-125"}),
    ("contacts", "shimonoseki-shi-1", {"link_text": "www.city.shimonoseki.lg.jp"}),
    (
        "contacts",
        "komaki-shi-council-2",
        {"page_marker": "【Komaki International Association】", "email": "kia@ma.ccnw.ne.jp"},
    ),
    ("class_pages", "kagawa-3", {"marker": "③", "lines": "47"}),
    ("class_pages", "toyonaka-shi-2", {"marker": "2)", "responsibility": "toyonaka-shi-2"}),
    ("class_pages", "kyoto-shi-1", {"marker": "(1)", "responsibility": ""}),
    ("class_pages", "hachioji-shi-2", {"marker": "○", "page": "hachioji-shi-japanese-classes-2"}),
    ("class_pages", "naha-shi-1", {"label": "I R E S C O", "organisation": "iresco"}),
    (
        "directory_pages",
        "kumamoto-office",
        {"url": "http://www.pref.kumamoto.jp/hpkiji/pub/List.aspx?c_id=3&class_set_id=2&class_id=2677"},
    ),
    (
        "directory_pages",
        "hamamatsu-shi-japanese-classes",
        {"url": "http://www.hi-hice.jp/utoc/class.php", "lines": "72 158"},
    ),
    ("units", "hamamatsu-shi-international-affairs-division", {"municipality": "22130", "lines": "72 158"}),
    (
        "units",
        "himeji-cultural-and-international-exchange-foundation-international",
        {"municipality": "", "organisation": "himeji-cultural-and-international-exchange-foundation"},
    ),
    ("units", "kochi-shi-general-affairs-division-kochi-city-office", {"municipality": "39201", "lines": "49"}),
]


@pytest.mark.parametrize(("table", "key", "cells"), HAND_READ, ids=[f"{table}/{key}" for table, key, _ in HAND_READ])
def test_the_table_holds_what_the_line_says(table: str, key: str, cells: dict[str, str]) -> None:
    row = rows(table)[key]
    assert {column: row[column] for column in cells} == cells


def test_every_section_has_all_its_municipalities() -> None:
    sections = [row["section"] for row in rows("listings").values()]
    assert {name: sections.count(name) for name in sections} == {
        "prefectures": 47,
        "designated-cities": 20,
        "core-cities": 53,
        "council-members": 14,
    }
    prefectures = {row["municipality"] for row in rows("listings").values() if row["section"] == "prefectures"}
    assert prefectures == {f"{number:02}000" for number in range(1, 48)}


def test_a_body_in_charge_is_a_division_or_an_organisation_and_never_both() -> None:
    assert all(bool(row["unit"]) != bool(row["organisation"]) for row in rows("responsibilities").values())


def test_every_contact_says_how_to_write_or_where_to_look() -> None:
    assert all(row["email"] or row["page"] for row in rows("contacts").values())


def test_toyota_is_corrected_wherever_the_row_says_toyohashi() -> None:
    corrected = {
        (c.table, c.row, c.column): c.corrected for c in load_corrections() if c.row.startswith("toyota-shi-council")
    }
    for table in ("listings", "responsibilities", "contacts", "class_pages"):
        wrong = [row["key"] for row in rows(table).values() if row["lines"].split()[-1] == "160"]
        assert wrong
        for key in wrong:
            assert rows(table)[key]["municipality"] == "23201"
            assert corrected[table, key, "municipality"] == "23211"
    assert (
        corrected["responsibilities", "toyota-shi-council-1", "unit"]
        == "toyota-shi-internationalization-promotion-division"
    )


# ---------------------------------------------------------------- cells


def test_a_number_a_bullet_or_a_label_before_a_link_is_its_marker_and_a_name_after_it_its_label() -> None:
    cell = '① <a href="http://a.example/">http://a.example/</a> ② <a href="http://b.example/?x=1&amp;y=2">http://b.example/?x=1&amp;y=2</a>'
    assert links(cell) == [Link("http://a.example/", "", "①"), Link("http://b.example/?x=1&y=2", "", "②")]
    assert links('<p>○ <a href="http://a.example/">http://a.example/</a></p>') == [Link("http://a.example/", "", "○")]
    assert links('<a href="http://a.example/">http://a.example/</a> ( Some Association )') == [
        Link("http://a.example/", "", "", "Some Association")
    ]
    assert links('<a href="http://a.example">a.example</a>') == [Link("http://a.example", "a.example")]
    both = '<a href="http://a.example/">http://a.example/</a> ( <a href="http://b.example/">http://b.example/</a> )'
    assert [link.marker for link in links(both)] == ["", "( )"]


@pytest.mark.parametrize(
    "cell",
    [
        "http://bare.example/",
        '<a href="http://a.example/">http://other.example/</a>',
        '<a href="ftp://a.example/">ftp://a.example/</a>',
        '(1) (2) <a href="http://a.example/">http://a.example/</a>',
        '<a href="http://a.example/">http://a.example/</a> (3)',
        '( <a href="http://a.example/">http://a.example/</a>',
        "( Label Without Link )",
    ],
)
def test_a_cell_that_is_no_list_of_links_is_refused(cell: str) -> None:
    with pytest.raises(CellProblem):
        links(cell)


def test_a_space_inside_an_address_is_kept_and_words_before_one_are_its_marker() -> None:
    assert addresses("kikaku- kokusai@city.example.jp") == [Address("kikaku- kokusai@city.example.jp")]
    assert addresses("a@x.example b@y.example") == [Address("a@x.example"), Address("b@y.example")]
    assert addresses("[2]a@x.example") == [Address("a@x.example", "[2]")]
    assert addresses("Some Division a@x.example") == [Address("a@x.example", "Some Division")]
    with pytest.raises(CellProblem, match="not an e-mail address: 'and more'"):
        addresses("a@x.example and more")


def test_names_are_split_at_numbers_bullets_and_notes_only() -> None:
    assert names("1) A Division 2) B Division") == [Name("A Division", "1)"), Name("B Division", "2)")]
    assert names("(1)A Division ※Some Foundation (2) B Division") == [
        Name("A Division", "(1)"),
        Name("Some Foundation", "※"),
        Name("B Division", "(2)"),
    ]
    assert names("観光・国際交流部国際課") == [Name("観光・国際交流部国際課")]
    with pytest.raises(CellProblem, match="before the first number"):
        names("A Division (1) B Division")
    with pytest.raises(CellProblem, match="nothing follows"):
        names("(1) A Division (2)")


def test_a_body_is_an_organisation_of_the_register_or_a_division() -> None:
    (division,) = bodies("International Department, Office of the Mayor")
    assert division == Body("International Department, Office of the Mayor")
    first, second = bodies("International Policy Division (Kitakyushu International Association)")
    assert (first.organisation, second.organisation) == ("", "kitakyushu-international-association")
    with pytest.raises(CellProblem, match="neither a division nor an organisation"):
        bodies("Somebody or Other")
    with pytest.raises(CellProblem, match="in parentheses"):
        bodies("International Division (whatever)")


# ---------------------------------------------------------------- a small document of the same layout

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
    made = reading(MADE_UP)
    cited = set()
    for table in made.tables.values():
        for row in table:
            for part in row["lines"].split():
                first, _, last = part.partition("-")
                cited |= set(range(int(first), int(last or first) + 1))
    noted = {note.line for note in made.notes}
    assert cited | noted == {number for number, line in enumerate(MADE_UP, 1) if line}
    assert noted == {4, 11, 18, 26}
    assert [section.first_line for section in made.sections] == [2, 9, 16, 24]


def test_a_row_that_was_read_before_keeps_its_key() -> None:
    keys = Keys()
    keys.remember(
        "listings", ["section", "position"], [{"key": "the-north", "section": "prefectures", "position": "1"}]
    )
    made = read(Document("003", tuple(MADE_UP)), keys)
    assert made.tables["listings"][0]["key"] == "the-north"
    assert made.tables["contacts"][0]["key"] == "the-north-1"


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
    for table, found in fresh.tables.items():
        assert [row["lines"] for row in found] == [row["lines"] for row in rows(table).values()]


# ---------------------------------------------------------------- questions

PREFIXES = """
PREFIX cv: <http://data.europa.eu/m8g/>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX schema: <http://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX tbk: <http://localhost:8000/ontology#>
PREFIX municipality: <http://localhost:8000/id/municipality/>
"""


def answers(store: EmbeddedStore, query: str) -> list[tuple[str, ...]]:
    return sorted(tuple(term.value for term in solution) for solution in store.store.query(PREFIXES + query))


def test_who_gives_a_japanese_class_page_but_no_page_of_a_department(store: EmbeddedStore) -> None:
    found = answers(
        store,
        """SELECT DISTINCT ?name ?url WHERE {
          ?reference a tbk:PageReference ; tbk:listedFor ?municipality ; schema:item/schema:url ?url .
          ?municipality skos:prefLabel ?name FILTER(LANG(?name) = "ja")
          FILTER NOT EXISTS { ?municipality cv:contactPoint/cv:contactPage ?page }
        }""",
    )
    assert found == [
        ("川崎市", "http://kawasakinihongo.blog12.fc2.com/"),
        ("愛媛県", "http://www.epic.or.jp/kurasu/japanese.html#a01"),
        ("東京都", "https://www.tokyo-icc.jp/"),
    ]


def test_who_is_in_charge_in_kobe_and_how_to_write_to_them(store: EmbeddedStore) -> None:
    found = answers(
        store,
        """SELECT ?name ?email ?url WHERE {
          ?responsibility a tbk:Responsibility ; org:organization municipality:28100 ; org:member/skos:prefLabel ?name .
          ?contact tbk:contactFor ?responsibility ; cv:email ?email ; cv:contactPage/schema:url ?url .
          FILTER(LANG(?name) = "en")
        }""",
    )
    assert found == [
        (
            "International Department, Office of the Mayor",
            "kokusai@office.city.kobe.lg.jp",
            "http://www.city.kobe.lg.jp/",
        )
    ]


def test_a_corrected_address_replaces_the_printed_one_everywhere_but_in_the_documents_graph(
    store: EmbeddedStore,
) -> None:
    emails = "SELECT ?email WHERE { %s { <http://localhost:8000/id/contact/kitakyushu-shi-3> cv:email ?email } }"
    printed, right = ("kikaku- kokusai@city.kitakyushu.lg.jp",), ("kikaku-kokusai@city.kitakyushu.lg.jp",)
    assert answers(store, emails % "") == [right]
    assert answers(store, emails % "GRAPH <http://localhost:8000/graph/003>") == [printed]
    assert answers(store, emails % "GRAPH <http://localhost:8000/graph/corrections>") == [right]


def test_toyota_and_toyohashi_are_both_members_of_the_council_each_with_its_own_contact(store: EmbeddedStore) -> None:
    found = answers(
        store,
        """SELECT DISTINCT ?name ?email WHERE {
          VALUES ?municipality { municipality:23201 municipality:23211 }
          ?municipality org:memberOf/skos:prefLabel "外国人集住都市会議"@ja ; skos:prefLabel ?name ;
            cv:contactPoint/cv:email ?email .
          FILTER(LANG(?name) = "ja")
        }""",
    )
    assert found == [("豊橋市", "kyoseikokusai@city.toyohashi.lg.jp"), ("豊田市", "kokusai@city.toyota.aichi.jp")]


def test_the_organisations_that_handle_japanese_classes_by_a_note_are_found(store: EmbeddedStore) -> None:
    found = answers(
        store,
        """SELECT ?name WHERE {
          ?responsibility a tbk:Responsibility ; dct:subject ?topic ; org:member/skos:prefLabel ?name .
          FILTER(LANG(?name) = "ja")
        }""",
    )
    assert found == [("千葉市国際交流協会",), ("新潟市国際交流協会",)]
