from __future__ import annotations

import pytest

from mappings.csv_source.encoding import decode

TEXT = "名称,所在地\r\n例示公民館,東京都小平市①\r\n"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("cp932", "Shift_JIS (CP932)"),
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with a byte order mark"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16 without a byte order mark"),
        ("utf-16-be", "UTF-16 without a byte order mark"),
    ],
)
def test_the_encoding_of_a_file_is_found_and_named(encoding: str, name: str) -> None:
    decoded = decode(TEXT.encode(encoding))
    assert decoded is not None
    assert (decoded.text, decoded.encoding_name, decoded.delimiter) == (TEXT, name, ",")


@pytest.mark.parametrize(("encoding", "name"), [("euc_jp", "EUC-JP"), ("iso2022_jp", "ISO-2022-JP")])
def test_older_encodings_are_not_taken_for_shift_jis(encoding: str, name: str) -> None:
    text = TEXT.replace("①", "")
    decoded = decode(text.encode(encoding))
    assert decoded is not None
    assert (decoded.text, decoded.encoding_name) == (text, name)


def test_tabs_between_cells_are_seen() -> None:
    decoded = decode("名称\t住所, 電話\na\tb, c\n".encode())
    assert decoded is not None
    assert [cells for _, _, cells in decoded.records()] == [["名称", "住所, 電話"], ["a", "b, c"]]


def test_a_record_has_the_lines_of_the_file_that_it_runs_over() -> None:
    decoded = decode(b'id,note\n1,"two\nlines"\n2,x\n')
    assert decoded is not None
    assert [(first, last) for first, last, _ in decoded.records()] == [(1, 1), (2, 3), (4, 4)]


def test_text_that_excel_marks_as_text_is_that_text() -> None:
    decoded = decode(b'id,tel,note\n="01","=""042-0""",=1+1\n')
    assert decoded is not None
    assert [cells for _, _, cells in decoded.records()][1] == ["01", "042-0", "=1+1"]


def test_bytes_that_are_no_text_have_no_encoding() -> None:
    assert decode(b"\x89PNG\r\n\x1a\n\xff\xff\x81") is None
