"""Preconditions of requests (RFC 9110, 13.1), and which ranges are passed on."""

from __future__ import annotations

from typing import Any

import pytest

from server.http.conditions import Preconditions, is_plain, preconditions_of, take_preconditions

HEADERS = [("ETag", '"a"'), ("Last-Modified", "Mon, 01 Jan 2024 00:00:00 GMT")]


@pytest.mark.parametrize(
    ("if_match", "since", "expected"),
    [
        ('"a"', None, True),
        ('"b", "a"', None, True),
        ("*", None, True),
        ('"b"', None, False),
        ('W/"a"', None, False),
        ('"a"', "Sun, 01 Jan 2023 00:00:00 GMT", True),
        (None, "Mon, 01 Jan 2024 00:00:00 GMT", True),
        (None, "Sun, 01 Jan 2023 00:00:00 GMT", False),
        (None, "no date", True),
    ],
)
def test_preconditions(if_match: str | None, since: str | None, expected: bool) -> None:
    assert Preconditions(if_match, since).hold("200 OK", HEADERS) is expected


def test_a_condition_concerns_only_what_would_succeed() -> None:
    assert Preconditions('"b"', None).hold("404 NOT FOUND", [])
    assert not Preconditions('"b"', None).hold("304 NOT MODIFIED", HEADERS)
    assert not Preconditions('"a"', None).hold("200 OK", [("ETag", 'W/"a"')])
    assert not Preconditions('"a"', None).hold("200 OK", [])
    assert Preconditions("*", None).hold("200 OK", [])


@pytest.mark.parametrize(
    ("method", "header", "is_kept"),
    [
        ("GET", "bytes=0-3", True),
        ("GET", "bytes=5-", True),
        ("GET", "Bytes = -5", True),
        ("HEAD", "bytes=0-3", False),
        ("GET", "items=0-3", False),
        ("GET", "bytes=0-3,5-6", False),
        ("GET", "bytes=a-b", False),
        ("GET", "bytes=-", False),
    ],
)
def test_a_range_is_passed_on_only_where_it_is_answered(method: str, header: str, is_kept: bool) -> None:
    environ: dict[str, Any] = {"REQUEST_METHOD": method, "HTTP_RANGE": header, "HTTP_IF_RANGE": '"a"'}
    assert not is_plain(environ)
    take_preconditions(environ)
    assert ("HTTP_RANGE" in environ) is ("HTTP_IF_RANGE" in environ) is is_kept
    assert preconditions_of(environ) is None


def test_preconditions_are_taken_from_the_request() -> None:
    environ: dict[str, Any] = {"REQUEST_METHOD": "GET", "HTTP_IF_MATCH": '"a"'}
    take_preconditions(environ)
    assert preconditions_of(environ) == Preconditions('"a"', None)
    assert is_plain(environ)
