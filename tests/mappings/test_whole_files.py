"""A file is replaced whole, or stays as it was."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from mappings.whole_files import write_whole, write_whole_folder


def test_a_file_gets_its_new_content(tmp_path: Path) -> None:
    file = tmp_path / "corrections.csv"
    for content in (b"document,table\n", b"document\n"):
        write_whole(file, content)
        assert file.read_bytes() == content
    assert list(tmp_path.iterdir()) == [file]


def test_a_full_disk_leaves_the_old_content_and_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    file = tmp_path / "corrections.csv"
    write_whole(file, b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(file, b"new")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_where_a_folder_is_in_the_way_no_draft_stays(tmp_path: Path) -> None:
    folder = tmp_path / "corrections.csv"
    folder.mkdir()
    with pytest.raises(IsADirectoryError):
        write_whole(folder, b"new")
    assert list(tmp_path.iterdir()) == [folder]


def test_a_folder_is_there_with_all_of_its_files_or_not_at_all(tmp_path: Path) -> None:
    table = tmp_path / "waste.csv"
    table.write_bytes(b"name\n")
    folder = tmp_path / "mappings" / "waste"
    with pytest.raises(FileNotFoundError):
        write_whole_folder(folder, {"source.yaml": b"key: waste\n", "waste.csv": tmp_path / "absent.csv"})
    assert list(folder.parent.iterdir()) == []
    write_whole_folder(folder, {"source.yaml": b"key: waste\n", "waste.csv": table})
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == {
        "source.yaml": b"key: waste\n",
        "waste.csv": b"name\n",
    }
