"""Dumps are downloaded whole with their digest, or in parts."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from flask.testing import FlaskClient

from graph.release import Release


@pytest.mark.parametrize("name", ["tabunka.nt", "tabunka.nt.gz"])
def test_a_dump_brings_its_digest(client: FlaskClient, release: Release, name: str) -> None:
    response = client.get(f"/dump/{release.version}/{name}")
    match = re.fullmatch(r"sha-256=:([^:]+):", response.headers["Repr-Digest"])
    assert match
    assert base64.b64decode(match[1]) == hashlib.sha256(response.data).digest()


@pytest.mark.parametrize(
    ("byte_range", "status", "content_range"),
    [
        ("bytes=0-9", 206, "bytes 0-9/{size}"),
        ("bytes=-10", 206, "bytes {last10}-{last}/{size}"),
        ("bytes=10-", 206, "bytes 10-{last}/{size}"),
        ("bytes=99999999999-", 416, "bytes */{size}"),
    ],
)
def test_ranges(client: FlaskClient, release: Release, byte_range: str, status: int, content_range: str) -> None:
    url = f"/dump/{release.version}/tabunka.ttl.gz"
    size = release.files["tabunka.ttl.gz"]["bytes"]
    response = client.get(url, headers={"Range": byte_range})
    assert response.status_code == status
    assert response.headers["Content-Range"] == content_range.format(size=size, last=size - 1, last10=size - 10)


@pytest.mark.parametrize("ranges", ["lines=1-2", "bytes=0-1,4-5", "bytes=x", "bytes", ""])
def test_a_range_that_is_not_answered_is_ignored(client: FlaskClient, release: Release, ranges: str) -> None:
    response = client.get(f"/dump/{release.version}/tabunka.ttl.gz", headers={"Range": ranges})
    assert (response.status_code, len(response.data)) == (200, release.files["tabunka.ttl.gz"]["bytes"])


def test_if_range_gives_the_part_only_of_what_one_has(client: FlaskClient, release: Release) -> None:
    url = f"/dump/{release.version}/tabunka.ttl.gz"
    tag = client.get(url).headers["ETag"]
    assert client.get(url, headers={"Range": "bytes=0-9", "If-Range": tag}).status_code == 206
    assert client.get(url, headers={"Range": "bytes=0-9", "If-Range": '"other"'}).status_code == 200
