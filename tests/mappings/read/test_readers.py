"""Which function reads a source, wherever its folder lies."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from mappings.map.sources import Source, SourceError, load_source, sources
from mappings.read.document import Document
from mappings.read.extract import ExtractError, read_source
from mappings.read.keys import Keys
from mappings.read.readers import reader_of
from mappings.source_000 import reader

READER = """from .words import STATUS
from mappings.read.reading import Note, Reading

def read(document, keys):
    return Reading(notes=[Note(number, STATUS, document.key) for number, _ in enumerate(document.lines, 1)])
"""


def made_up(folder: Path, status: str) -> Source:
    folder.mkdir(parents=True)
    (folder / "metadata.yaml").write_text("key: '900'\ntitle: {en: Made up}\nsha256: '-'\n", encoding="utf-8")
    (folder / "__init__.py").touch()
    (folder / "words.py").write_text(f"STATUS = {status!r}\n", encoding="utf-8")
    (folder / "reader.py").write_text(READER, encoding="utf-8")
    return load_source(folder)


def test_a_source_of_this_project_has_the_reader_of_its_package() -> None:
    source = next(source for source in sources() if source.key == "000")
    assert reader_of(source) is reader.read


def test_folders_of_one_name_in_two_other_roots_have_each_their_reader(tmp_path: Path) -> None:
    first = made_up(tmp_path / "one" / "source_900", "prose")
    second = made_up(tmp_path / "two" / "source_900", "furniture")
    assert [source.key for source in sources(tmp_path / "one")] == ["900"]
    statuses = [
        [note.status for note in reader_of(source)(Document("900", ("a", "b")), Keys()).notes]
        for source in (first, second)
    ]
    assert statuses == [["prose", "prose"], ["furniture", "furniture"]]


def test_a_folder_without_a_reader_is_refused(tmp_path: Path) -> None:
    source = made_up(tmp_path / "source_900", "prose")
    (tmp_path / "source_900" / "reader.py").unlink()
    with pytest.raises(SourceError, match=r"reader\.py: not the reader of a source .* needs a function `read`"):
        reader_of(source)
    empty = tmp_path / "source_901"
    empty.mkdir()
    with pytest.raises(SourceError, match="not the reader of a source"):
        reader_of(Source("901", empty, {"key": "901"}))


def test_a_fault_of_a_reader_is_one_line_with_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "faulty"
    folder.mkdir()
    (folder / "__init__.py").write_text("", encoding="utf-8")
    (folder / "reader.py").write_text("def read(document, keys):\n    return {}['市区町村']\n", encoding="utf-8")
    text = b"one line\n"
    (tmp_path / "9_list.txt").write_bytes(text)
    sha256 = hashlib.sha256(text).hexdigest()
    (folder / "tables").mkdir()
    (folder / "tables" / "csvw.json").write_text(
        '{"@context": "http://www.w3.org/ns/csvw", "tables": []}', encoding="utf-8"
    )
    source = Source("9", folder, {"key": "9", "file": "9_*.txt", "sha256": sha256})
    with pytest.raises(
        ExtractError, match=r"source 9: its reader failed in reader\.py line 2 \(KeyError: '市区町村'\)"
    ):
        read_source(source, tmp_path)
