"""A dump that is converted block by block is the dump that is converted as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat as Syntax
from pyoxigraph import parse, serialize

from graph.cache import Cache
from graph.formats import RDF_XML, TRIG, TURTLE, RdfFormat
from graph.write import blocks as blocks_module
from graph.write import jsonld
from graph.write.block_conversion import BlockConverter, source_blocks
from graph.write.serialisation import in_order
from ontology.namespaces import Namespace
from tests.this_site import SITE

PREFIXES = {"ex": "https://example.org/", "p": "https://example.org/p#"}
CONTEXT = jsonld.Context.parse((SITE.ontology / "context.jsonld").read_text(encoding="utf-8"), Namespace().base)


def statements(graph: str = "") -> str:
    end = f" <https://example.org/graph/{graph}> .\n" if graph else " .\n"
    values = (
        "<https://example.org/b>",
        '"a \\"quoted\\" <b> text\u2028 and more"@en',
        '"1"^^<http://www.w3.org/2001/XMLSchema#byte>',
    )
    return "".join(
        f"<https://example.org/{subject}> <https://example.org/p#{name}> {value}{end}"
        for subject in range(100, 160)
        for name, value in zip("abc", values, strict=True)
    )


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks_module, "LEAST", 500)
    monkeypatch.setattr(blocks_module, "_MOST", 2000)


@pytest.mark.parametrize("form", [TURTLE, RDF_XML])
def test_the_pieces_of_the_default_graph_are_the_dump(form: RdfFormat) -> None:
    data = statements().encode()
    blocks = list(source_blocks(data, Syntax.N_TRIPLES))
    assert len(blocks) > 5
    assert b"".join(block.data for block in blocks) == data
    whole = serialize(
        (quad.triple for quad in parse(data, format=Syntax.N_TRIPLES)), format=form.rdf, prefixes=PREFIXES
    )
    assert BlockConverter(CONTEXT, None).serialised(form, blocks, PREFIXES) == in_order(whole or b"")


def test_a_block_holds_statements_of_one_graph_and_a_graph_is_written_in_one_piece() -> None:
    data = (statements() + statements("a") + statements("c")).encode()
    blocks = list(source_blocks(data, Syntax.N_QUADS))
    assert b"".join(block.data for block in blocks) == data
    for block in blocks:
        assert len({quad.graph_name for quad in parse(block.data, format=Syntax.N_QUADS)}) == 1
    whole = in_order(serialize(parse(data, format=Syntax.N_QUADS), format=Syntax.TRIG, prefixes=PREFIXES) or b"")
    assert BlockConverter(CONTEXT, None).serialised(TRIG, blocks, PREFIXES) == whole
    assert whole.count(b"{") == 2


@pytest.mark.parametrize("odd", ["", "<schema:x> <https://example.org/p#a> <https://example.org/b> .\n"])
def test_json_ld_of_parts_is_that_of_the_whole_also_where_nothing_may_be_shortened(odd: str) -> None:
    data = (statements() + odd).encode()
    blocks = list(source_blocks(data, Syntax.N_TRIPLES))
    triples = [quad.triple for quad in parse(data, format=Syntax.N_TRIPLES)]
    assert BlockConverter(CONTEXT, None).json_ld(blocks).decode() == jsonld.dumps(triples, CONTEXT)


@pytest.mark.parametrize("text", ["", "<https://example.org/a> <https://example.org/p#a> <https://example.org/b> .\n"])
def test_a_dump_of_one_subject_or_of_none_is_converted_too(text: str) -> None:
    blocks = list(source_blocks(text.encode(), Syntax.N_TRIPLES))
    triples = [quad.triple for block in blocks for quad in parse(block.data, format=Syntax.N_TRIPLES)]
    converter = BlockConverter(CONTEXT, None)
    assert converter.json_ld(blocks).decode() == jsonld.dumps(triples, CONTEXT)
    for form in (TURTLE, RDF_XML):
        whole = in_order(serialize(triples, format=form.rdf, prefixes=PREFIXES) or b"")
        assert converter.serialised(form, blocks, PREFIXES) == whole


def test_only_the_block_of_a_changed_line_is_converted_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = statements().encode()
    cache = Cache(tmp_path, "software")
    BlockConverter(CONTEXT, cache).json_ld(list(source_blocks(data, Syntax.N_TRIPLES)))
    cache.commit()
    made = []
    part_of = jsonld.part_of
    monkeypatch.setattr(jsonld, "part_of", lambda *of: made.append(of) or part_of(*of))
    changed = list(
        source_blocks(
            data.replace(b"/130> <https://example.org/p#b> ", b"/130> <https://example.org/p#d> "), Syntax.N_TRIPLES
        )
    )
    written = BlockConverter(CONTEXT, cache).json_ld(changed)
    assert len(made) == 1
    assert written == BlockConverter(CONTEXT, None).json_ld(changed)


def test_namespaces_are_those_of_all_blocks() -> None:
    blocks = list(source_blocks((statements() + statements("a")).encode(), Syntax.N_QUADS))
    namespaces = BlockConverter(CONTEXT, None).namespaces(blocks)
    assert namespaces == {*PREFIXES.values(), "http://www.w3.org/2001/XMLSchema#"}
