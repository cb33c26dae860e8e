"""Document 001: figures that check its tables, names that must not be in them, and what the graph answers."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from graph.store import EmbeddedStore
from mappings.csv_files import Row
from mappings.map.corrections import load_corrections
from tests.mappings import committed
from tests.mappings.committed import source
from tests.rdf_terms import result_rows


def rows(table: str) -> dict[str, Row]:
    return committed.rows("001", table)


@pytest.fixture(scope="module")
def text(documents_dir: Path) -> str:
    (path,) = documents_dir.glob("001_*.txt")
    return path.read_text(encoding="utf-8")


def figure(key: str) -> int:
    return int(rows("figures")[key]["value"])


def in_series(series: str) -> list[Row]:
    return [row for row in rows("events").values() if row["series"] == series]


def granted(programme: str) -> list[Row]:
    return [row for row in rows("grants").values() if row["programme"] == programme]


def test_there_are_as_many_economic_exchange_events_as_stated() -> None:
    hosted = in_series("craft-exhibition") + in_series("food-exhibition")
    assert len(hosted) == figure("economic-events-hosted-2023")
    joined = in_series("economic-exchange-event")
    assert len(joined) + len(hosted) == figure("economic-events-2023")
    events = {row["key"] for row in joined}
    parts = [row for row in rows("event_sessions").values() if row["event"] in events]
    countries = {row["country"] for row in [*joined, *hosted, *parts]} - {""}
    assert len(countries) == figure("economic-event-countries-2023") == 21


def test_there_are_as_many_supported_projects_as_stated() -> None:
    assert len(granted("sales-expansion")) == figure("sales-expansion-projects-2023")
    assert len(granted("inbound-support")) == figure("inbound-support-projects-2023")
    assert len(granted("leaders-joint-project")) == figure("leaders-projects-2023")
    assert len(in_series("block-meeting")) == figure("council-blocks-2023")
    community = granted("community-building")
    assert len(community) == figure("community-building-adopted-2023")
    assert sum(not row["status"] for row in community) == figure("community-building-projects-2023")


def test_there_are_as_many_dispatches_of_promotion_advisers_as_stated() -> None:
    dispatches = [row for row in rows("dispatches").values() if row["programme"] == "promotion-adviser"]
    assert len({row["municipality"] for row in dispatches}) == figure("promotion-adviser-destinations-2023")
    dates = [row for row in rows("dispatch_dates").values() if row["dispatch"].startswith("promotion-adviser")]
    assert len(dates) == figure("promotion-adviser-dispatches-2023")


def test_there_are_as_many_articles_seminars_and_visits_as_stated() -> None:
    assert sum(row["channel"] == "clair-website" for row in rows("articles").values()) == figure("site-articles-2023")
    assert len(in_series("hq-seminar")) == figure("hq-seminars-held-2023")
    assert len(in_series("study-visit")) == figure("study-visits-2023")
    assert len(in_series("leaders-project")) == figure("leaders-projects-2023")


def test_participants_of_the_trainings_with_jiam_add_up() -> None:
    trainings = {row["key"] for row in in_series("jiam-training")}
    counts = [int(row["value"]) for row in rows("event_figures").values() if row["event"] in trainings]
    assert sum(counts) == figure("jiam-participants-2023") == 279


def test_dispatches_of_regional_advisers_add_up() -> None:
    counts = rows("adviser_dispatch_counts")
    destinations = {row["destination"] for row in counts.values()} - {"total"}
    for category in {row["category"] for row in counts.values()}:
        parts = sum(int(counts[f"{destination}-{category}"]["count"]) for destination in destinations)
        assert parts == int(counts[f"total-{category}"]["count"])
    total = counts["total-total"]
    assert int(total["count"]) == int(total["online"]) + figure("adviser-dispatches-on-site-2023") == 119
    assert total["lines"].startswith("2303 "), "the running text, which says the same, is cited"


def test_the_ranking_goes_from_1_to_20_with_one_tie() -> None:
    ranks = sorted(int(row["rank"]) for row in rows("figures").values() if row["rank"])
    assert ranks == [*range(1, 18), 17, 19, 20]


def test_an_event_that_is_printed_twice_is_one_event() -> None:
    events = rows("events").values()
    assert len({(r["title"], r["theme"], r["start"], r["place"], r["series"]) for r in events}) == len(events)


def test_no_name_of_a_person_is_in_a_table(text: str) -> None:
    lines = text.split("\n")
    names = set()
    for line in lines:
        for match in re.finditer(r"(\S+) (\S+) 氏|(\S{2,5})氏", line.strip()):
            names |= {name for name in match.groups() if name and not re.search(r"理事|代表|長$", name)}
            names.add("".join(name for name in match.groups()[:2] if name))
    names = {name for name in names if len(name) > 2}
    assert len(names) > 30
    held = "\n".join(schema.path.read_text(encoding="utf-8") for schema in source("001").schemas)
    assert not [name for name in sorted(names) if name in held.replace(" ", "")]


def test_projects_with_jetaa_are_as_many_in_each_country_as_the_table_prints() -> None:
    projects = [row for row in rows("events").values() if row["series"] == "jetaa-projects"]
    counted = Counter(row["concerns"] for row in projects)
    assert counted.pop("kr") == 9
    assert (counted.pop("us"), counted.pop("sg"), counted.pop("gb")) == (5, 5, 4)
    assert counted == dict.fromkeys(("fr", "au", "cn"), 3) | {"ph": 2} | dict.fromkeys(
        ("ca", "id", "in", "vn", "nz"), 1
    )


def test_every_prefecture_and_designated_city_has_a_branch() -> None:
    places = [row["municipality"] for row in rows("branches").values()]
    assert len(set(places)) == len(places) == 67
    assert sum(place.endswith("000") for place in places) == 47
    names = {row["municipality"]: row["name_en"] for row in rows("branches").values()}
    assert len(set(names.values())) == 67
    assert (names["15000"], names["15100"]) == ("CLAIR Niigata Prefecture branch", "CLAIR Niigata City branch")
    assert (names["01000"], names["13000"]) == ("CLAIR Hokkaido branch", "CLAIR Tokyo branch")


def test_postings_are_as_many_as_the_text_says() -> None:
    kinds = Counter(row["kind"] for row in rows("staff_postings").values())
    assert kinds == {"trainee-overseas": 50, "trainee-headquarters": 33, "resident": 4}


def test_empty_cells_of_the_staff_table_are_no_figures() -> None:
    staff = [row for row in rows("figures").values() if row["measure"] == "overseas-staff-by-post"]
    residents = {row["organisation"]: row["value"] for row in staff if row["item"] == "駐在員"}
    assert residents == {"clair-singapore": "3", "clair-seoul": "1"}
    assert sum(int(row["value"]) for row in staff if row["item"] == "計") == 97


def test_evident_errors_are_corrected_beside_what_is_printed() -> None:
    corrected = {(c.table, c.row, c.column): c.corrected for c in load_corrections()}
    assert corrected["event_sessions", "singapore-reception-2024-02-19-2", "place"] == "バンダルスリブガワン"
    for event in ("jet-training-2023-12-13", "jet-training-2024-03-04"):
        assert "研究所" in rows("events")[event]["place"]
        assert "研修所" in corrected["events", event, "place"]


PREFIXES = """
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX schema: <http://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX sdmx-measure: <http://purl.org/linked-data/sdmx/2009/measure#>
PREFIX tbk: <http://localhost:8000/ontology#>
PREFIX id: <http://localhost:8000/id/>
"""


def ask(store: EmbeddedStore, query: str) -> list[tuple[str, ...]]:
    solutions = store.all_graphs().query(PREFIXES + query, use_default_graph_as_union=True)
    return sorted(set(result_rows(solutions)))


def test_an_event_is_found_by_its_office_and_date(store: EmbeddedStore) -> None:
    query = """SELECT ?theme ?people WHERE {
      ?event schema:organizer <http://localhost:8000/id/organisation/clair-london> ; tbk:theme ?theme ;
        schema:startDate "2024-03-13"^^<http://www.w3.org/2001/XMLSchema#date> .
      ?figure tbk:refEvent ?event ; sdmx-measure:obsValue ?people }"""
    assert ask(store, query) == [("フィンランドのワークライフバランス", "243")]


def test_a_run_of_dates_and_places_is_one_event_with_a_session_each(store: EmbeddedStore) -> None:
    query = """SELECT ?place ?date WHERE {
      ?session schema:superEvent <http://localhost:8000/id/event/singapore-reception-2024-02-19> ;
        schema:location ?place ; schema:startDate ?date }"""
    places = {place for place, _ in ask(store, query)}
    assert {"シンガポール", "バンダルスリブガワン"} <= places


def test_who_received_a_grant_is_linked_to_the_register(store: EmbeddedStore) -> None:
    query = """SELECT ?name WHERE {
      ?grant dct:isPartOf <http://localhost:8000/id/programme/sales-expansion> ; tbk:recipient/skos:prefLabel ?name
      FILTER(LANG(?name) = "ja") }"""
    assert len(ask(store, query)) == 8
    assert ("八戸市",) in ask(store, query)


def test_an_organisation_has_the_names_the_document_prints(store: EmbeddedStore) -> None:
    query = """SELECT ?name WHERE {
      <http://localhost:8000/id/organisation/kumamoto-international-foundation> skos:altLabel ?name }"""
    assert ("(一財)熊本市国際交流振興事業団",) in ask(store, query)
