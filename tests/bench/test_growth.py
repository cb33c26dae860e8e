"""Grown tables: the same files each time, rows that keep the rules, and a site that builds and answers."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions

from bench.growth.municipalities import check_digit
from bench.growth.site import make_site
from graph.build.pipeline import build
from graph.hubs import MOST, read_hubs
from graph.release import Release
from graph.store import EmbeddedStore, open_store
from mappings.site import load_site
from ontology.namespaces import Namespace
from tests.this_site import SITE

COPIES = 2
DIVISIONS = MOST + 10


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("growth") / "site"
    make_site(SITE, folder, COPIES, DIVISIONS)
    return folder


@pytest.fixture(scope="module")
def release(grown: Path) -> Release:
    site = load_site(grown)
    return build(site, Namespace.of(site.base_iri), grown.parent / "var").release


@pytest.fixture(scope="module")
def store(release: Release) -> EmbeddedStore:
    return open_store(release, in_memory=False)


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with next(folder.glob(f"mappings/*/tables/{table}.csv")).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_same_arguments_make_the_same_files(grown: Path, tmp_path: Path) -> None:
    make_site(SITE, tmp_path / "again", COPIES, DIVISIONS)
    files = [path.relative_to(grown) for path in sorted(grown.rglob("*.csv")) if "var" not in path.parts]
    assert len(files) > 100
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


def test_it_builds_by_the_same_rules_and_shapes(release: Release) -> None:
    real = {table: len(rows(SITE.folder, table)) for table in ("municipalities", "languages", "contacts", "units")}
    assert {table: release.manifest["rows"][table] for table in real} == {
        "municipalities": COPIES * real["municipalities"],
        "languages": real["languages"],
        "contacts": COPIES * real["contacts"],
        "units": COPIES * real["units"] + DIVISIONS,
    }
    report = json.loads((release.path / "report.json").read_text(encoding="utf-8"))
    assert report["conforms"]
    assert sum(report["focus_nodes"].values()) > 10_000


def test_questions_find_what_was_grown(store: EmbeddedStore) -> None:
    answer = store.query(
        "SELECT (COUNT(DISTINCT ?contact) AS ?count) { ?contact a <http://data.europa.eu/m8g/ContactPoint> ; "
        "<http://localhost:8000/ontology#listedFor> ?place }"
    )
    real = {row["key"] for row in rows(SITE.folder, "contacts")}
    assert isinstance(answer, QuerySolutions)
    assert int(next(iter(answer))["count"].value) == COPIES * len(real)  # type: ignore[union-attr]


def test_one_place_is_a_hub(release: Release) -> None:
    place = "http://localhost:8000/id/municipality/13000"
    links = read_hubs(release.path)[place]["http://www.w3.org/ns/org#unitOf"]
    assert links.count >= DIVISIONS
    assert len(links.subjects) == MOST
