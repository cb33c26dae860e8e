from __future__ import annotations

from pathlib import Path

import pytest

from mappings.csv_files import Row
from mappings.map.interpreter import Interpreter, StatementError
from mappings.map.rules import RuleError, load_rules
from mappings.map.tables import Table, TableSchema
from ontology.namespaces import Namespace

COLUMNS = {"pages.csv": {"key", "title", "url", "count", "municipality", "lines"}}
PREFIXES = """prefixes:
  id: "http://localhost:8000/id/"
  tbk: "http://localhost:8000/ontology#"
  dct: "http://purl.org/dc/terms/"
  schema: "http://schema.org/"
"""
PAGE: Row = {
    "key": "kanagawa-multilingual-list",
    "title": "多言語情報一覧",
    "url": "http://www.pref.kanagawa.jp/cnt/f4248/p11909.html",
    "count": "11",
    "municipality": "14000",
    "lines": "57-58 61",
}


def rule_file(folder: Path, body: str) -> Path:
    path = folder / "rules.yaml"
    path.write_text(PREFIXES + "mappings:\n  page:\n    sources: [['pages.csv~csv']]\n" + body, encoding="utf-8")
    return path


def statements(folder: Path, body: str, row: Row = PAGE, base: str = "http://localhost:8000") -> set[str]:
    rules = load_rules(rule_file(folder, body), COLUMNS)
    schema = TableSchema("pages", "000", Path("pages.csv"), (), (), (), {})
    interpreter = Interpreter((rules,), Namespace(base), "000")
    return {
        f"{s.triple.subject} {s.triple.predicate} {s.triple.object}" for s in interpreter.table(Table(schema, [row]))
    }


def test_a_reference_with_a_language_gives_a_tagged_literal(tmp_path: Path) -> None:
    made = statements(tmp_path, "    s: id:page/$(key)\n    po: [[dct:title, $(title), ja~lang]]\n")
    assert (
        "<http://localhost:8000/id/page/kanagawa-multilingual-list> <http://purl.org/dc/terms/title> "
        '"多言語情報一覧"@ja' in made
    )


def test_a_reference_may_have_the_language_that_another_column_names(tmp_path: Path) -> None:
    body = "    s: id:page/$(key)\n    po: [[dct:title, $(title), $(municipality)~lang]]\n"
    for tag, written in (("zh-Hant", "zh-hant"), ("ja-simple", "ja-simple")):
        assert any(
            line.endswith(f'"多言語情報一覧"@{written}')
            for line in statements(tmp_path, body, PAGE | {"municipality": tag})
        )
    with pytest.raises(RuleError, match="no column 'tag'"):
        load_rules(rule_file(tmp_path, body.replace("municipality", "tag")), COLUMNS)


def test_a_bare_reference_as_iri_is_taken_as_it_is_and_a_template_is_encoded(tmp_path: Path) -> None:
    row = PAGE | {"title": "a b"}
    made = statements(
        tmp_path,
        "    s: id:page/$(key)\n    po:\n    - [schema:url, $(url)~iri]\n    - [tbk:x, id:x/$(title)~iri]\n",
        row,
    )
    objects = {line.rsplit(" ", 1)[1] for line in made}
    assert "<http://www.pref.kanagawa.jp/cnt/f4248/p11909.html>" in objects
    assert "<http://localhost:8000/id/x/a%20b>" in objects


def test_an_empty_cell_makes_no_statement(tmp_path: Path) -> None:
    body = "    s: id:page/$(key)\n    po: [[tbk:count, $(count), xsd:integer], [dct:title, $(title), ja~lang]]\n"
    assert any("ontology#count" in line for line in statements(tmp_path, body))
    assert not any("ontology#count" in line for line in statements(tmp_path, body, PAGE | {"count": ""}))


def test_every_row_brings_its_record_with_the_lines_it_cites(tmp_path: Path) -> None:
    made = statements(tmp_path, "    s: id:page/$(key)\n    po: [[a, schema:WebPage]]\n")
    record = "<http://localhost:8000/id/record/pages/kanagawa-multilingual-list>"
    derived = "<http://www.w3.org/ns/prov#wasDerivedFrom>"
    assert f"<http://localhost:8000/id/page/kanagawa-multilingual-list> {derived} {record}" in made
    # RFC 5147 counts the gaps between lines: lines 57 to 58 lie between gap 56 and gap 58.
    assert f"{record} {derived} <http://localhost:8000/source/000#line=56,58>" in made
    assert f"{record} {derived} <http://localhost:8000/source/000#line=60,61>" in made


def test_another_base_moves_our_own_iris_and_no_others(tmp_path: Path) -> None:
    made = statements(
        tmp_path, "    s: id:page/$(key)\n    po: [[a, tbk:Page], [schema:url, $(url)~iri]]\n", base="https://d.example"
    )
    assert not any("localhost" in line for line in made)
    assert any("<https://d.example/ontology#Page>" in line for line in made)
    assert any("<http://www.pref.kanagawa.jp/cnt/f4248/p11909.html>" in line for line in made)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("    s: id:page/$(key)\n    po: [[dct:title, $(titel), ja~lang]]\n", "no column 'titel'"),
        ("    s: id:page/$(key)\n    po: [[nix:title, $(title)]]\n", "declared prefix"),
        ("    s: id:page/$(key)\n    po: [[dct:title]]\n", "is not [predicate, object]"),
        ("    s: id:page/$(key)\n    condition: x\n    po: []\n", "not in the subset"),
        ("    po: []\n", "s, the template of its subject, is missing"),
        ("    s: id:page/$(key)\n    po: [[dct:title, '$(title): $(count)']]\n", "is composed"),
        ("    s: id:page/$(key)\n    po: [[schema:url, $(url)~iri, ja~lang]]\n", "neither datatype nor language"),
    ],
)
def test_what_is_not_in_the_subset_is_refused_by_name(tmp_path: Path, body: str, says: str) -> None:
    with pytest.raises(RuleError, match="mapping page") as caught:
        load_rules(rule_file(tmp_path, body), COLUMNS)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_address_that_is_no_iri_names_row_and_line(tmp_path: Path) -> None:
    with pytest.raises(StatementError, match=r"pages\.csv row 2: url .*\(document 000, line 57-58 61\)"):
        statements(
            tmp_path, "    s: id:page/$(key)\n    po: [[schema:url, $(url)~iri]]\n", PAGE | {"url": "not an iri"}
        )


def test_a_rule_may_only_fill_the_graph_of_its_source(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="is not the graph of its source"):
        statements(
            tmp_path,
            "    graphs: http://localhost:8000/graph/003\n    s: id:page/$(key)\n    po: [[a, schema:WebPage]]\n",
        )
