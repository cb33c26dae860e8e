"""Whether two directories hold the same release."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def differences(release: Path, other: Path) -> list[str]:
    """The files that two releases of one version do not share byte for byte: dumps, and the input of pages.

    The store is left out, as its files differ each time that it is written; it holds the same as the dumps.
    """
    paths = sorted({path.relative_to(folder) for folder in (release, other) for path in _published(folder)})
    return [str(path) for path in paths if _content(release / path) != _content(other / path)]


def _published(folder: Path) -> Iterator[Path]:
    """The dumps by their checksums, the site, the ontology, the quality definitions, tables, the answers of stories."""
    yield folder / "dump" / "SHA256SUMS"
    for name in ("site.toml", "site", "ontology", "quality.yaml", "tables.json", "stories.json"):
        path = folder / name
        yield from (file for file in path.rglob("*") if file.is_file()) if path.is_dir() else (path,)


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
