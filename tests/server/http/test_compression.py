"""Content codings: the one that the client likes best, with an ETag of its own."""

from __future__ import annotations

import gzip

import pytest
import zstandard
from flask.testing import FlaskClient

from graph.release import Release


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1, zstd;q=0.5", "gzip"),
        ("zstd;q=0, gzip;q=0.1", "gzip"),
        ("gzip;q=0", None),
        ("identity;q=1, gzip;q=0.5", None),
        ("br", None),
        ("*", None),
        ("", None),
    ],
)
def test_the_coding_is_the_one_the_client_likes_best(client: FlaskClient, accepted: str, coding: str | None) -> None:
    url = "/doc/municipality/14100.ttl"
    plain = client.get(url)
    response = client.get(url, headers={"Accept-Encoding": accepted})
    assert response.headers.get("Content-Encoding") == coding
    assert "Accept-Encoding" in response.headers["Vary"]
    if coding is None:
        assert response.headers["ETag"] == plain.headers["ETag"]
        return
    assert response.headers["ETag"] != plain.headers["ETag"]
    undo = gzip.decompress if coding == "gzip" else zstandard.ZstdDecompressor().decompress
    assert undo(response.data) == plain.data
    assert len(response.data) < len(plain.data) / 2
    again = client.get(url, headers={"Accept-Encoding": accepted, "If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_a_plain_dump_may_come_in_the_coding_that_is_stored(client: FlaskClient, release: Release) -> None:
    url = f"/dump/{release.version}/tabunka.ttl"
    plain = client.get(url)
    coded = client.get(url, headers={"Accept-Encoding": "gzip"})
    assert (coded.headers["Content-Encoding"], coded.mimetype) == ("gzip", "text/turtle")

    assert gzip.decompress(coded.data) == plain.data
    assert coded.headers["ETag"] != plain.headers["ETag"]
    part = client.get(url, headers={"Accept-Encoding": "gzip", "Range": "bytes=10-19"})
    assert (part.status_code, part.data) == (206, plain.data[10:20])
    stored = client.get(f"{url}.gz", headers={"Accept-Encoding": "gzip"})
    assert stored.mimetype == "application/gzip"
    assert "Content-Encoding" not in stored.headers
