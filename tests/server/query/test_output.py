"""Rows are counted in the bytes of an answer as exactly as a parser would, and limits hold to the row and the byte."""

from __future__ import annotations

import csv
import io
import json
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import QueryResultsFormat, QuerySolutions, Store, parse_query_results

from server.query.limits import LimitError
from server.query.output import PART, ROW_MARKS, Output, RowCounter

FORMATS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
# What could be taken for the end of a row, or for the end of a value.
AWKWARD = ("},{", '"}},{"', '"', "\\", '\\"', "\r\n", "\n", "\r", ",", "{}", "</result>", "</result", "\t", "é", "")


def query_for(values: list[list[str | None]]) -> str:
    """A query whose solutions are *values*; JSON escapes a text as SPARQL does."""
    rows = " ".join(
        "(" + " ".join("UNDEF" if cell is None else json.dumps(cell) for cell in row) + ")" for row in values
    )
    return f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {rows} }} }}"


def solutions(query: str) -> QuerySolutions:
    answer = Store().query(query)
    assert isinstance(answer, QuerySolutions)
    return answer


@cache
def query_for_rows(rows: int, unbound: int = 0) -> str:
    """A query with *rows* solutions that are awkward to count, and as many as *unbound* in which nothing is bound."""
    awkward: list[list[str | None]] = [["},{" + f"{number}\r\n", None] for number in range(rows)]
    return query_for([*awkward, *([[None, None]] * unbound)])


def rows_by_a_parser(data: bytes, extension: str) -> int:
    if extension == "csv":
        return sum(1 for _ in csv.reader(io.StringIO(data.decode(), newline=""))) - 1
    parsed = parse_query_results(data, format=FORMATS[extension])
    assert isinstance(parsed, QuerySolutions)
    return sum(1 for _ in parsed)


texts = st.lists(st.sampled_from(AWKWARD), max_size=4).map("".join)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.lists(st.none() | texts, min_size=2, max_size=2), min_size=1, max_size=6), st.integers(1, 40))
@pytest.mark.parametrize("extension", FORMATS)
def test_rows_are_counted_as_a_parser_counts_them(extension: str, values: list[list[str | None]], piece: int) -> None:
    data = solutions(query_for(values)).serialize(format=FORMATS[extension])
    assert data is not None
    counter = RowCounter(ROW_MARKS[extension])
    for start in range(0, len(data), piece):
        counter.add(data[start : start + piece])
    assert counter.rows == rows_by_a_parser(data, extension) == len(values)


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize("rows", [1, 2, 50, 20_000])
def test_as_many_rows_as_allowed_pass_and_one_more_does_not(extension: str, rows: int) -> None:
    sent: list[bytes] = []
    output = Output(sent.append, max_bytes=PART * 100, max_rows=rows, marks=ROW_MARKS[extension])
    solutions(query_for_rows(rows)).serialize(output, format=FORMATS[extension])
    whole = b"".join([*sent, output.rest()])
    assert whole == solutions(query_for_rows(rows)).serialize(format=FORMATS[extension])
    assert (len(sent) > 0) == (len(whole) > PART)

    def too_many() -> bytes:
        output = Output(lambda data: None, max_bytes=PART * 100, max_rows=rows, marks=ROW_MARKS[extension])
        solutions(query_for_rows(rows, 1)).serialize(output, format=FORMATS[extension])
        return output.rest()

    with pytest.raises(LimitError, match=f"more than {rows} rows"):
        too_many()


def test_rows_in_which_nothing_is_bound_count() -> None:
    answer = Store().query("SELECT ?x { VALUES ?y { 1 2 3 4 } }")
    assert isinstance(answer, QuerySolutions)
    data = answer.serialize(format=QueryResultsFormat.JSON)
    assert data is not None
    counter = RowCounter(ROW_MARKS["json"])
    counter.add(data)
    assert counter.rows == 4


def test_a_byte_too_many_is_refused_and_the_last_allowed_one_is_not() -> None:
    Output(lambda data: None, max_bytes=10, max_rows=1).write(b"x" * 10)
    output = Output(lambda data: None, max_bytes=10, max_rows=1)
    output.write(b"x" * 10)
    with pytest.raises(LimitError, match="larger than 10 bytes"):
        output.write(b"x")
