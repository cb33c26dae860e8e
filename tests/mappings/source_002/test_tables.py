"""Document 002: figures of its tables that check each other, and what the graph answers."""

from __future__ import annotations

import pytest
from pyoxigraph import QuerySolutions

from graph.store import EmbeddedStore
from mappings.csv_files import Row
from mappings.map.corrections import load_corrections
from tests.mappings import committed


def rows(table: str) -> dict[str, Row]:
    return committed.rows("002", table)


@pytest.mark.parametrize("stated", [row for row in rows("counter_languages").values() if row["key"].endswith("-staff")])
def test_as_many_languages_are_listed_as_the_text_counts(stated: Row) -> None:
    listed = [key for key in rows("counter_languages") if key.startswith(f"{stated['key']}-")]
    if stated["counter"] == "kawasaki-counter":  # says how many, not which
        assert not listed
    else:
        assert len(listed) == int(stated["language_count"])


def test_seventeen_languages_are_interpreted_by_video_in_hamamatsu() -> None:
    listed = {
        row["language"] for key, row in rows("counter_languages").items() if key.startswith("hamamatsu-counter-video-")
    }
    assert len(listed) == int(rows("counter_languages")["hamamatsu-counter-video"]["language_count"]) == 17
    assert {"km", "my", "ms", "uk"} <= listed


def test_the_members_of_the_joint_counter_add_up_to_its_total() -> None:
    joint = [row for row in rows("profiles").values() if row["counter"] == "hiroshima-aki-counter"]
    total = next(row for row in joint if row["printed"] == "計")
    assert len(joint) == 6
    for column in ("population", "foreign_residents"):
        assert sum(int(row[column]) for row in joint if row is not total) == int(total[column])


def test_each_share_is_foreign_residents_divided_by_population_but_the_one_corrected() -> None:
    corrected = {c.row: c.corrected for c in load_corrections() if c.table == "profiles"}
    for key, row in rows("profiles").items():
        share = 100 * int(row["foreign_residents"]) / int(row["population"])
        assert f"{share:.2f}" == corrected.get(key, row["foreign_share_percent"]), key
    assert set(corrected) == {"20000-2024-01-01"}


def test_answers_to_a_question_add_up_to_its_denominator() -> None:
    def total(question: str, column: str) -> int:
        return sum(int(row[column]) for row in rows("survey_options").values() if row["survey_question"] == question)

    counted = [(key, row) for key, row in rows("survey_questions").items() if row["base_count"] and not row["multiple"]]
    assert counted
    for question, row in counted:
        assert total(question, "count") == int(row["base_count"]), question
    assert total("grant-satisfaction-all", "percent") == total("grant-satisfaction-recipients", "percent") == 100


def test_a_joint_counter_has_the_cities_and_towns_it_counts() -> None:
    assert len(rows("joint_counters")) > 1
    for key, row in rows("joint_counters").items():
        members = [m["printed"][-1] for m in rows("joint_counter_members").values() if m["joint_counter"] == key]
        assert (members.count("市"), members.count("町")) == (int(row["city_count"]), int(row["town_count"]))


def test_every_local_government_that_reports_is_one_that_runs_a_counter() -> None:
    with_counter = {row["municipality"] for row in rows("counters").values()}
    assert {row["municipality"] for row in rows("theme_reports").values()} <= with_counter


PLACES_OF_COLUMNS = {
    "column-visiting": {"20000", "07201", "11203", "28201"},
    "column-prefecture-role": {"20000"},
    "column-cooperation": {"27203"},
    "column-activities": {"22130", "14201", "20202", "40100", "23223", "24202"},
    "column-volunteers": {"13201", "13120"},
}

MEDIA_BY_PLACE = {
    "07212": 2, "20000": 1, "12204": 2, "11245": 1, "04100": 3, "34100": 1, "07000": 5, "09208": 2,
    "10524": 2, "14203": 1, "23223": 3, "24207": 2, "26206": 3, "28202": 4, "25202": 3, "27212": 4,
    "42000": 5, "46000": 3, "04202": 2, "38202": 1, "01100": 1, "14401": 1, "": 1,
}  # fmt: skip


def test_every_local_government_that_a_column_names_is_linked_to_it() -> None:
    linked: dict[str, set[str]] = {}
    for row in rows("column_parties").values():
        if row["party_municipality"]:
            linked.setdefault(row["guide_column"], set()).add(row["party_municipality"])
    assert linked == PLACES_OF_COLUMNS


def test_as_many_media_as_counted_by_hand_for_each_local_government() -> None:
    places = [row["municipality"] for row in rows("counter_media").values()]
    assert {place: places.count(place) for place in places} == MEDIA_BY_PLACE


PREFIXES = """PREFIX cv: <http://data.europa.eu/m8g/> PREFIX dct: <http://purl.org/dc/terms/> PREFIX schema: <http://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX tbk: <http://localhost:8000/ontology#>
PREFIX id: <http://localhost:8000/id/> """


def ask(store: EmbeddedStore, query: str) -> set[tuple[str, ...]]:
    result = store.all_graphs().query(PREFIXES + query)
    assert isinstance(result, QuerySolutions)
    return {tuple(term.value for term in solution) for solution in result}


def test_counters_open_on_sunday(store: EmbeddedStore) -> None:
    query = """SELECT ?key WHERE { ?day a schema:OpeningHoursSpecification ; tbk:isOpen true ; dct:isPartOf ?counter ;
      schema:dayOfWeek <http://localhost:8000/id/weekday/sunday> . ?counter dct:identifier ?key }"""
    assert ask(store, query) == {("sendai-multicultural-centre",), ("hamamatsu-counter",), ("tomakomai-counter",)}


def test_who_runs_the_counter_where_the_share_of_foreign_residents_is_highest(store: EmbeddedStore) -> None:
    query = """SELECT ?name WHERE { ?figure tbk:foreignResidentShare ?share ; tbk:refMunicipality ?municipality .
      ?counter cv:hasCompetentAuthority ?municipality ; tbk:operator/skos:prefLabel ?name FILTER(LANG(?name) = "ja")
    } ORDER BY DESC(?share) LIMIT 1"""
    assert ask(store, query) == {("太田市国際交流協会",)}


def test_the_default_graph_has_the_corrected_share_of_nagano(store: EmbeddedStore) -> None:
    query = """SELECT ?share WHERE { ?figure tbk:foreignResidentShare ?share ;
      tbk:refMunicipality <http://localhost:8000/id/municipality/20000> }"""
    assert ask(store, query) == {("2.05",)}


def test_a_counter_without_a_printed_name_has_a_title_of_its_local_government(store: EmbeddedStore) -> None:
    query = "SELECT ?title WHERE { <http://localhost:8000/id/service/kitakyushu-counter> dct:title ?title }"
    assert ask(store, query) == {("北九州市の一元的相談窓口",), ("One-stop consultation counter of Kitakyushu",)}
