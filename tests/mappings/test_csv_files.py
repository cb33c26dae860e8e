"""CSV files are read with a check of their header and width."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.csv_files import CsvError, parse_csv, read_csv, to_csv


def test_rows_are_read_back_as_they_were_written() -> None:
    rows = [{"key": "a", "text": 'one, "two"\nthree'}, {"key": "b", "text": ""}]
    assert parse_csv(to_csv(("key", "text"), rows), ("key", "text"), "x.csv") == rows


def test_a_byte_order_mark_is_no_part_of_the_header() -> None:
    assert parse_csv("\ufeffkey,name\na,b\n", ("key", "name"), "x.csv") == [{"key": "a", "name": "b"}]


def test_more_columns_are_allowed_only_when_the_header_need_not_be_exact() -> None:
    text = "key,note\na,why\n"
    assert parse_csv(text, ("key",), "x.csv", exact=False) == [{"key": "a", "note": "why"}]
    with pytest.raises(CsvError, match=r"x\.csv: its header is .*, it must be \['key'\]"):
        parse_csv(text, ("key",), "x.csv")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "its header is None"),
        ("name\na\n", "it must hold"),
        ("key,name\na,b\na\n", "row 3: 1 cells instead of 2"),
        ('key\n"a\n', "not CSV"),
    ],
)
def test_a_malformed_file_is_refused_in_one_line(text: str, message: str) -> None:
    with pytest.raises(CsvError) as caught:
        parse_csv(text, ("key",), "x.csv", exact=False)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_cannot_be_read_is_named_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(CsvError, match=r"missing\.csv: cannot be read .*restore it"):
        read_csv(tmp_path / "missing.csv", ("key",))
    (tmp_path / "wide.csv").write_bytes("鍵".encode("shift_jis"))
    with pytest.raises(CsvError, match=r"wide\.csv: cannot be read"):
        read_csv(tmp_path / "wide.csv", ("key",))
