"""Cases of what must not be: each query of the engine finds what it is for, and says by which rows and lines."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from pyoxigraph import RdfFormat, parse

from graph.build.cases import Cases, QualityError, find_cases, require_few
from graph.build.check_store import store_of_lines
from graph.build.site_files import quality_files
from graph.build.statement_index import StatementIndex
from graph.quality import DEFINITIONS, Metric, metrics
from ontology.namespaces import Namespace
from ontology.prefixes import prefixes
from tests.this_site import SITE

NAMESPACE = Namespace()
OF_THE_ENGINE = {key: metric for key, metric in metrics((DEFINITIONS,)).items() if metric.query}
OF_THIS_SITE = {
    key: metric
    for key, metric in metrics(quality_files(SITE)).items()
    if key
    in (
        "figures-after-their-document",
        "fiscal-years-reversed",
        "places-not-printed",
        "roles-not-printed",
        "months-of-something-else",
    )
}
"""The metrics of this site by its own terms for dates, places and roles."""
TRIED = OF_THE_ENGINE | OF_THIS_SITE
SOUND = """
<id/document/900> a tbk:SourceDocument ; dct:date "2024-04-19"^^xsd:date .
<id/document/901> a tbk:SourceDocument ; dct:date "2024"^^xsd:gYear .
<id/reference/register> a schema:Dataset .
<id/table/rows> dct:isPartOf <id/document/900> .
<id/table/others> dct:isPartOf <id/document/901> .
<id/table/names> dct:isPartOf <id/reference/register> .
<id/record/rows/a> dct:isPartOf <id/table/rows> ; prov:wasDerivedFrom <source/900#line=11,14> .
<id/record/others/a> dct:isPartOf <id/table/others> ; prov:wasDerivedFrom <source/901#line=2,3> .
<id/record/names/a> dct:isPartOf <id/table/names> .
tbk:SourceDocument a owl:Class . tbk:refDate a owl:DatatypeProperty . tbk:fiscalYear a owl:DatatypeProperty .
tbk:firstFiscalYear a owl:DatatypeProperty . tbk:lastFiscalYear a owl:DatatypeProperty .
tbk:heldIn a owl:ObjectProperty . tbk:party a owl:ObjectProperty . tbk:partyRole a owl:ObjectProperty .
tbk:participationIn a owl:ObjectProperty . tbk:occasionDate a owl:DatatypeProperty .
tbk:printedDate a owl:DatatypeProperty .
<id/party-role/speaker> a skos:Concept . <id/party-role/presenter> a skos:Concept .
<id/participation/a> tbk:partyRole <id/party-role/speaker> ; tbk:participationIn <id/event/a> ;
    tbk:party <id/organisation/shared> .
<id/event/b> tbk:firstFiscalYear "2021"^^xsd:gYear ; tbk:lastFiscalYear "2021"^^xsd:gYear .
<id/organisation/shared> a org:Organization ;
    prov:wasDerivedFrom <id/record/rows/a> , <id/record/others/a> , <id/record/names/a> .
<id/page/shared> a schema:WebPage ; dct:isReferencedBy <id/document/901> ;
    prov:wasDerivedFrom <id/record/rows/a> , <id/record/others/a> .
<id/event/a> a schema:Event ; prov:wasDerivedFrom <id/record/rows/a> ;
    schema:startDate "2024-03"^^xsd:gYearMonth ; schema:endDate "2024-03-02"^^xsd:date .
<id/observation/a> a schema:Observation ; prov:wasDerivedFrom <id/record/rows/a> ; tbk:refDate "2024-04-19"^^xsd:date .
<id/observation/b> a schema:Observation ; prov:wasDerivedFrom <id/record/others/a> ; tbk:fiscalYear "2024"^^xsd:gYear .
"""
BROKEN = {
    "dangling-links": "<id/broken> schema:about <id/event/nothing>",
    "undeclared-terms": "<id/broken> tbk:phoneNo '1'",
    "undeclared-terms ": "<id/broken> a tbk:Monicipality",
    "ends-before-starts": "<id/broken> schema:startDate '2024-03'^^xsd:gYearMonth ; schema:endDate '2024'^^xsd:gYear ; "
    "schema:endDate '2024-02-01'^^xsd:date",
    "ends-before-starts ": "<id/broken> schema:opens '13:00:00'^^xsd:time ; schema:closes '09:00:00'^^xsd:time",
    "figures-after-their-document": "<id/broken> a schema:Observation ; tbk:refDate '2024-05-01'^^xsd:date",
    "figures-after-their-document ": "<id/broken> a schema:Observation ; tbk:fiscalYear '2025'^^xsd:gYear",
    "fiscal-years-reversed": "<id/broken> tbk:firstFiscalYear '2022'^^xsd:gYear ; tbk:lastFiscalYear '2021'^^xsd:gYear",
    "places-not-printed": "<id/broken> a schema:Event ; tbk:heldIn <id/organisation/shared>",
    "roles-not-printed": "<id/broken> tbk:partyRole <id/party-role/presenter> ; tbk:participationIn <id/event/a> ; "
    "tbk:party <id/organisation/shared>",
    "months-of-something-else": "<id/broken> schema:datePublished '2023-05'^^xsd:gYearMonth ; "
    "tbk:printedDate '2023年５月号'@ja",
    "months-of-something-else ": "<id/broken> tbk:occasionDate '2024-01'^^xsd:gYearMonth ; "
    "schema:startDate '2024-01'^^xsd:gYearMonth",
    "things-of-two-sources": "<id/broken> a schema:Event ; prov:wasDerivedFrom <id/record/others/a>",
}
"""A statement that makes ``<id/broken>`` a case of a metric; a blank after the metric tells its second example."""


def statements(turtle: str) -> list[str]:
    declared = "".join(f"@prefix {name}: <{iri}> ." for name, iri in prefixes(NAMESPACE).items())
    quads = parse(declared + turtle, format=RdfFormat.TURTLE, base_iri=f"{NAMESPACE.base}/")
    return list(dict.fromkeys(str(quad.triple) for quad in quads))


def found(lines: Sequence[str], asked: Sequence[Metric]) -> dict[str, Cases]:
    return find_cases(lambda: store_of_lines(lines), StatementIndex(lines), asked, NAMESPACE)


def test_sound_data_gives_no_case() -> None:
    cases = found(statements(SOUND), list(TRIED.values()))
    assert {key: each.cases for key, each in cases.items()} == dict.fromkeys(TRIED, ())
    require_few(cases)


@pytest.mark.parametrize("example", BROKEN)
def test_a_case_is_found_by_its_query_alone_and_named_by_row_and_line(example: str) -> None:
    turtle = f"{SOUND} {BROKEN[example]} . <id/broken> prov:wasDerivedFrom <id/record/rows/a> ."
    cases = found(statements(turtle), list(TRIED.values()))
    assert [key for key, each in cases.items() if each.cases] == [example.strip()]
    (case,) = cases[example.strip()].cases
    assert case.focus == f"{NAMESPACE.base}/id/broken"
    assert "rows/a" in case.records
    assert "document 900 lines 12-14" in case.lines
    with pytest.raises(QualityError, match=r"id/broken.*rows/a.*document 900 lines 12-14"):
        require_few(cases)


def test_every_query_of_the_engine_is_tried() -> None:
    assert {key.strip() for key in BROKEN} == set(TRIED)


def test_a_malformed_query_or_one_without_a_case_is_an_error_that_names_the_metric() -> None:
    words = {"en": ("a", "b"), "ja": ("a", "b")}
    for query in ("SELECT ?s WHERE { ?s ?p ?o }", "SELECT ?case WHERE {", "ASK {}"):
        with pytest.raises(QualityError, match="the query of mine"):
            found(statements(SOUND), [Metric("mine", "d", True, words, query=query)])


def test_a_site_may_allow_cases_of_a_metric() -> None:
    lines = statements(f"{SOUND} {BROKEN['dangling-links']} .")
    asked = [OF_THE_ENGINE["dangling-links"]]
    require_few(
        find_cases(lambda: store_of_lines(lines), StatementIndex(lines), asked, NAMESPACE, {"dangling-links": 1})
    )
    with pytest.raises(QualityError, match="Links to nothing"):
        require_few(
            find_cases(lambda: store_of_lines(lines), StatementIndex(lines), asked, NAMESPACE, {"undeclared-terms": 1})
        )


def test_no_metric_of_this_site_allows_a_case() -> None:
    asked = [metric for metric in metrics(quality_files(SITE)).values() if metric.query]
    assert {metric.most for metric in asked} == {0}
    assert len(asked) > len(OF_THE_ENGINE)
