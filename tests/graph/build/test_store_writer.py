"""The store of a release is written by a process of its own, which never outlives a build; a little one without."""

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


@pytest.mark.parametrize("is_small", [True, False])
def test_the_store_holds_every_file_that_was_named(tmp_path: Path, is_small: bool) -> None:
    with StoreWriter(tmp_path / "store", is_small=is_small) as writer:
        writer.load(file_with(tmp_path, "a", "b"))
        writer.load(file_with(tmp_path, "b", "c"))
        writer.finish()
    subjects = sorted(str(quad.subject) for quad in opened(tmp_path / "store").statements())
    assert subjects == ["<urn:example:a>", "<urn:example:b>", "<urn:example:c>"]
    assert {quad.graph_name for quad in opened(tmp_path / "store").statements()} == {NamedNode("urn:example:g")}


@pytest.mark.parametrize("is_small", [True, False])
def test_a_file_that_cannot_be_loaded_is_an_error_of_one_line(tmp_path: Path, is_small: bool) -> None:
    with StoreWriter(tmp_path / "store", is_small=is_small) as writer:
        writer.load(tmp_path / "missing.nq")
        with pytest.raises(StoreError, match=r"cannot be written: .*No such file") as caught:
            writer.finish()
    assert "\n" not in str(caught.value)


def test_no_process_outlives_a_build_that_failed(tmp_path: Path) -> None:
    with StoreWriter(tmp_path / "store") as writer:
        writer.load(file_with(tmp_path, "a"))
    assert writer._process
    assert writer._process.poll() is not None


@pytest.mark.parametrize("is_small", [True, False])
def test_a_store_is_another_one_with_what_has_changed(tmp_path: Path, is_small: bool) -> None:
    before, now = tmp_path / "before", tmp_path / "now"
    with StoreWriter(before) as writer:
        writer.load(file_with(tmp_path, "a", "b"))
        writer.finish()
    with StoreWriter(now, before, is_small) as writer:
        writer.remove(file_with(tmp_path, "a"))
        writer.load(file_with(tmp_path, "c"))
        writer.finish()
    held = {folder: sorted(str(quad.subject) for quad in opened(folder).statements()) for folder in (before, now)}
    assert held == {before: ["<urn:example:a>", "<urn:example:b>"], now: ["<urn:example:b>", "<urn:example:c>"]}
