"""``tabunka preview``: a row, its statements and its page, without a build."""

from __future__ import annotations

import pytest
import rdflib

from graph.check.preview import PreviewError, preview
from mappings.site import load_site
from tests.this_site import SITE

EXAMPLE = load_site(SITE.folder / "examples" / "example-city")


def test_a_row_is_shown_with_its_statements_and_the_pages_of_its_things() -> None:
    shown = preview(EXAMPLE, "facility", "AZ000002")
    assert shown.place == "mappings/facility/132110_public_facility.csv row 3"
    assert shown.cells["名称"] == "例示北図書館"
    assert shown.problems == ()
    graph = rdflib.Graph().parse(data=shown.turtle, format="turtle")
    days = set(graph.objects(None, rdflib.URIRef("http://schema.org/dayOfWeek")))
    assert len(days) == 6
    library, hours = shown.pages
    facts = {fact.name: fact.values for fact in library.facts}
    assert (library.title, library.types) == ("例示北図書館", ("公共施設",))
    assert library.iri == "https://data.example-city.jp/lod/id/facility/AZ000002"
    assert facts["発行者"] == ("小平市",)
    assert facts["利用時間"] == (hours.title,) == ("例示北図書館の利用時間",)


def test_a_row_of_committed_tables_is_shown_in_the_language_of_the_reader() -> None:
    shown = preview(SITE, "languages", "vi", "en")
    assert shown.place.startswith("mappings/register/tables/languages.csv row ")
    (page,) = shown.pages
    assert (page.title, page.iri) == ("Vietnamese", "http://localhost:8000/id/language/vi")


@pytest.mark.parametrize(
    ("table", "key", "says"),
    [
        ("facilty", "AZ000001", "there is no table 'facilty'; .*did you mean 'facility'"),
        ("facility", "AZ00001", "no row has the key 'AZ00001'; did you mean 'AZ000001'"),
    ],
)
def test_an_unknown_table_or_row_is_an_error_with_the_likely_name(table: str, key: str, says: str) -> None:
    with pytest.raises(PreviewError, match=says):
        preview(EXAMPLE, table, key)
