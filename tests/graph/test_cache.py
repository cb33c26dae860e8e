"""The work of earlier builds is found by its key, if it is whole; the longest unused goes first."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from graph import cache as cache_module
from graph.cache import Cache, key_of


def test_an_entry_under_the_name_of_another_is_not_trusted(tmp_path: Path) -> None:
    cache = Cache(tmp_path, "software")
    cache.put(key_of("one"), b"content of one")
    cache.commit()
    (entry,) = tmp_path.iterdir()
    cache.put(key_of("other"), b"content of the other")
    cache.commit()
    (other,) = set(tmp_path.iterdir()) - {entry}
    shutil.copyfile(entry, other)
    assert cache.get(key_of("one")) == b"content of one"
    assert cache.get(key_of("other")) is None
    assert not other.exists(), "it is removed"


def test_other_software_has_other_entries(tmp_path: Path) -> None:
    cache = Cache(tmp_path, "software")
    cache.put("key", b"content")
    cache.commit()
    assert cache.get("key") == b"content"
    assert Cache(tmp_path, "other software").get("key") is None
    assert key_of("ab", "c") != key_of("a", "bc")


def test_entries_unused_for_longest_are_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "LIMIT", 3500)
    cache = Cache(tmp_path, "software")
    for number in range(6):
        cache.put(str(number), bytes(1000))
        cache.commit()
        for path in tmp_path.iterdir():  # an hour passes
            os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 3600))
        assert cache.get("0"), "an entry that every build uses stays"
    assert [number for number in range(6) if cache.get(str(number))] == [0, 4, 5]
