"""Dumps are the files of the release, with ranges, tags and right types."""

from __future__ import annotations

import gzip
import hashlib

import pytest
from flask.testing import FlaskClient

from graph.dumps import Dump, dumps
from graph.release import Release
from tests.this_site import SITE


@pytest.mark.parametrize("dump", dumps(SITE.name), ids=lambda file: file.name)
def test_every_dump_answers_with_its_type_size_and_checksum(client: FlaskClient, release: Release, dump: Dump) -> None:
    response = client.get(f"/dump/{release.version}/{dump.name}")
    facts = release.files[dump.name]
    assert response.status_code == 200
    assert response.mimetype == ("application/gzip" if dump.compressed else dump.format.media_type)
    assert "Content-Encoding" not in response.headers
    assert len(response.data) == facts["bytes"] == response.content_length
    assert hashlib.sha256(response.data).hexdigest() == facts["sha256"]
    assert response.headers["ETag"] == f'"{facts["sha256"]}"'
    response.close()


def test_a_compressed_dump_is_the_plain_one_compressed(client: FlaskClient, release: Release) -> None:
    url = f"/dump/{release.version}/tabunka.nt"
    with client.get(url) as plain, client.get(f"{url}.gz") as packed:
        assert gzip.decompress(packed.data) == plain.data


def test_a_part_can_be_asked_for(client: FlaskClient, release: Release) -> None:
    url = f"/dump/{release.version}/tabunka.nt"
    with client.get(url) as whole:
        data, tag = whole.data, whole.headers["ETag"]
    with client.get(url, headers={"Range": "bytes=100-199"}) as part:
        assert (part.status_code, part.data) == (206, data[100:200])
        assert part.headers["Content-Range"] == f"bytes 100-199/{len(data)}"
    with client.get(url, headers={"Range": "bytes=-10", "If-Range": tag}) as end:
        assert (end.status_code, end.data) == (206, data[-10:])
    with client.get(url, headers={"Range": "bytes=0-9", "If-Range": '"another"'}) as changed:
        assert (changed.status_code, len(changed.data)) == (200, len(data))
    with client.get(url, headers={"Range": f"bytes={len(data)}-"}) as beyond:
        assert beyond.status_code == 416


def test_what_has_not_changed_is_not_sent_again(client: FlaskClient, release: Release) -> None:
    url = f"/dump/{release.version}/tabunka.ttl"
    with client.head(url) as head:
        tag = head.headers["ETag"]
        assert head.data == b""
    with client.get(url, headers={"If-None-Match": tag}) as again:
        assert again.status_code == 304


def test_checksums_are_a_file_too(client: FlaskClient, release: Release) -> None:
    with client.get(f"/dump/{release.version}/SHA256SUMS") as sums:
        lines = dict(reversed(line.split("  ")) for line in sums.text.splitlines())
    assert lines == {name: facts["sha256"] for name, facts in release.files.items()}


@pytest.mark.parametrize(
    "path",
    [
        "/dump/{version}/manifest.json",
        "/dump/{version}/..%2Fmanifest.json",
        "/dump/{version}/%2e%2e/manifest.json",
        "/dump/{version}/../manifest.json",
        "/dump/..%2F..%2Freleases/tabunka.ttl",
        "/dump/../tabunka.ttl",
        "/dump/{version}/tabunka.ttl%00",
        "/dump/1999-01-01-00000000/tabunka.ttl",
        "/dump/.draft-x/tabunka.ttl",
    ],
)
def test_nothing_but_dumps_can_be_read(client: FlaskClient, release: Release, path: str) -> None:
    assert client.get(path.format(version=release.version)).status_code == 404
