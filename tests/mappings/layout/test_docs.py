"""The example of docs/text.md, word for word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mappings.csv_files import to_csv
from mappings.layout.builder import Builder
from mappings.layout.declaration import load_layout
from mappings.layout.reading import Library, read_by_layout
from mappings.read.document import Document, ReaderError
from mappings.read.keys import Keys
from mappings.read.reading import Reading
from tests.mappings.layout.reading import schemas

DOCS = Path(__file__).parents[3] / "docs" / "text.md"
BLOCKS = re.findall(r"```(text|yaml|csv)\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
TEXT, LAYOUT, CHAPTER, *TABLES = (block for _, block in BLOCKS)


def read(folder: Path, text: str) -> Reading:
    (folder / "chapters").mkdir()
    (folder / "layout.yaml").write_text(LAYOUT, encoding="utf-8")
    (folder / "chapters" / "consultations.yaml").write_text(CHAPTER, encoding="utf-8")
    headers = [table.partition("\n")[0].split(",")[1:-1] for table in TABLES]
    tables = schemas(dict(zip(("visits", "counters"), map(" ".join, headers), strict=True)))
    builder = Builder(Document.from_text("009", text), Keys(), tables)
    return read_by_layout(load_layout(folder, tables), builder, folder, Library())


def test_the_tables_of_the_example_are_those_that_its_layout_gives(tmp_path: Path) -> None:
    reading = read(tmp_path, TEXT)
    assert [to_csv(rows[0].keys(), rows) for rows in reading.tables.values()] == TABLES


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("計 20 件", "計 21 件", r"line 9: .* the text says 21, but \{count\|plain\} adds up to 20"),
        ("行った。", "行った。\n雨天中止", "line 13: .* nothing reads '雨天中止'"),
        ("東会館 12 件", "東会館 中止", "line 5: .* expected a row like .* but the text reads '令和５年 10 月３日"),
    ],
)  # fmt: skip
def test_what_the_docs_say_of_errors_is_so(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in TEXT
    with pytest.raises(ReaderError, match=message):
        read(tmp_path, TEXT.replace(old, new))
