"""A release is on the disk before it gets its name, and the name before anybody is told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from graph.release import current
from tests.graph.build.tiny_site import CHANGES, built, change
from tests.graph.conftest import copied


def test_every_file_and_folder_of_a_release_is_on_the_disk_before_it_is_the_current_one(
    built_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copied(built_site, tmp_path).resolve()
    var, before = folder / "var", current(folder / "var").path.name
    flushed: list[tuple[Path, str]] = []

    def flush(descriptor: int) -> None:
        flushed.append((Path(f"/proc/self/fd/{descriptor}").readlink(), (var / "current").readlink().name))

    monkeypatch.setattr(os, "fsync", flush)
    change(folder, CHANGES["a cell of a document"])
    release = built(folder, var).release.path.resolve()
    of_drafts = {path for path, _ in flushed if path.parent == release.parent and path.name.startswith(".draft-")}
    assert len(of_drafts) == 1
    (draft,) = of_drafts
    in_release = {Path(), *(path.relative_to(release) for path in release.rglob("*"))}
    on_disk = {path.relative_to(draft): now for path, now in flushed if path.is_relative_to(draft)}
    assert len(in_release) > 40
    assert in_release <= on_disk.keys()
    assert {on_disk[path] for path in in_release} == {before}
    names = [(path, now) for path, now in flushed if path in (release.parent, var)]
    assert names == [(release.parent, before), (var, release.name)]
