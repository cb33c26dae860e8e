"""Hubs: things that more statements lead to than a page reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.build.hub_counts import hubs_of
from graph.build.statement_index import StatementIndex
from graph.hubs import FILE, HubsError, LinksBy, read_hubs, write_hubs
from graph.release import Release
from ontology.namespaces import Namespace

ID = "http://localhost:8000/id"
PART_OF, NEAR = "<http://purl.org/dc/terms/isPartOf>", "<http://xmlns.com/foaf/0.1/based_near>"


@pytest.fixture
def index() -> StatementIndex:
    """Five lamps of one harbour and two of another, one statement about the first harbour, one class of seven lamps."""
    lines = [f"<{ID}/lamp/{key}> {PART_OF} <{ID}/harbour/north>" for key in "edcba"]
    lines += [f"<{ID}/lamp/{key}> {PART_OF} <{ID}/harbour/south>" for key in "fg"]
    lines += [f"<{ID}/house/x> {NEAR} <{ID}/harbour/north>"]
    lines += [f"<{ID}/lamp/{key}> {PART_OF} <http://example.org/elsewhere>" for key in "abcdefg"]
    return StatementIndex(lines)


def test_a_hub_has_its_numbers_and_its_first_links_in_order(index: StatementIndex) -> None:
    hubs = hubs_of(index, Namespace(), most=3)
    first = tuple(f"{ID}/lamp/{key}" for key in "abc")
    assert hubs == {
        f"{ID}/harbour/north": {
            PART_OF[1:-1]: LinksBy(5, first),
            NEAR[1:-1]: LinksBy(1, (f"{ID}/house/x",)),
        }
    }


def test_a_thing_with_few_links_is_no_hub(index: StatementIndex) -> None:
    assert hubs_of(index, Namespace(), most=6) == {}


def test_hubs_are_read_as_they_were_written(index: StatementIndex, tmp_path: Path) -> None:
    assert read_hubs(tmp_path) == {}
    hubs = hubs_of(index, Namespace(), most=3)
    write_hubs(tmp_path, hubs)
    assert read_hubs(tmp_path) == hubs


@pytest.mark.parametrize("text", ["{", "[]", '{"x": 1}', '{"x": {"y": [1]}}'])
def test_a_damaged_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(HubsError, match=FILE):
        read_hubs(tmp_path)


def test_the_release_of_this_site_has_its_hubs_beside_it(release: Release) -> None:
    assert read_hubs(release.path) == {}, "no thing of it has more links than a page reads"
