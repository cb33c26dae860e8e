"""The store of a release is written by a process of its own, which tells what went wrong and never outlives a build."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from graph.build.store_writer import StoreWriter
from graph.store import StoreError, opened

LINE = "<urn:example:{0}> <urn:example:p> <urn:example:o> <urn:example:g> .\n"


def file_with(folder: Path, *names: str) -> Path:
    path = folder / f"{'-'.join(names)} 表.nq"
    path.write_text("".join(LINE.format(name) for name in names), encoding="utf-8")
    return path


def test_the_store_holds_every_file_that_was_named(tmp_path: Path) -> None:
    with StoreWriter(tmp_path / "store") as writer:
        writer.load(file_with(tmp_path, "a", "b"))
        writer.load(file_with(tmp_path, "b", "c"))
        writer.finish()
    subjects = sorted(str(quad.subject) for quad in opened(tmp_path / "store").statements())
    assert subjects == ["<urn:example:a>", "<urn:example:b>", "<urn:example:c>"]
    assert {quad.graph_name for quad in opened(tmp_path / "store").statements()} == {NamedNode("urn:example:g")}


def test_a_file_that_cannot_be_loaded_is_an_error_of_one_line(tmp_path: Path) -> None:
    with StoreWriter(tmp_path / "store") as writer:
        writer.load(tmp_path / "missing.nq")
        with pytest.raises(StoreError, match=r"cannot be written: .*No such file") as caught:
            writer.finish()
    assert "\n" not in str(caught.value)


def test_no_process_outlives_a_build_that_failed(tmp_path: Path) -> None:
    with StoreWriter(tmp_path / "store") as writer:
        writer.load(file_with(tmp_path, "a"))
    assert writer._process.poll() is not None
