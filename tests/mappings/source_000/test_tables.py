"""Document 000: what its tables hold, and what of the document must not be in the repository."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import Quad, Store

import ontology
from graph.ask.readback import read_back
from mappings.csv_files import Row
from mappings.map.corrections import load_corrections
from mappings.map.interpreter import Interpreter
from mappings.map.sources import ROOT
from mappings.map.tables import load_table
from mappings.read.document import find_document
from mappings.read.extract import Extraction, compare, read_source
from mappings.read.ledger import load_exclusions, make_ledger
from ontology.lines import ranges_of
from ontology.namespaces import Namespace
from tests.mappings import committed
from tests.mappings.committed import source


def rows(table: str) -> dict[str, Row]:
    return committed.rows("000", table)


FOLDER = ROOT / "source_000"
TESTS = Path(__file__).parents[1]


def languages(**thing: str) -> list[str]:
    """The languages of a page, publication or service, as far as the other columns given here agree."""
    return [
        row["language"]
        for row in rows("page_languages").values()
        if all(row[column] == value for column, value in thing.items())
    ]


@pytest.fixture(scope="module")
def extraction(documents_dir: Path) -> Extraction:
    return read_source(source("000"), documents_dir)


@pytest.fixture(scope="module")
def text(documents_dir: Path) -> str:
    return find_document(documents_dir, "000", "000_*.txt").read_text(encoding="utf-8")


def test_the_committed_tables_are_what_the_document_says(extraction: Extraction) -> None:
    assert compare(source("000"), extraction.tables) == []


def test_every_line_has_a_status_and_every_token_a_record(extraction: Extraction) -> None:
    ledger, lost = make_ledger(extraction.document, extraction.reading, extraction.tables, load_exclusions())
    assert lost == []
    assert {entry.line: entry.status for entry in ledger if entry.status != "mapped"} == {
        5: "withheld",
        43: "prose",
        120: "furniture",
    }


def test_no_name_of_a_person_who_made_the_survey_is_kept(text: str) -> None:
    surveyors = re.search(r"現在。(.+)による調査", text)
    assert surveyors is not None
    names = surveyors[1].split("、")
    files_text = "".join(
        path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.*") if path.suffix in (".csv", ".yaml")
    )
    assert len(names) == 2
    assert not [name for name in names if name in files_text]


def test_no_sentence_of_the_document_is_in_the_folder_or_here(text: str) -> None:
    sentences = {part for part in re.findall(r"[^。\s<>]*。", text) if len(part) >= 24}
    assert len(sentences) > 100
    for path in (*FOLDER.rglob("*.*"), *TESTS.rglob("*.*")):
        if path.suffix in (".py", ".csv", ".yaml", ".json", ".rq"):
            file_text = path.read_text(encoding="utf-8")
            assert not [sentence for sentence in sentences if sentence in file_text], path.name


@pytest.fixture(scope="module")
def mapped() -> Store:
    """What the rules make of all tables."""
    interpreter = Interpreter(source("000").rules, Namespace(), "000")
    store = Store()
    store.extend(
        Quad(*statement.triple, statement.graph)
        for schema in source("000").schemas
        for statement in interpreter.table(load_table(schema))
    )
    return store


@pytest.mark.parametrize("table", [schema.name for schema in source("000").schemas])
def test_a_table_comes_back_from_the_graph_cell_by_cell(table: str, mapped: Store) -> None:
    schema = next(schema for schema in source("000").schemas if schema.name == table)
    assert read_back(mapped, schema, Namespace()) == sorted(rows(table).values(), key=lambda row: row["key"])


@pytest.mark.parametrize(
    ("thing", "expected"),
    [
        ({"page": "ibaraki-international-affairs"}, ["ja", "en", "zh", "pt", "th", "tl", "es", "ko", "id"]),
        ({"page": "hokkaido-welcome"}, ["en", "ko", "ru", "zh-Hans", "zh-Hant"]),
        ({"page": "shizuoka-multicultural"}, ["en", "pt"]),
        (
            {"page": "kanagawa-living-information"},
            ["ja", "en", "zh", "ko", "es", "pt", "tl", "th", "vi", "lo", "km", "ja-simple"],  # the last in the title
        ),
        (
            {"service": "miyagi-foreign-resident-consultation-centre"},
            ["ja", "en", "zh", "ko", "pt", "tl"],
        ),
        (
            {"service": "yamagata-foreign-resident-consultation", "mode": "telephone"},
            ["en", "zh", "ko", "pt", "tl"],
        ),
        ({"publication": "aichi-career-guidebook"}, ["pt", "es", "fil", "zh-Hant", "zh-Hans"]),
        ({"publication": "niigata-disaster-pamphlet"}, ["ja-simple", "en", "zh", "ru", "ko", "tl", "pt"]),
        ({"publication": "mie-multilingual-information-site", "applies_to": "linked-site"}, ["pt", "es", "en"]),
        ({"publication": "yokohama-shi-living-guide"}, ["en", "zh-Hans", "zh-Hant", "ko", "es", "pt", "ja-simple"]),
        ({"page": "yokohama-living-guide"}, ["ja"]),
        ({"publication": "kyoto-shi-living-map"}, ["en"]),
        ({"publication": "sakai-shi-chinese-newsletter"}, ["zh"]),
        ({"publication": "okayama-shi-agura"}, ["ja", "en", "zh", "ko", "es", "pt"]),
        # About Easy Japanese, and not said to be in any language.
        ({"publication": "aichi-easy-japanese-manual"}, []),
        # Its topics are told, its languages are not.
        ({"page": "gifu-international-strategy"}, []),
    ],
)
def test_languages_are_those_the_note_lists_for_exactly_that_thing(thing: dict[str, str], expected: list[str]) -> None:
    assert languages(**thing) == expected


def test_pages_offered_in_vietnamese_are_these() -> None:
    assert sorted(
        row["page"] for row in rows("page_languages").values() if row["language"] == "vi" and row["page"]
    ) == [
        "kanagawa-disaster-support",
        "kanagawa-living-information",
        "kanagawa-multilingual-list",
        "nagoya-living-guide",
    ]


def test_a_language_is_plainly_a_things_own_only_without_qualification() -> None:
    plain = [row for row in rows("page_languages").values() if row["unqualified_language"]]
    assert len(plain) > 200
    assert {row["applies_to"] for row in plain} == {"page", "publication", "counselling"}
    assert not [row for row in plain if row["condition_ja"]]
    assert not languages(page="osaka-multicultural")


def test_stated_counts_agree_with_the_languages_listed() -> None:
    listed = Counter(
        (row["page"], row["publication"], row["service"], row["applies_to"], row["mode"], row["count"])
        for row in rows("page_languages").values()
        if row["count"] and row["language"]
    )
    assert len(listed) == 25
    assert [group for group, number in listed.items() if int(group[-1]) != number] == []


def test_ranks_are_those_of_the_figures() -> None:
    figures = sorted(rows("registered_residents").values(), key=lambda row: -int(row["persons"]))
    assert [int(row["rank"]) for row in figures] == list(range(1, 48))


def test_there_are_47_prefectures_and_20_designated_cities() -> None:
    assert Counter(row["stated_type"] for row in rows("surveyed_municipalities").values()) == {
        "prefecture": 47,
        "designated-city": 20,
    }
    assert {row["municipality"] for row in rows("pages").values()} == set(rows("surveyed_municipalities"))


def test_every_topic_applies_to_kind_and_mode_is_a_concept_of_the_ontology() -> None:
    schemes = "".join(path.read_text(encoding="utf-8") for path in ontology.turtle_files())
    concepts = set(re.findall(r"<id/([a-z-]+/[a-z-]+)> a skos:Concept", schemes))
    used = {f"topic/{row['topic']}" for row in rows("page_topics").values()}
    used |= {f"applies-to/{row['applies_to']}" for row in rows("page_languages").values()}
    used |= {f"mode/{row['mode']}" for row in rows("page_languages").values()}
    used |= {f"service-kind/{row['kind']}" for row in rows("named_services").values()}
    used |= {f"service-kind/{row['kind']}" for row in rows("named_publications").values() if row["kind"]}
    assert used - concepts == set()


def test_an_organisation_told_by_the_page_it_stands_on_says_so() -> None:
    told = {row["printed"]: row["organisation"] for row in rows("page_organisations").values() if row["inferred"]}
    assert told["国際交流協会"] == "kyoto-city-international-association"
    assert "財団法人自治体国際化協会（CLAIR）" not in told
    assert {row["inferred"] for row in rows("page_organisations").values()} == {"", "organisation"}


def test_who_runs_a_service_is_kept_where_the_note_says_it() -> None:
    run = {key: row["operator"] for key, row in rows("named_services").items() if row["operator"]}
    assert run == dict.fromkeys(
        ("saga-living-consultation", "saga-legal-consultation"), "saga-prefecture-international-relations-association"
    )


def test_every_page_has_a_topic() -> None:
    assert set(rows("pages")) == {row["page"] for row in rows("page_topics").values()}


@pytest.mark.parametrize(
    ("row", "line", "corrected"),
    [
        ("fukushima-multicultural", "24 26", "http://www.pref.fukushima.jp/kokusai/contents/tabunka/index.html"),
        ("osaka-information-corner", "76 78", "http://www.pref.osaka.jp/kokusai/soudan/index.html"),
        ("nagasaki-international-affairs", "106 108", "http://www.pref.nagasaki.jp/section/kokusai/index.html"),
        (
            "nagano-living-guidebook",
            "60",
            "http://www.pref.nagano.lg.jp/kokusai/sangyo/kokusai/tabunka/tabunka/guide.html",
        ),
        ("hiroshima-international-affairs", "93", "http://www.pref.hiroshima.lg.jp/soshiki/38/"),
    ],
)
def test_a_broken_address_stays_as_printed_and_is_corrected(row: str, line: str, corrected: str) -> None:
    corrections = [c for c in load_corrections() if (c.table, c.row, c.column) == ("pages", row, "url")]
    assert [(c.corrected, c.line) for c in corrections] == [(corrected, line)]
    assert rows("pages")[row]["url"] == corrections[0].printed != corrected


def test_a_misspelt_language_stays_as_printed_and_is_corrected() -> None:
    corrections = [c for c in load_corrections() if c.table == "page_languages"]
    misspelt = {key for key, row in rows("page_languages").items() if row["printed"] == "ハンガール語"}
    assert {c.row for c in corrections if c.printed == "ハンガール語" and c.corrected == "ハングル"} == misspelt
    assert len(misspelt) == 4


def test_every_row_cites_lines_of_the_document() -> None:
    cited = [
        (row["key"], lines)
        for schema in source("000").schemas
        for row in rows(schema.name).values()
        for lines in ranges_of("000", row["lines"])
    ]
    assert len(cited) > 1000
    assert not [key for key, lines in cited if lines.first < 3 or lines.last > 161]
