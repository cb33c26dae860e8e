"""The format a client gets is the one it likes best; of equals, the first on offer."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from graph.formats import HTML, JSON_LD, N_TRIPLES, RDF_FORMATS, RDF_XML, TURTLE
from server.http.negotiation import NotAcceptableError, choose, negotiate, split_suffix

OFFER = (HTML, TURTLE, JSON_LD, N_TRIPLES, RDF_XML)


def chosen(accept: str) -> str:
    return choose(OFFER, parse_accept_header(accept, MIMEAccept)).name


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "HTML"),
        ("*/*", "HTML"),
        ("text/turtle", "Turtle"),
        ("application/ld+json, text/turtle;q=0.9", "JSON-LD"),
        ("text/turtle;q=0.5, application/rdf+xml;q=0.6", "RDF/XML"),
        ("text/*;q=0.5, application/n-triples;q=0.4", "HTML"),
        ("text/turtle, */*;q=0.1", "Turtle"),
        ("application/json", "JSON-LD"),
        ("text/html;q=0, text/*", "Turtle"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", "HTML"),
        ("application/n-triples, text/html;q=0.2", "N-Triples"),
    ],
)
def test_quality_then_order(accept: str, expected: str) -> None:
    assert chosen(accept) == expected


@pytest.mark.parametrize("accept", ["image/png", "text/html;q=0, image/*"])
def test_nothing_acceptable_names_what_there_is(accept: str) -> None:
    with pytest.raises(NotAcceptableError, match="text/turtle") as caught:
        chosen(accept)
    assert caught.value.formats == OFFER


def test_a_suffix_fixes_the_format() -> None:
    choice = negotiate(OFFER, parse_accept_header("text/html", MIMEAccept), "nt")
    assert (choice.format, choice.is_fixed) == (N_TRIPLES, True)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("01100.ttl", ("01100", "ttl")), ("01100", ("01100", None)), ("a.b", ("a.b", None)), (".ttl", (".ttl", None))],
)
def test_only_the_extension_of_a_format_is_a_suffix(name: str, expected: tuple[str, str | None]) -> None:
    assert split_suffix(name, RDF_FORMATS) == expected
