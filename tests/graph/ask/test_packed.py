"""Statements are looked up in a compressed dump as a store finds them, however the dump is cut into blocks."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, parse

from graph.ask.packed import PackedDump, PackedDumpError
from graph.formats import N_QUADS, N_TRIPLES, RdfFormat
from graph.release import Release
from graph.write import blocks


@pytest.mark.parametrize(("name", "form"), [("lamps.nt", N_TRIPLES), ("lamps.nq", N_QUADS)])
@pytest.mark.parametrize("least", [1, 2_000, 100_000_000], ids=["many blocks", "some", "one"])
def test_every_thing_is_found_with_all_its_statements(
    small_release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, form: RdfFormat, least: int
) -> None:
    monkeypatch.setattr(blocks, "LEAST", least)
    monkeypatch.setattr(blocks, "_MOST", 4 * least)
    path = small_release.dump_folder / name
    cut = blocks.compress(path, tmp_path / "dump.gz")
    assert (len(cut.blocks) > 20) is (least < 100_000_000)
    by_subject: dict[str, set[Quad]] = {}
    for quad in parse(path=str(path), format=form.rdf):
        assert isinstance(quad.subject, NamedNode)
        by_subject.setdefault(quad.subject.value, set()).add(quad)
    dump = PackedDump(tmp_path / "dump.gz", form)
    for subject, quads in by_subject.items():
        answer = list(dump.about([subject]))
        assert len(answer) == len(quads)
        assert set(answer) == quads
    some = sorted(by_subject)[::7]
    assert set(dump.about(some)) == set().union(*(by_subject[subject] for subject in some))
    assert list(dump.about(["http://localhost:8000/id/lamp/nowhere", "http://a", "http://zzz"])) == []


def test_bytes_that_look_like_the_end_of_a_block_are_none(tmp_path: Path) -> None:
    plain, packed = tmp_path / "dump", tmp_path / "dump.gz"
    plain.write_bytes(b'<http://a/1> <http://p> "v" .\n')
    blocks.compress(plain, packed)
    packed.write_bytes(packed.read_bytes() + b"\0\0\xff\xff and what is no block")
    assert len(list(PackedDump(packed, N_TRIPLES).about(["http://a/1"]))) == 1


@pytest.mark.parametrize("content", [None, b"", b"not compressed"])
def test_a_dump_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "dump.nt.gz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(PackedDumpError, match="dump.nt.gz"):
        list(PackedDump(path, N_TRIPLES).about(["http://a"]))
