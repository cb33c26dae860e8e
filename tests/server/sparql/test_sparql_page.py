"""The SPARQL page as the server writes it: errors in words, clean values, chosen columns, code to copy."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.display.publication import knowledge
from server.questions.curated import curated
from server.sparql.code import code_of
from server.sparql.examples import measures_of
from tests.server.conftest import Asker

PREFIXES = """PREFIX tbk: <http://localhost:8000/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
PERSONS = PREFIXES + "SELECT ?m ?n WHERE { ?o tbk:refMunicipality ?m ; tbk:registeredForeignResidents ?n }"
SHARES = (
    PREFIXES + "SELECT ?m ?share ?people WHERE { ?a tbk:refMunicipality ?m ; tbk:foreignResidentShare ?share . "
    "?b tbk:refMunicipality ?m ; tbk:foreignResidents ?people } ORDER BY DESC(?share)"
)
UNDECLARED = "SELECT ?name WHERE { ?s schema:name ?name }"
PROGRAM = "application/problem+json, text/html;q=0.9"


def text(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page.partition("<main")[2])).split())


def test_an_error_stands_on_the_page_in_the_readers_words_with_a_link_that_mends_it(ask: Asker) -> None:
    page = ask(UNDECLARED, "text/html", lang="en")
    assert page.status_code == 400
    assert "The prefix schema: is not declared. Line 1, column 25" in text(page.text)
    assert UNDECLARED in page.text, "the query is still there"
    assert "接頭辞 schema: が宣言されていません。 1 行 25 文字目" in text(ask(UNDECLARED, "text/html", lang="ja").text)
    link = re.search(
        r'<a href="([^"]*)" data-repair="0">Add “PREFIX schema: &lt;http://schema.org/&gt;”</a>', page.text
    )
    assert link is not None
    (query,) = parse_qs(urlsplit(unescape(link[1])).query)["query"]
    assert query == "PREFIX schema: <http://schema.org/>\n" + UNDECLARED
    assert ask(query, "text/html").status_code == 200


@pytest.mark.parametrize(
    ("query", "cause"),
    [
        (UNDECLARED, "prefix"),
        ("SELECT * { ?s ?p ?o } }", "unexpected"),
        ("ASK { ?s ?p ?o", "end"),
        ("SELCT", "unexpected"),
    ],
)
def test_programs_get_the_place_the_cause_and_the_repairs_as_problem_details(
    ask: Asker, query: str, cause: str
) -> None:
    for accept in (PROGRAM, "application/sparql-results+json, */*;q=0.9"):
        response = ask(query, accept)
        assert (response.status_code, response.mimetype) == (400, "application/problem+json")
        problem = json.loads(response.text)
        assert problem["cause"] == cause
        assert problem["line"] == 1
        assert problem["repairs"][0].keys() == {"kind", "text", "line", "column", "delete", "insert"}


def test_the_way_of_the_editor_gives_the_page_of_an_answer(client: FlaskClient) -> None:
    """One that is too long for an address is posted."""
    asked = {"query": PERSONS, "show": "chart"}
    by_get = client.get("/sparql", query_string={**asked, "lang": "en"}, headers={"Accept": PROGRAM})
    by_post = client.post("/sparql", data={**asked, "lang": "en"}, headers={"Accept": PROGRAM})
    for response in (by_get, by_post):
        assert response.mimetype == "text/html"
        assert '<figure class="picture bars"' in response.text


@pytest.mark.parametrize(
    ("pattern", "written", "meant"),
    [
        ("?s a tbk:Municipalty", "tbk:Municipalty", "tbk:Municipality"),
        ("?s a tbk:consultationCounter", "tbk:consultationCounter", "tbk:ConsultationCounter"),
        ("?s <http://localhost:8000/ontology#hostedbY> ?o", "<…#hostedbY>", "<…#hostedBy>"),
        ("OPTIONAL { ?s tbk:hostdBy ?o }", "tbk:hostdBy", "tbk:hostedBy"),
        ("?s skos:preflabel ?o", "skos:preflabel", "skos:prefLabel"),
    ],
)
def test_the_page_says_which_term_nothing_has_and_what_it_may_be_meant_as(
    ask: Asker, pattern: str, written: str, meant: str
) -> None:
    written, meant = (term.replace("…", "http://localhost:8000/ontology") for term in (written, meant))
    query = f"{PREFIXES}SELECT * WHERE {{ {pattern} }} LIMIT 5"
    page = ask(query, "text/html", lang="en").text
    assert f"Write “{meant}” instead of “{written}”" in text(page)
    doubts = page.partition('id="doubts"')[2]
    (mended,) = parse_qs(urlsplit(unescape(re.findall(r'href="([^"]*)"', doubts)[0])).query)["query"]
    assert mended == query.replace(written, meant)
    assert 'id="doubts"' not in ask(mended, "text/html", lang="en").text
    assert f"「{written}」を「{meant}」に直す" in text(ask(query, "text/html", lang="ja").text)


@pytest.mark.parametrize(
    "pattern",
    [
        "?s a tbk:Municipality",
        "?s skos:prefLabel 'nobody is called this'",
        "?s skos:prefLabel ?o FILTER(?o = 'tbk:Municipalty') # tbk:Municipalty",
        "?s skos:prefLabel ?o OPTIONAL { ?s skos:preflabel ?p }",
    ],
)
def test_no_doubt_is_raised_of_terms_that_there_are_or_where_there_is_an_answer(ask: Asker, pattern: str) -> None:
    query = f"{PREFIXES}SELECT * WHERE {{ {pattern}\n}} LIMIT 5"
    assert 'id="doubts"' not in ask(query, "text/html").text


def test_programs_get_the_empty_answer_of_the_standard(ask: Asker) -> None:
    answer = ask(PREFIXES + "SELECT * { ?s a tbk:Municipalty }", "application/sparql-results+json")
    assert (answer.status_code, json.loads(answer.text)["results"]) == (200, {"bindings": []})


def test_values_are_clean_and_terms_are_raw_where_asked_for(ask: Asker) -> None:
    table = ask(SHARES, "text/html", lang="en").text
    assert '<a href="/doc/municipality/10205"><span lang="en">Ota' in table, "a label, linked by the page's own path"
    assert '<td class="number">6.08</td>' in table
    raw = ask(SHARES, "text/html", lang="en", show="raw").text
    assert "<td><code>municipality:10205</code></td><td><code>&#34;6.08&#34;^^xsd:decimal</code></td>" in raw
    assert "No data available" not in ask(PERSONS.replace("?m ;", "1 ;"), "text/html", lang="en").text


def test_an_answer_is_drawn_without_scripts(ask: Asker) -> None:
    page = ask(PERSONS, "text/html", lang="en").text.partition('id="answer"')[2]
    assert "show=chart" in page
    assert "show=map" in page
    assert "show=timeline" not in page
    assert "<figure" not in page
    assert '<figure class="picture bars"' in ask(PERSONS, "text/html", show="chart").text
    assert "tile-map" in ask(PERSONS, "text/html", show="map").text
    # A view that there is, though not of this answer, is the table; one that there is not is refused, as is any
    # other value that no parameter of the site has.
    assert "<figure" not in ask(PERSONS, "text/html", show="timeline").text
    assert ask(PERSONS, "text/html", show="nonsense").status_code == 400
    assert ask(PERSONS, "application/sparql-results+json", show="nonsense").status_code == 400


def test_numbers_of_things_by_class_are_a_chart_of_the_names_of_classes(ask: Asker) -> None:
    query = "SELECT ?type (COUNT(?s) AS ?n) WHERE { ?s a ?type } GROUP BY ?type ORDER BY DESC(?n) LIMIT 5"
    assert "show=chart" in ask(query, "text/html", lang="en").text
    chart = ask(query, "text/html", lang="en", show="chart").text.partition('<figure class="picture bars"')[2]
    assert re.search(r'class="bar-label"[^>]*><span lang="en">[^<]+</span>', chart)


def test_the_reader_chooses_the_columns_and_what_is_sorted_comes_first(ask: Asker) -> None:
    def drawn(**chosen: str) -> str:
        return ask(SHARES, "text/html", lang="en", show="chart", **chosen).text

    def first_bar(page: str) -> str:
        match = re.search(r'class="bar-value">([^<]*)<', page)
        assert match is not None
        return match[1]

    assert first_bar(drawn()) == "6.08"
    assert first_bar(drawn(measure="people")) == "13,533"
    assert first_bar(drawn(measure="nothing", label="nothing")) == "6.08"
    assert '<option value="people" selected>' in drawn(measure="people")


def test_a_curated_question_is_drawn_as_it_declares_whatever_is_chosen_in_it(app: Flask) -> None:
    with app.app_context():
        question, namespace = curated()["share-of-foreign-residents"], knowledge().namespace
        for query in (question.text(namespace), question.text(namespace, {"least": "3"}).replace("\n", "\r\n")):
            assert [measure.variable for measure in measures_of(query)] == ["share"]
        assert measures_of(SHARES) == ()


def test_examples_are_grouped_by_their_documents(client: FlaskClient, app: Flask) -> None:
    page = client.get("/sparql?lang=en", headers={"Accept": "text/html"}).text
    examples = page.partition('id="examples"')[2].partition("</details>")[0]
    with app.app_context():
        assert examples.count("<li>") == len(curated())
    assert examples.count("<h2>") == 5
    assert "Several documents together" in examples


QUERY = 'SELECT ("""a\\\\b"c""" AS ?x) ("`${1}" AS ?y) (\')--"\' AS ?z) {}\nSPARQL'


def test_code_holds_the_very_query_whatever_signs_are_in_it() -> None:
    code = {piece.key: piece.text for piece in code_of(QUERY, "http://127.0.0.1:9/sparql", is_table=True)}
    of_graph = code_of("ASK {}", "http://127.0.0.1:9/sparql", is_table=False)
    assigned = next(node for node in ast.parse(code["python"]).body if isinstance(node, ast.Assign))
    assert ast.literal_eval(assigned.value).strip("\n") == QUERY
    shell = code["curl"].replace("curl -s", "echo", 1).replace("<<", "; cat <<", 1)
    said = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, check=True).stdout
    assert said.partition("\n")[2] == QUERY + "\n"
    assert 'r"--(' not in code["r"]
    assert ')"' not in code["r"].partition('r"')[2].rpartition(')"')[0]
    assert r"\`\${1}" in code["javascript"]
    for piece in of_graph:
        assert "text/turtle" in piece.text
        assert "json" not in piece.text
