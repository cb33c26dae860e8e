"""The files of an answer: its representations, and an entry by which a web server chooses between them."""

from __future__ import annotations

import errno
import gzip
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ontology.json_text import compact
from server.export.addresses import file_stem
from server.export.capture import Captured, Variant
from server.http.compression import WORTH_COMPRESSING, coded_tag, is_compressible
from server.http.security_headers import HEADERS

FILES, INDEX = "files", "index"
_GZIP_LEVEL = 6
_COMMON = dict(HEADERS)


def write(folder: Path, captured: Captured, stem: str = "") -> int:
    """Write the files of *captured* below *folder*, by the name *stem* or that of its address; their size in bytes.

    A body that profits is there only compressed: nginx decompresses it for the few clients that need that.
    """
    stem = stem or file_stem(captured.address)
    entry: dict[str, Any] = {"status": captured.status}
    if captured.location:
        others = [(name, value) for name, value in captured.headers if name != "Location"]
        entry |= {"location": captured.location, **_difference(others)}
        return _write(folder / INDEX / f"{stem}.json", _json(entry))
    size = 0
    described, shared = [], None
    for variant in captured.variants:
        name, written = _write_body(folder, stem, variant)
        size += written
        difference = _difference(variant.headers)
        headers = difference["headers"].items()
        shared = dict(headers) if shared is None else dict(shared.items() & headers)
        tag = coded_tag(variant.body, "gzip" if name.endswith(".gz") else "")
        names = {"file": name, "type": variant.content_type, "extension": variant.extension, "tag": tag}
        described.append({**names, "language": variant.language, **difference})
    shared = shared or {}
    for description in described:
        own = {name: value for name, value in description["headers"].items() if name not in shared}
        description["headers"] = own
    entry |= {"shared": dict(sorted(shared.items())), "variants": described}
    return size + _write(folder / INDEX / f"{stem}.json", _json(entry))


def _write_body(folder: Path, stem: str, variant: Variant) -> tuple[str, int]:
    """Write the body of *variant*; its name and size. ``x`` as Turtle and ``x.ttl`` are one file, as they are equal."""
    ending = f".{variant.language}.{variant.extension}" if variant.language else f".{variant.extension}"
    body, coding = variant.body, ""
    if is_compressible(variant.content_type) and len(body) >= WORTH_COMPRESSING:
        body, coding = gzip.compress(body, _GZIP_LEVEL, mtime=0), ".gz"
    for name in (f"{stem.removesuffix(f'.{variant.extension}')}{ending}{coding}", f"{stem}{ending}{coding}"):
        path = folder / FILES / name
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{os.getpid()}")
        draft.write_bytes(body)
        try:
            os.link(draft, path)  # another process may be writing this name
        except FileExistsError:
            if path.read_bytes() != body:
                continue
            return name, 0
        finally:
            draft.unlink()
        return name, len(body)
    raise FileExistsError(errno.EEXIST, "two answers have this name", str(path))


def _difference(headers: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """How *headers* differ from those of every answer; several of one name are one list (RFC 9110, section 5.3)."""
    joined: dict[str, str] = {}
    for name, value in headers:
        joined[name] = f"{joined[name]}, {value}" if name in joined else value
    return {
        "headers": {name: value for name, value in joined.items() if _COMMON.get(name) != value},
        "without": [name for name in _COMMON if joined and name not in joined],
    }


def _json(entry: Mapping[str, Any]) -> bytes:
    return compact(entry).encode()


def _write(path: Path, content: bytes) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return len(content)
