from __future__ import annotations

import gzip
import hashlib
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Triple, parse, serialize

from graph.lineage import statement_iri
from graph.release import Release
from graph.store import EmbeddedStore, open_store
from ontology.vocabulary import PROV, RDF

FORMATS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
}


@cache
def statements(path: Path) -> frozenset[bytes]:
    """The statements of the dump *path*, as N-Quads write them.

    Dumps in N-Triples and N-Quads have these very lines: that the others hold the same shows that they can be read.
    """
    if path.suffix in (".nt", ".nq"):
        return frozenset(path.read_bytes().splitlines())
    lines = serialize(parse(path=str(path), format=FORMATS[path.suffix[1:]]), format=RdfFormat.N_QUADS)
    assert lines
    return frozenset(lines.splitlines())


def dumped(release: Release, name: str) -> frozenset[bytes]:
    return statements(release.dump_folder / name)


@pytest.mark.parametrize("name", ["tabunka.ttl", "tabunka.rdf", "tabunka.jsonld"])
def test_every_default_graph_dump_holds_what_the_n_triples_dump_holds(release: Release, name: str) -> None:
    # Without blank nodes, which would make the sets differ, equal sets are equal graphs.
    assert dumped(release, name) == dumped(release, "tabunka.nt")


def test_n_quads_and_trig_hold_the_same_default_and_named_graphs(release: Release) -> None:
    quads, default = dumped(release, "tabunka.nq"), dumped(release, "tabunka.nt")
    assert dumped(release, "tabunka.trig") == quads
    assert default < quads
    graphs = {quad.graph_name for quad in parse(b"\n".join(quads - default), format=RdfFormat.N_QUADS)}
    names = {name.value for name in graphs if isinstance(name, NamedNode)}
    assert len(names) == len(graphs), "every other statement is in a named graph"
    base = f"{release.base}/graph/"
    assert names >= {base + name for name in ("000", "003", "register", "ontology", "metadata", "corrections")}
    assert base + "provenance" not in names


def test_the_store_holds_exactly_the_dumps(release: Release) -> None:
    quads = dumped(release, "tabunka.nq") | dumped(release, "tabunka-provenance.nq")
    stored = open_store(release, in_memory=False).store.dump(format=RdfFormat.N_QUADS).splitlines()
    assert set(stored) == quads
    assert len(stored) == release.quads


def test_no_dump_holds_a_blank_node(release: Release) -> None:
    for line in (release.dump_folder / "tabunka.nq").read_text(encoding="utf-8").splitlines():
        assert not line.startswith("_:")
        assert " _:" not in line.split('"')[0]


def test_compressed_dumps_are_the_plain_ones_and_checksums_are_true(release: Release) -> None:
    sums = dict(
        reversed(line.split("  "))
        for line in (release.dump_folder / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    )
    assert release.dumps
    for dump in release.dumps:
        data = (release.dump_folder / dump.name).read_bytes()
        assert sums[dump.name] == hashlib.sha256(data).hexdigest() == release.files[dump.name]["sha256"]
        assert release.files[dump.name]["bytes"] == len(data)
        if dump.compressed:
            assert gzip.decompress(data) == (release.dump_folder / dump.name.removesuffix(".gz")).read_bytes()


def test_every_statement_of_a_source_has_a_reifier_with_its_records(release: Release, store: EmbeddedStore) -> None:
    namespace, provenance = release.namespace, release.namespace.graph("provenance")
    reified = {q.object: q.subject for q in store.statements(None, RDF.reifies, None, provenance)}
    derived = {q.subject for q in store.statements(None, PROV.wasDerivedFrom, None, provenance)}
    for name in ("000", "003", "corrections", "register"):
        quads = list(store.statements(None, None, None, namespace.graph(name)))
        assert quads, name
        for quad in quads:
            triple = Triple(quad.subject, quad.predicate, quad.object)
            assert reified[triple] == statement_iri(namespace, triple)
            assert reified[triple] in derived


def test_a_correction_replaces_the_printed_value_in_the_default_graph_only(
    store: EmbeddedStore, release: Release
) -> None:
    namespace = release.namespace
    corrections = set(store.statements(None, None, None, namespace.graph("corrections")))
    assert corrections
    default = {q.triple for q in store.statements(None, None, None, DefaultGraph())}
    printed = {q.triple for name in ("000", "003") for q in store.statements(None, None, None, namespace.graph(name))}
    assert {q.triple for q in corrections} <= default
    assert not {q.triple for q in corrections} & printed
    assert printed - default, "no printed value was replaced"


def test_the_default_graph_is_the_union_of_what_the_design_names(store: EmbeddedStore, release: Release) -> None:
    namespace = release.namespace
    named = {
        name: {q.triple for q in store.statements(None, None, None, namespace.graph(name))}
        for name in release.manifest["statements"]
        if name not in ("default", "provenance", "ledger", "quality")
    }
    default = {q.triple for q in store.statements(None, None, None, DefaultGraph())}
    union = set().union(*named.values())
    assert default <= union
    documents = [name for name in named if name.isdigit()]
    replaced = union - default
    assert replaced <= set().union(*(named[name] for name in documents))
    assert len(default) == release.manifest["statements"]["default"] == release.manifest["triples"]
