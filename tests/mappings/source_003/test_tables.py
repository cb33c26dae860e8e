"""Document 003: what its tables hold, and what the graph answers."""

from __future__ import annotations

from graph.store import EmbeddedStore
from mappings.csv_files import Row
from mappings.map.corrections import load_corrections
from tests.mappings import committed


def rows(table: str) -> dict[str, Row]:
    return committed.rows("003", table)


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
    assert rows("responsibilities")
    assert all(bool(row["unit"]) != bool(row["organisation"]) for row in rows("responsibilities").values())


def test_every_contact_says_how_to_write_or_where_to_look() -> None:
    assert rows("contacts")
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
    return sorted(tuple(term.value for term in solution) for solution in store.all_graphs().query(PREFIXES + query))


def test_who_gives_a_japanese_class_page_but_no_page_of_a_department(store: EmbeddedStore) -> None:
    pages = answers(
        store,
        """SELECT DISTINCT ?name ?url WHERE {
          ?reference a tbk:PageReference ; tbk:listedFor ?municipality ; schema:item/schema:url ?url .
          ?municipality skos:prefLabel ?name FILTER(LANG(?name) = "ja")
          FILTER NOT EXISTS { ?municipality cv:contactPoint/cv:contactPage ?page }
        }""",
    )
    assert pages == [
        ("川崎市", "http://kawasakinihongo.blog12.fc2.com/"),
        ("愛媛県", "http://www.epic.or.jp/kurasu/japanese.html#a01"),
        ("東京都", "https://www.tokyo-icc.jp/"),
    ]


def test_who_is_in_charge_in_kobe_and_how_to_write_to_them(store: EmbeddedStore) -> None:
    contacts = answers(
        store,
        """SELECT ?name ?email ?url WHERE {
          ?responsibility a tbk:Responsibility ; org:organization municipality:28100 ; org:member/skos:prefLabel ?name .
          ?contact tbk:contactFor ?responsibility ; cv:email ?email ; cv:contactPage/schema:url ?url .
          FILTER(LANG(?name) = "en")
        }""",
    )
    assert contacts == [
        (
            "International Department, Office of the Mayor, Kobe",
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
    members = answers(
        store,
        """SELECT DISTINCT ?name ?email WHERE {
          VALUES ?municipality { municipality:23201 municipality:23211 }
          ?municipality org:memberOf/skos:prefLabel "外国人集住都市会議"@ja ; skos:prefLabel ?name ;
            cv:contactPoint/cv:email ?email .
          FILTER(LANG(?name) = "ja")
        }""",
    )
    assert members == [("豊橋市", "kyoseikokusai@city.toyohashi.lg.jp"), ("豊田市", "kokusai@city.toyota.aichi.jp")]


def test_the_organisations_that_handle_japanese_classes_by_a_note_are_found(store: EmbeddedStore) -> None:
    names = answers(
        store,
        """SELECT ?name WHERE {
          ?responsibility a tbk:Responsibility ; dct:subject ?topic ; org:member/skos:prefLabel ?name .
          FILTER(LANG(?name) = "ja")
        }""",
    )
    assert names == [("千葉市国際交流協会",), ("新潟市国際交流協会",)]
