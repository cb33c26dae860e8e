"""The commands of docs/rdf-as-it-is.md do what it says."""

from __future__ import annotations

import gzip
import re
import shlex
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from server.cli import run
from tests.as_is import write_waste
from tests.http_client import get
from tests.serving import ROOT, start_command

TEXT = (ROOT / "docs" / "rdf-as-it-is.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    (body,) = re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
    return str(body)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that the document serves."""
    folder = tmp_path_factory.mktemp("rdf")
    write_waste(folder)
    (folder / "vocabularies").mkdir()
    shutil.copy(folder / "waste.ttl", folder / "vocabularies" / "waste.ttl")
    graph = "<http://g.example/1> { <http://other.example/a> a <http://other.example/C> }"
    (folder / "codes.trig.gz").write_bytes(gzip.compress(graph.encode()))
    return folder


@pytest.mark.parametrize("line", block("sh").splitlines())
def test_a_file_is_served_by_its_command(line: str, folder: Path) -> None:
    program, *arguments = shlex.split(line)
    assert program == "tabunka"
    cache: Mapping[str, str] = {"XDG_CACHE_HOME": str(folder / "cache")}
    command = [sys.executable, "-m", "server.cli", *arguments, "--port", "0", "--workers", "1"]
    server = start_command(command, folder, ROOT, cache)
    try:
        assert "Paper" in get(f"{server.url}/waste/paper.html", Accept_Language="en").text
    finally:
        assert server.stop() == 0


def test_what_cannot_be_served_is_told_in_one_line(
    folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    (folder / "broken.ttl").write_text("<http://e.example/a>\n<http://e.example/p", encoding="utf-8")
    for arguments, message in (
        (["broken.ttl"], "line 2"),
        (["absent.ttl"], "no such file"),
        (["waste.ttl", "--draft"], "either files or a release"),
        (["--base-iri", "https://a.example"], "--base-iri is for files"),
    ):
        monkeypatch.chdir(folder)
        assert run(["serve", *arguments]) == 1
        (line,) = capfd.readouterr().err.splitlines()
        assert message in line


def test_the_source_of_a_site_is_built_as_shown(
    folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    site = folder / "site"
    site.mkdir()
    (site / "site.toml").write_text('name = "city"\n', encoding="utf-8")
    monkeypatch.chdir(site)
    shutil.copy(folder / "waste.ttl", site)
    for line in block("console").splitlines():
        program, *arguments = shlex.split(line)
        assert program == "tabunka"
        assert run(arguments) == 0, line
    assert (site / "mappings" / "waste" / "metadata.yaml").read_text(encoding="utf-8") == block("yaml")
    capfd.readouterr()
    query = "SELECT (COUNT(*) AS ?n) { GRAPH <http://localhost:8000/graph/waste> { ?a a ?b } }"
    assert run(["query", "--out", str(site / "var"), "--format", "csv", query]) == 0
    assert capfd.readouterr().out.split() == ["n", "8"]
