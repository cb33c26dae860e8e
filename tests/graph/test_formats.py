"""A format is one value that everything asks."""

from __future__ import annotations

import pytest

from graph.formats import (
    DATASET_FORMATS,
    GRAPH_FORMATS,
    HTML,
    JSON_LD,
    N_TRIPLES,
    RDF_FORMATS,
    RDF_XML,
    RESULT_FORMATS,
    RESULTS_JSON,
    TURTLE,
    Format,
    FormatError,
    by_extension,
    named,
)


def test_a_format_agrees_with_the_engine() -> None:
    for format in RDF_FORMATS:
        assert format.media_type == format.rdf.media_type
        assert format.extension == format.rdf.file_extension
        assert format.names_graphs == (format in DATASET_FORMATS)
    for format in RESULT_FORMATS:
        assert format.results.media_type.startswith(format.media_type)


def test_extensions_and_iris_are_told_apart() -> None:
    assert len(by_extension(RDF_FORMATS)) == len(RDF_FORMATS) == 6
    iris = {format.iri for format in (*RDF_FORMATS, *RESULT_FORMATS)}
    assert len(iris) == 10
    assert all(iri.startswith("http://www.w3.org/ns/formats/") for iri in iris)


def test_plain_json_means_what_the_place_offers() -> None:
    assert named("application/json", GRAPH_FORMATS) == JSON_LD
    assert named("application/json", RESULT_FORMATS) == RESULTS_JSON
    assert named("text/html", (TURTLE, HTML)) == HTML


@pytest.mark.parametrize("name", ["ttl", "Turtle", "TURTLE", "text/turtle", " ttl "])
def test_a_format_is_found_by_any_of_its_names(name: str) -> None:
    assert named(name, RDF_FORMATS) == TURTLE


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("application/ld json", JSON_LD),
        ("application/ld+json;profile=x", JSON_LD),
        ("text/turtle; charset=utf-8", TURTLE),
        ("n3", TURTLE),
        ("text/n3", TURTLE),
        ("text/plain", N_TRIPLES),
        ("rdf+xml", RDF_XML),
    ],
)
def test_a_format_is_found_as_clients_write_it(name: str, expected: Format) -> None:
    assert named(name, RDF_FORMATS) == expected


def test_an_unknown_format_names_the_others() -> None:
    with pytest.raises(FormatError, match="ttl, jsonld, nt, rdf, nq, trig"):
        named("docx", RDF_FORMATS)


def test_text_says_its_encoding() -> None:
    assert TURTLE.content_type == "text/turtle; charset=utf-8"
    assert JSON_LD.content_type == "application/ld+json"
