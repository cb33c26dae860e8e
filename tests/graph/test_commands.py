from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Protocol

import pytest
import rdflib
from rdflib import RDF

from mappings.csv_files import to_csv
from mappings.map.sources import sources
from mappings.map.tables import load_table
from server.cli import run
from tests.graph.build.tiny_site import write_site


class Call(Protocol):
    """Runs ``tabunka`` with arguments; gives exit code, standard output and standard error."""

    def __call__(self, *arguments: str, with_release: bool = True) -> tuple[int, str, str]: ...


@pytest.fixture
def tabunka(var: Path, capfd: pytest.CaptureFixture[str]) -> Call:
    def call(*arguments: str, with_release: bool = True) -> tuple[int, str, str]:
        code = run([*arguments, *(["--out", str(var)] if with_release else [])])
        out, err = capfd.readouterr()
        return code, out, err

    return call


KOBE = "SELECT ?email WHERE { ?c tbk:listedFor municipality:28100 ; cv:email ?email }"


def test_query_answers_as_a_table_and_in_every_results_format(tabunka: Call) -> None:
    code, out, err = tabunka("query", KOBE)
    assert code == 0
    assert "kokusai@office.city.kobe.lg.jp" in out
    assert "1 row(s)" in err
    code, out, _ = tabunka("query", KOBE, "--format", "csv")
    assert list(csv.reader(io.StringIO(out))) == [["email"], ["kokusai@office.city.kobe.lg.jp"]]
    code, out, _ = tabunka("query", KOBE, "--format", "json")
    assert json.loads(out)["results"]["bindings"][0]["email"]["value"] == "kokusai@office.city.kobe.lg.jp"


def test_construct_and_ask_are_answered_too(tabunka: Call) -> None:
    _, out, _ = tabunka("query", "CONSTRUCT WHERE { municipality:28100 dct:identifier ?code }", "--format", "ttl")
    graph = rdflib.Graph().parse(data=out, format="turtle")
    assert [str(o) for o in graph.objects()] == ["281000"]
    assert tabunka("query", "ASK { municipality:28100 a tbk:Municipality }")[1].strip() == "true"
    code, _, err = tabunka("query", "ASK { ?s ?p ?o }", "--format", "csv")
    assert code == 1
    assert "choose table, json or xml" in err


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("SELECT * WHERE {", "the query cannot be answered: line 1, column"),
        ("SELECT * WHERE {\n ?s ?p }", "line 2, column"),
        ("DELETE WHERE { ?s ?p ?o }", "the query cannot be answered"),
        ("", "the query cannot be answered"),
    ],
)
def test_a_malformed_query_gets_one_line(tabunka: Call, query: str, says: str) -> None:
    code, out, err = tabunka("query", query)
    assert (code, out) == (1, "")
    assert says in err
    assert err.count("\n") == 1


def test_a_table_is_printed_as_the_committed_file_in_order_of_keys(tabunka: Call) -> None:
    schema = next(s for source in sources() for s in source.schemas if s.name == "listings")
    rows = sorted(load_table(schema).rows, key=lambda row: row["key"])
    assert tabunka("table", "listings")[1] == to_csv(schema.column_names, rows)
    code, _, err = tabunka("table", "nonsense")
    assert code == 1
    assert "there is no table 'nonsense'; there are " in err


def test_trace_shows_table_row_and_lines(tabunka: Call) -> None:
    _, out, _ = tabunka("trace", "municipality/28100")
    (line,) = (line for line in out.splitlines() if "tbk:responsibleBody" in line)
    assert "responsibilities/kobe-shi-1" in line
    assert "003 78" in line
    code, _, err = tabunka("trace", "municipality/99999")
    assert code == 1
    assert "says nothing about" in err


def test_the_ledger_adds_up(tabunka: Call) -> None:
    _, out, _ = tabunka("ledger")
    rows = [line.split() for line in out.splitlines()[1:]]
    assert [row[0] for row in rows] == [source.key for source in sources() if source.is_document]
    for row in rows:
        numbers = [int(cell.replace(",", "")) for cell in row[1:]]
        assert numbers[0] == sum(numbers[1:7])
    listed = [
        tabunka("ledger", "--document", "000", "--status", status)[1].count("\n") for status in ("mapped", "withheld")
    ]
    assert listed == [int(rows[0][4]), int(rows[0][3])]
    code, _, err = tabunka("ledger", "--document", "999")
    assert code == 1
    assert "has no ledger of document 999" in err


def test_a_file_that_does_not_conform_is_told_by_line(tabunka: Call, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("<a> <b>", encoding="utf-8")
    code, _, err = tabunka("validate", str(broken), with_release=False)
    assert code == 1
    assert "cannot be read as RDF" in err
    wrong = tmp_path / "wrong.ttl"
    wrong.write_text(
        "<http://localhost:8000/id/municipality/01100> a <http://localhost:8000/ontology#Municipality> .",
        encoding="utf-8",
    )
    code, out, err = tabunka("validate", str(wrong), with_release=False)
    assert code == 1
    assert "http://localhost:8000/id/municipality/01100" in out
    assert "violation(s)" in err


WRONG = "<http://example.org/a> a <https://data.example.org/ontology#Counter> ."


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.trig", f"<http://e/g> {{ {WRONG} }}"),
        ("a.nq", WRONG.replace(" a ", f" <{RDF.type}> ").replace(" .", " <http://e/g> .")),
        ("a.jsonld", '{"@id": "http://e/g", "@graph": {"@id": "http://example.org/a", '
         '"@type": "https://data.example.org/ontology#Counter"}}'),
        ("a.ttl.gz", WRONG),
        ("a.ttl", f"\ufeff{WRONG}"),
    ],
)  # fmt: skip
def test_all_graphs_of_a_file_are_validated(tabunka: Call, tmp_path: Path, name: str, text: str) -> None:
    """The shapes of a tiny site are enough: how a file is read is told by one of them."""
    site, data = write_site(tmp_path / "site"), text.encode()
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    code, out, err = tabunka("validate", str(tmp_path / name), "--site", str(site), with_release=False)
    assert code == 1
    assert "http://example.org/a http://schema.org/openingHours: A counter has a day." in out
    assert "violation(s)" in err


@pytest.mark.parametrize(("name", "text"), [("a.ttl", ""), ("a.nq", "# nothing\n"), ("a.jsonld", "{}"), ("a.rdf", "")])
def test_a_file_without_a_statement_does_not_conform(tabunka: Call, tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    code, out, err = tabunka("validate", str(tmp_path / name), with_release=False)
    assert (code, out) == (1, "")
    assert "holds no statement" in err or "cannot be read as RDF" in err


@pytest.mark.parametrize(
    "statement", ["<http://e/a b> <http://e/p> <http://e/c>", '<http://e/a> <http://e/p> "x"@averylongtag']
)
def test_a_malformed_iri_or_language_is_reported_in_one_line(tabunka: Call, tmp_path: Path, statement: str) -> None:
    (tmp_path / "a.ttl").write_text(f"{statement} .", encoding="utf-8")
    code, out, err = tabunka("validate", str(tmp_path / "a.ttl"), with_release=False)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "a.ttl: cannot be read as RDF" in err


def test_bad_arguments_get_one_line_and_a_code_that_is_not_zero(tabunka: Call, tmp_path: Path) -> None:
    for arguments, code, says in (
        (["build", "--base-iri", "nowhere"], 1, "base IRI 'nowhere'"),
        (["extract", "--documents", str(tmp_path / "none")], 1, "does not exist"),
        (["query"], 2, "Missing argument"),
        (["nonsense"], 2, "No such command"),
        (["trace", "municipality/28100", "--out", str(tmp_path)], 1, "run `tabunka build`"),
    ):
        exit_code, out, err = tabunka(*arguments, with_release=False)
        assert (exit_code, out) == (code, ""), arguments
        assert says in err
        assert err.count("\n") == 1


@pytest.mark.parametrize("command", ["build", "extract", "ledger", "query", "serve", "table", "trace", "validate"])
def test_every_command_explains_itself(tabunka: Call, command: str) -> None:
    code, out, _ = tabunka(command, "--help", with_release=False)
    assert code == 0
    assert out.startswith(f"Usage: tabunka {command}")


def test_a_command_reads_the_releases_of_the_site_that_it_is_given(tabunka: Call, tmp_path: Path) -> None:
    for arguments in (["query", "ASK {}"], ["trace", "language/vi"], ["ledger"], ["score"], ["serve"]):
        code, _, err = tabunka(*arguments, "--site", str(tmp_path), with_release=False)
        assert code == 1, arguments
        assert f"there is no release in {tmp_path}/var" in err


def test_validate_reads_blank_nodes_and_text_of_several_lines(tabunka: Call, tmp_path: Path) -> None:
    site, file = write_site(tmp_path / "site"), tmp_path / "things.ttl"
    for day, code in (("monday", 0), ("mondy", 1)):
        file.write_text(
            f'[] a <https://data.example.org/ontology#Counter> ; <http://schema.org/openingHours> "{day}" ; '
            '<http://schema.org/about> <http://example.org/a> ; <http://schema.org/name> """one\n"two" """ .',
            encoding="utf-8",
        )
        assert tabunka("validate", str(file), "--site", str(site), with_release=False)[0] == code


def test_validate_finds_what_a_shape_of_one_thing_cannot(tabunka: Call, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.ttl"
    wrong.write_text(
        """@prefix schema: <http://schema.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <http://localhost:8000/id/counter/a> schema:latitude 351.7 ; <http://localhost:8000/ontology#phoneNo> "1" ;
            schema:dayOfWeek <http://localhost:8000/id/weekday/mondy> ;
            schema:startDate "2024-02-01"^^xsd:date ; schema:endDate "2024-01"^^xsd:gYearMonth .""",
        encoding="utf-8",
    )
    code, out, err = tabunka("validate", str(wrong), with_release=False)
    assert code == 1
    assert "4 violation(s)" in err
    for value, name in (
        ("351.7", "municipality#latitude"),
        ("ontology#phoneNo", "undeclared-terms"),
        ("weekday/mondy", "dangling-links"),
        ("2024-01", "ends-before-starts"),
    ):
        assert any(value in line and line.endswith(f"{name}]") for line in out.splitlines()), name


def test_a_file_is_validated_with_the_shapes_of_the_site(tabunka: Call, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.nt"
    city = "<http://localhost:8000/id/municipality/01100>"
    wrong.write_text(f"{city} <{RDF.type}> <http://localhost:8000/ontology#Municipality> .\n", encoding="utf-8")
    assert tabunka("validate", str(wrong), with_release=False)[0] == 1
    (tmp_path / "site.toml").write_text(Path("site.toml").read_text(encoding="utf-8"), encoding="utf-8")
    code, out, _ = tabunka("validate", str(wrong), "--site", str(tmp_path), with_release=False)
    assert code == 1
    assert "[undeclared-terms]" in out, "the vocabulary of another site is not its own"
    (tmp_path / "ontology").symlink_to(Path("ontology").absolute())
    code, out, _ = tabunka("validate", str(wrong), "--site", str(tmp_path), with_release=False)
    assert code == 0
    assert out.startswith("conforms: 0 shapes"), "a site without shapes has nothing that could be broken"
