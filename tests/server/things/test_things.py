"""Pages of things, laid out for their kind, and local governments side by side: by values read from the documents."""

from __future__ import annotations

import re
import time
from statistics import median

import pytest
from flask.testing import FlaskClient

from server.display.knowledge import Knowledge
from tests.server.site_pages import SitePages

LEADS = {
    "municipality": "12204",
    "service": "funabashi-counter",
    "language": "vi",
    "organisation": "ingester",
    "topic": "japanese-classes",
}
OTHERS = ("event", "publication", "page", "grant", "unit", "contact", "country")


def lead_of(text: str) -> str:
    """What stands before all statements."""
    return text[text.index('class="lead') : text.index('<details class="every"')]


@pytest.mark.parametrize("language", ["ja", "ja-simple", "en", "vi"])
@pytest.mark.parametrize("kind", LEADS)
def test_a_page_begins_with_what_its_reader_wants_and_keeps_all_statements(
    site_page: SitePages, knowledge: Knowledge, kind: str, language: str
) -> None:
    text = site_page.text(f"/doc/{kind}/{LEADS[kind]}", language)
    assert not site_page(f"/doc/{kind}/{LEADS[kind]}", language).checked.faults
    assert '<a class="origin"' in lead_of(text), "where each fact is known from stands beside it there too"
    every = text[text.index('<details class="every"') :]
    iri = knowledge.namespace.thing(kind, LEADS[kind])
    for quad in knowledge.statements_about(iri):
        name = knowledge.compact(quad.predicate.value) or quad.predicate.value
        assert f'title="{name}"' in every, name


@pytest.mark.parametrize("kind", OTHERS)
def test_other_kinds_have_their_statements_at_once(site_page: SitePages, knowledge: Knowledge, kind: str) -> None:
    key = knowledge.index.kinds[kind][0].key
    text = site_page.text(f"/doc/{kind}/{key}")
    assert not site_page(f"/doc/{kind}/{key}").checked.faults
    assert 'class="every"' not in text


def test_a_counter_shows_who_runs_it_its_languages_and_its_week(site_page: SitePages) -> None:
    """Document 002, lines 701-738: Funabashi, run by Ingester, twelve languages, Monday to Friday."""
    lead = lead_of(site_page.text("/doc/service/funabashi-counter", "en"))
    assert "Ingester" in lead or "インジェスター" in lead
    for language in ("Vietnamese", "Nepali", "Portuguese", "Thai", "Hindi"):
        assert language in lead
    (vietnamese,) = re.findall(r"<tr><th[^>]*><a[^>]*/language/vi.*?</tr>", lead)
    assert re.findall(r'<td class="day (\w+)"', vietnamese) == ["open"] * 5 + ["closed"] * 2


def test_a_municipality_shows_its_figures_with_dates_and_its_neighbours(site_page: SitePages) -> None:
    """Document 002: population 648,331 and 21,268 foreign residents of Funabashi as of 1 January 2024."""
    lead = lead_of(site_page.text("/doc/municipality/12204", "en"))
    for number in ("648,331", "21,268", "3.28"):
        assert re.search(rf"<b>(<data[^>]*>)?{number}.{{0,2000}}January 1, 2024", lead, re.DOTALL), number
    assert re.search(r"1\. <a[^>]+>.*?China", lead)
    assert "/doc/municipality/12100" in lead, "Chiba, in the same prefecture"
    assert "/doc/municipality/28100" not in lead


def test_a_value_that_no_source_states_is_shown_as_not_stated_and_not_as_no(site_page: SitePages) -> None:
    lead = lead_of(site_page.text("/doc/municipality/01204", "en"))
    assert "not stated in the sources" in lead
    assert ">no<" not in lead.lower()


def test_a_language_shows_everything_offered_in_it_by_prefecture(site_page: SitePages) -> None:
    text = site_page.text("/doc/language/vi", "en")
    lead = lead_of(text)
    assert "tile-map" in lead
    assert "/find?language=vi" in lead
    assert re.search(r'href="/find\?[^"]*place=04000', lead), "Miyagi leads to what is offered there"


def test_the_first_page_takes_the_server_less_than_30_ms(client: FlaskClient) -> None:
    """The budget of the issue, in time of the processor: what else the machine does makes no difference."""
    seconds = []
    for number in range(20):
        began = time.process_time()
        assert client.get(f"/?n={number}", headers={"Accept": "text/html", "Cookie": "lang=ja"}).status_code == 200
        seconds.append(time.process_time() - began)
    assert median(seconds) < 0.03
