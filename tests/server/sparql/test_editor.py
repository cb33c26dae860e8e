"""The SPARQL page with and without the editor that npm builds, and what the editor is given."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad

from server.display.knowledge import Knowledge
from server.http.security_headers import CONTENT_SECURITY_POLICY
from server.sparql import editor
from server.sparql import page as sparql_page
from server.sparql.editor import is_built, term_uses
from tests.server.conftest import Asker
from tests.server.forgetting import forget_answers
from tests.this_site import LANGUAGES

ROOT = Path(__file__).parent.parent.parent.parent
PREFIXES = """PREFIX tbk: <http://localhost:8000/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
KOBE = PREFIXES + "SELECT ?name WHERE { <http://localhost:8000/id/municipality/28100> skos:prefLabel ?name }"


@pytest.fixture
def with_editor(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    forget_answers(app, monkeypatch)
    monkeypatch.setattr(sparql_page, "is_built", lambda: True)


@pytest.fixture
def without_editor(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    forget_answers(app, monkeypatch)
    monkeypatch.setattr(sparql_page, "is_built", lambda: False)


@pytest.mark.usefixtures("without_editor")
def test_without_the_build_the_page_has_its_form_and_shows_answers(client: FlaskClient, ask: Asker) -> None:
    form = client.get("/sparql", headers={"Accept": "text/html"})
    assert "<textarea" in form.text
    assert "/vendor/" not in form.text
    assert "vendor" not in form.text
    assert form.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    answer = ask(KOBE, "text/html")
    assert "神戸市" in answer.text
    assert "prefLabel" in answer.text


@pytest.mark.usefixtures("with_editor")
def test_with_the_build_the_form_is_still_there_for_readers_without_scripts(client: FlaskClient) -> None:
    page = client.get("/sparql", headers={"Accept": "text/html"})
    assert '<script type="module" src="/static/vendor/editor.js' in page.text
    assert "<textarea" in page.text
    for address in re.findall(r'(?:src|href)="([^"]*)"', page.text):
        if address.startswith("http"):
            pytest.fail(f"the page loads or links {address}")


@pytest.mark.usefixtures("with_editor")
def test_the_page_with_the_editor_has_the_policy_of_every_page(client: FlaskClient) -> None:
    page = client.get("/sparql", headers={"Accept": "text/html"})
    assert page.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert "unsafe" not in CONTENT_SECURITY_POLICY


@pytest.mark.parametrize("language", LANGUAGES)
def test_completion_holds_the_terms_of_void_with_their_names(
    client: FlaskClient, knowledge: Knowledge, language: str
) -> None:
    response = client.get(f"/sparql/editor.json?lang={language}")
    assert response.mimetype == "application/json"
    data = json.loads(response.text)
    classes = {entry["name"]: entry for entry in data["classes"]}
    iri = NamedNode("http://localhost:8000/ontology#Municipality")
    assert classes["tbk:Municipality"]["count"] == knowledge.usage.of_class(iri).count
    assert classes["tbk:Municipality"]["label"] == knowledge.labels.best(iri, language).text
    properties = {entry["name"] for entry in data["properties"]}
    assert {"dct:title", "skos:prefLabel", "tbk:provisionOf"} <= properties
    assert data["prefixes"]["tbk"] == "http://localhost:8000/ontology#"
    assert data["kinds"]["language"] == "http://localhost:8000/id/language/"
    again = client.get(f"/sparql/editor.json?lang={language}", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_a_term_counts_as_in_its_largest_partition() -> None:
    void = "http://rdfs.org/ns/void#"

    def partition(name: str, term: str, count: int) -> list[Quad]:
        subject = NamedNode(f"http://example.org/{name}")
        number = Literal(str(count), datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer"))
        return [
            Quad(subject, NamedNode(void + "class"), NamedNode(term)),
            Quad(subject, NamedNode(void + "entities"), number),
        ]

    quads = partition("1", "http://example.org/A", 3) + partition("2", "http://example.org/A", 7)
    quads += partition("3", "http://example.org/B", 5)
    assert [(use.iri.value[-1], use.count) for use in term_uses(quads, "class")] == [("A", 7), ("B", 5)]
    assert term_uses(quads, "property") == []


def test_the_build_is_there_only_when_all_its_files_are(tmp_path: Path) -> None:
    assert not is_built(tmp_path)
    for name in editor.FILES:
        assert not is_built(tmp_path)
        (tmp_path / name).write_text("", encoding="utf-8")
    assert is_built(tmp_path)


def test_the_lock_file_pins_everything_and_holds_no_address() -> None:
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in text
    packages = json.loads(text)["packages"]
    assert len(packages) > 10
    for name, package in packages.items():
        if name:
            assert package["version"], name
            assert package["integrity"].startswith("sha512-"), name
    assert "omit-lockfile-registry-resolved=true" in (ROOT / ".npmrc").read_text(encoding="utf-8")
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    for versions in (wanted["dependencies"], wanted["devDependencies"]):
        assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values()), "pinned exactly"


def test_no_third_party_code_is_committed() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "/server/static/vendor" in ignored
    assert "/node_modules" in ignored
    ours = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "server/static/editor").iterdir())
    assert "https://" not in ours
