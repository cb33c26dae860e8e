"""Grown tables: the same files each time, rows that keep the rules, and a site that builds and answers."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph

from bench.growth.__main__ import SIZES
from bench.growth.site import make_site
from bench.growth.tables import NAMES
from graph.build.hub_counts import hubs_of
from graph.build.pipeline import build
from graph.build.statement_index import StatementIndex
from graph.hubs import MOST
from graph.release import Release
from graph.store import EmbeddedStore, open_store
from mappings.csv_files import read_csv
from mappings.csv_source.municipalities import check_digit
from mappings.site import Site, load_site
from ontology.namespaces import Namespace
from tests.bench.few_rows import few_rows
from tests.rdf_terms import only_number
from tests.this_site import SITE

COPIES = 2
DIVISIONS = 60


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("growth") / "site"
    make_site(SITE, folder, COPIES, DIVISIONS)
    return folder


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A few rows of this site: all of them twice would take the better part of a minute to build."""
    return few_rows(SITE, tmp_path_factory.mktemp("part") / "site")


@pytest.fixture(scope="module")
def release(part: Site) -> Release:
    folder = part.folder.parent / "grown"
    make_site(part, folder, COPIES, DIVISIONS)
    site = replace(load_site(folder), sources=part.sources)
    return build(site, Namespace.of(site.base_iri), folder / "var").release


@pytest.fixture(scope="module")
def store(release: Release) -> EmbeddedStore:
    return open_store(release, in_memory=False)


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with next(folder.glob(f"mappings/*/tables/{table}.csv")).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_same_arguments_make_the_same_files(part: Site, release: Release, tmp_path: Path) -> None:
    """The rows that are built below are enough: every table is grown by the same program."""
    grown = part.folder.parent / "grown"
    make_site(part, tmp_path / "again", COPIES, DIVISIONS)
    files = [path.relative_to(grown) for path in sorted(grown.rglob("*.csv")) if "var" not in path.parts]
    assert len(files) > 60
    for path in files:
        assert (grown / path).read_bytes() == (tmp_path / "again" / path).read_bytes(), path


def test_a_copy_has_places_and_names_of_its_own(grown: Path) -> None:
    real = rows(SITE.folder, "municipalities")
    places = rows(grown, "municipalities")
    assert places[: len(real)] == real
    assert len(places) == COPIES * len(real)
    assert len({place["key"] for place in places}) == len({place["name_ja"] for place in places}) == len(places)
    assert all(place["code6"] == place["key"] + check_digit(place["key"]) for place in places)
    assert sum(place["type"] == "prefecture" for place in places) == 47
    assert rows(grown, "languages") == rows(SITE.folder, "languages")


def test_a_copy_cites_later_lines(grown: Path) -> None:
    pages = rows(grown, "pages")
    lines = [int(page["lines"].partition("-")[0].partition(" ")[0]) for page in pages]
    half = len(pages) // COPIES
    assert max(lines[:half]) < min(lines[half:])


def test_a_text_that_is_translated_tells_the_same_number_in_both_languages(grown: Path) -> None:
    translations = {row["ja"]: row["en"] for row in read_csv(grown / "mappings/labels/translations.csv", ("ja", "en"))}
    real = {row["ja"]: row["en"] for row in read_csv(SITE.mappings / "labels/translations.csv", ("ja", "en"))}
    renamed = 0
    for path in sorted(SITE.mappings.glob("*/tables/*.csv")):
        printed = rows(SITE.folder, path.stem)
        copied = rows(grown, path.stem)[len(printed) :]
        for column in NAMES:
            originals = [row[column] for row in printed if row.get(column) in real]
            texts = {row[column] for row in copied if column in row}
            numbered = [text for text in originals if f"{text} 1" in texts]
            renamed += len(numbered)
            assert [translations[f"{text} 1"] for text in numbered] == [f"{real[text]} 1" for text in numbered], path
    assert renamed > 500
    assert real.items() <= translations.items()


@pytest.mark.parametrize("table", ["reference_days", "commissioned_surveys", "events", "directory_sections"])
def test_no_name_of_a_copy_is_that_of_the_original(grown: Path, table: str) -> None:
    printed = rows(SITE.folder, table)
    copied = rows(grown, table)[len(printed) :]
    names = [name for name in NAMES if name in printed[0]]
    assert names
    for name in names:
        assert {row[name] for row in printed if row[name]}.isdisjoint(row[name] for row in copied)


def test_it_builds_by_the_same_rules_and_shapes(part: Site, release: Release) -> None:
    real = {table: len(rows(part.folder, table)) for table in ("municipalities", "languages", "contacts", "units")}
    assert {table: release.manifest["rows"][table] for table in real} == {
        "municipalities": COPIES * real["municipalities"],
        "languages": real["languages"],
        "contacts": COPIES * real["contacts"],
        "units": COPIES * real["units"] + DIVISIONS,
    }
    report = json.loads((release.path / "report.json").read_text(encoding="utf-8"))
    assert report["conforms"]
    assert sum(report["focus_nodes"].values()) > 10_000


def test_questions_find_what_was_grown(part: Site, store: EmbeddedStore) -> None:
    answer = store.query(
        "SELECT (COUNT(DISTINCT ?contact) AS ?count) { ?contact a <http://data.europa.eu/m8g/ContactPoint> ; "
        "<http://localhost:8000/ontology#listedFor> ?place }"
    )
    real = {row["key"] for row in rows(part.folder, "contacts")}
    assert only_number(answer) == COPIES * len(real)


def test_one_place_is_a_hub(part: Site, store: EmbeddedStore) -> None:
    place = f"{part.base_iri}/id/municipality/13000"
    lines = [str(quad.triple) for quad in store.statements(None, None, None, DefaultGraph())]
    hubs = hubs_of(StatementIndex(lines), Namespace.of(part.base_iri), most=DIVISIONS - 1)
    links = hubs[place]["http://www.w3.org/ns/org#unitOf"]
    assert links.count >= DIVISIONS
    assert len(links.subjects) == DIVISIONS - 1


def test_the_hub_that_is_measured_is_one() -> None:
    _, divisions = SIZES["hub"]
    assert divisions > MOST
