"""Files are cut where their content says, so that a change moves no other block; packed blocks make one gzip file."""

from __future__ import annotations

import gzip
import hashlib
import random
from itertools import pairwise
from pathlib import Path

import pytest

from graph.cache import Cache
from graph.write import blocks
from graph.write.blocks import compress, ends


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "LEAST", 1000)
    monkeypatch.setattr(blocks, "_MOST", 8000)


def lines(number: int, seed: int = 1) -> list[bytes]:
    draw = random.Random(seed)
    return [f"<urn:{draw.random()}> <urn:p> <urn:{draw.random()}> .\n".encode() for _ in range(number)]


def parts(data: bytes) -> list[bytes]:
    bounds = [0, *ends(data)]
    return [data[start:end] for start, end in pairwise(bounds)]


@pytest.mark.parametrize(
    "data",
    [b"", b"\n", b"x", b"".join(lines(500)), b"x" * 20_000, b"x" * 20_000 + b"\ny", b"same\n" * 5_000, b"\n" * 5_000],
    ids=["empty", "one line end", "no line", "lines", "one long line", "a long line", "equal lines", "empty lines"],
)
def test_blocks_are_the_file_and_end_where_lines_do(data: bytes) -> None:
    cut = parts(data)
    assert b"".join(cut) == data
    assert all(cut)
    assert all(part.endswith(b"\n") for part in cut[:-1])


def test_a_change_leaves_the_blocks_before_and_behind_as_they_are() -> None:
    text = lines(3000)
    before = parts(b"".join(text))
    assert len(before) > 20
    for place in (0, 1500, 2999):
        for edited in (text[:place] + lines(3, seed=2) + text[place:], text[:place] + text[place + 1 :]):
            after = parts(b"".join(edited))
            assert len(set(after) - set(before)) <= 3, place


def test_a_compressed_file_is_the_plain_one_with_the_same_bytes_from_the_cache(tmp_path: Path) -> None:
    data = b"".join(lines(2000))
    plain = tmp_path / "plain"
    plain.write_bytes(data)
    cache = Cache(tmp_path / "cache", "software")
    anew = compress(plain, tmp_path / "anew.gz")
    for name in ("first.gz", "again.gz"):
        assert compress(plain, tmp_path / name, cache) == anew
        cache.commit()
        assert (tmp_path / name).read_bytes() == (tmp_path / "anew.gz").read_bytes()
    assert len(list((tmp_path / "cache").iterdir())) == len(anew.blocks) > 10
    assert gzip.decompress((tmp_path / "anew.gz").read_bytes()) == data
    assert (anew.sha256, anew.size) == (hashlib.sha256(data).hexdigest(), len(data))
    for block in anew.blocks:
        assert hashlib.sha256(data[block.start : block.start + block.size]).hexdigest() == block.sha256


def test_an_empty_file_is_compressed_as_one(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    assert compress(tmp_path / "plain", tmp_path / "packed.gz").blocks == ()
    assert gzip.decompress((tmp_path / "packed.gz").read_bytes()) == b""
