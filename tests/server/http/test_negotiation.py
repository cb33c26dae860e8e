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
        ("TEXT/TURTLE", "Turtle"),
        ("*;q=0.5, text/turtle", "Turtle"),
        # RFC 9110, section 12.4.2: a quality begins with 0 or 1, so this range is none.
        ("text/turtle;q=.2, application/n-triples;q=0.1", "N-Triples"),
    ],
)
def test_quality_then_order(accept: str, expected: str) -> None:
    assert chosen(accept) == expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("text/turtle; charset=utf-8", "Turtle"),
        ("text/turtle;charset=UTF-8, */*;q=0.1", "Turtle"),
        ('application/ld+json; profile="http://www.w3.org/ns/json-ld#compacted"', "JSON-LD"),
        ("application/ld+json;profile=http://www.w3.org/ns/json-ld#expanded;q=0.8, text/turtle;q=0.5", "JSON-LD"),
        ("application/json; charset=utf-8", "JSON-LD"),
        ("application/rdf+xml;version=1.2;q=0.3, text/html;q=0.2", "RDF/XML"),
        ("text/html;level=1", "HTML"),
        ("text/turtle;charset=utf-8;q=0.2, text/turtle;q=0.9, application/n-triples;q=0.5", "N-Triples"),
        ("text/turtle;charset=iso-8859-1, application/n-triples;q=0.5", "N-Triples"),
    ],
)
def test_a_parameter_decides_only_where_the_answer_has_a_value_for_it(accept: str, expected: str) -> None:
    assert chosen(accept) == expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("text/plain, */*;q=0.1", "N-Triples"),
        ("text/n3, */*;q=0.1", "Turtle"),
        ("text/rdf+n3", "Turtle"),
        ("application/x-turtle", "Turtle"),
        ("text/xml", "RDF/XML"),
        ("application/xhtml+xml", "HTML"),
    ],
)
def test_older_names_of_media_types_are_known(accept: str, expected: str) -> None:
    assert chosen(accept) == expected


@pytest.mark.parametrize("accept", ["image/png", "text/turtle;charset=iso-8859-1", "text/html;q=0, image/*"])
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
