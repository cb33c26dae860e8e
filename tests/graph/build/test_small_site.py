"""A site may leave out anything: sources, questions, linksets, derivations, corrections, shapes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode

from graph.ask.question import load_questions
from graph.build.assemble import assemble
from graph.build.pipeline import build
from graph.build.site_files import site_namespace
from graph.build.validate import ValidationError, ValidationReport, require_valid
from graph.release import Release, current
from graph.store import EmbeddedStore, open_store
from mappings.map.corrections import CorrectionError, load_corrections
from mappings.site import load_site
from ontology.namespaces import Namespace
from ontology.vocabulary import DCAT, DCT, RDF, VOID
from tests.example_site import site_toml
from tests.graph.build.tiny_site import write_site
from tests.rdf_terms import only_number, text_of
from tests.this_site import SITE

BASE = "https://data.example.org/city"
SITE_TOML = site_toml(
    "example", "Services of Example City", "What Example City offers.", example="language/vi", base_iri=BASE
)
# What the register says of pages of sources that this site does not have leads nowhere.
SITE_TOML += "\n[allowed]\ndangling-links = 60\n"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of a site that has ``site.toml``, the register, one document, their vocabulary, and nothing else."""
    folder = tmp_path_factory.mktemp("example")
    (folder / "site.toml").write_text(SITE_TOML, encoding="utf-8")
    for name in ("register", "source_003"):
        shutil.copytree(SITE.mappings / name, folder / "mappings" / name)
    shutil.copytree(SITE.ontology, folder / "ontology", ignore=shutil.ignore_patterns("engine", "*.py", "__pycache__"))
    site = load_site(folder)
    return build(site, site_namespace(site), folder / "var").release


@pytest.fixture(scope="module")
def small_store(small: Release) -> EmbeddedStore:
    return open_store(small)


def test_a_small_site_names_its_dumps_and_its_dataset_after_itself(small: Release, small_store: EmbeddedStore) -> None:
    assert [dump.name for dump in small.dumps] == list(small.files)
    assert {name.partition(".")[0] for name in small.files} == {"example", "example-provenance"}
    assert all((small.dump_folder / name).is_file() for name in small.files)
    dataset = NamedNode(f"{BASE}/dataset")
    stated = {quad.predicate: quad.object for quad in small_store.statements(dataset, None, None, DefaultGraph())}
    assert text_of(stated[DCT.identifier]) == "example"
    assert text_of(stated[DCT.title]) == "Services of Example City"
    assert stated[DCT.license] == NamedNode(small.site.licence.iri)
    assert DCAT.keyword not in stated


def test_builds_in_two_folders_are_the_same_whatever_the_machine_says(built_site: Path, tmp_path: Path) -> None:
    """The other process keeps sets in another order. (.ci/agree_with_no_cache.py shows this of the whole site.)"""
    first = current(built_site / "var")
    other = write_site(tmp_path / "an other")
    environment = {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONPATH": str(SITE.folder)}
    command = [sys.executable, "-m", "server.cli", "build"]
    subprocess.run(command, cwd=other, env={**os.environ, **environment}, check=True, capture_output=True)
    again = current(other / "var")
    assert again.version == first.version
    command = ["diff", "-r", "--exclude=store", str(first.path), str(again.path)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (0, "")
    for path in again.path.rglob("*"):
        if path.is_file() and path.parent.name != "store":
            assert str(tmp_path).encode() not in path.read_bytes(), "no file has a path of this machine"


def test_a_small_site_holds_the_facts_of_its_sources_below_its_own_base(
    small: Release, small_store: EmbeddedStore
) -> None:
    statements = small.manifest["statements"]
    assert set(statements) == {
        "default", "003", "corrections", "ledger", "metadata", "ontology", "provenance", "quality", "register"
    }  # fmt: skip
    assert statements["003"] > 5000
    assert statements["corrections"] == 0
    assert statements["ontology"] > 1000
    kobe = small.namespace.thing("municipality", "28100")
    assert list(small_store.statements(kobe, RDF.type, small.namespace.term("Municipality"), DefaultGraph()))
    assert not [quad for quad in small_store.statements() if "localhost" in str(quad)]
    assert small.manifest["documents"].keys() == {"003"}


def test_a_small_site_leaves_out_what_it_does_not_declare(small: Release, small_store: EmbeddedStore) -> None:
    assert sorted(path.name for path in small.path.iterdir()) == [
        "SHA256SUMS", "cardinality.json", "dcat.ttl", "dump", "gone.json", "hubs.json", "inputs.sha256",
        "lineage.index", "manifest.json", "ontology", "quality.nt", "quality.yaml", "report.json", "rows.sqlite",
        "site.toml", "store", "tables.json", "things.txt", "usage.json", "void.ttl",
    ]  # fmt: skip
    assert load_questions(small.site) == []
    assert not list(small_store.statements(None, RDF.type, VOID.Linkset, DefaultGraph()))


def test_the_counts_of_a_small_site_are_true(small: Release, small_store: EmbeddedStore) -> None:
    dataset = NamedNode(f"{BASE}/dataset")
    for predicate, counted in (
        (VOID.triples, "*"),
        (VOID.distinctSubjects, "DISTINCT ?s"),
        (VOID.distinctObjects, "DISTINCT ?o"),
        (VOID.properties, "DISTINCT ?p"),
    ):
        stated = [text_of(quad.object) for quad in small_store.statements(dataset, predicate, None, DefaultGraph())]
        answer = small_store.query(f"SELECT (COUNT({counted}) AS ?n) WHERE {{ ?s ?p ?o }}")
        assert stated == [str(only_number(answer))], predicate


def test_corrections_and_questions_about_a_source_that_is_left_out_fall_silent() -> None:
    part = replace(SITE, sources=("register", "003"))
    assembly = assemble(part, Namespace())
    tables = {schema.name for source in assembly.sources for schema in source.schemas}
    every = load_corrections(SITE.mappings / "corrections.csv")
    assert not assembly.is_whole
    assert [c for c in every if c.table in tables] == assembly.corrections
    assert 0 < len(assembly.corrections) < len(every)
    assert assembly.questions
    assert {document for question in assembly.questions for document in question.documents} == {"003"}
    assert {f"{SITE.data}/questions/{question.key}.yaml" for question in assembly.questions} < {
        str(path) for path in (SITE.data / "questions").glob("*.yaml")
    }


def test_a_correction_of_a_table_that_no_source_has_is_an_error(tmp_path: Path) -> None:
    shutil.copytree(SITE.mappings / "register", tmp_path / "mappings" / "register")
    (tmp_path / "ontology").mkdir()
    for path in SITE.ontology.glob("*.ttl"):
        shutil.copy(path, tmp_path / "ontology")
    text = (SITE.mappings / "corrections.csv").read_text(encoding="utf-8")
    (tmp_path / "mappings" / "corrections.csv").write_text(text, encoding="utf-8")
    (tmp_path / "site.toml").write_text(SITE_TOML, encoding="utf-8")
    with pytest.raises(CorrectionError, match="is not a cell of a table"):
        assemble(load_site(tmp_path), Namespace())


def test_a_shape_without_focus_node_is_an_error_only_where_no_source_is_left_out() -> None:
    report = ValidationReport((), {"shape": 0})
    require_valid(report, is_whole=False)
    with pytest.raises(ValidationError, match="shape finds no focus node"):
        require_valid(report, is_whole=True)
