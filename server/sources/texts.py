"""The source documents whose text a server shows: exactly the texts that the release was read from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from graph.release import Release
from graph.tables import TEXTS
from mappings.read.document import Document, load_document


def load_documents(release: Release, folder: Path | None) -> Mapping[str, Document]:
    """The documents of *release* by key: those whose texts it carries, and the others in *folder*, if one is named.

    Raises DocumentError when one is missing, or is not the text with the SHA-256 that the release names.
    """
    carried = carried_documents(release)
    if folder is None:
        return carried
    digests: Mapping[str, str] = release.manifest["documents"]
    others = {key: digest for key, digest in sorted(digests.items()) if key not in carried}
    return {**carried, **{key: load_document(folder, key, f"{key}_*.txt", others[key]) for key in others}}


def carried_documents(release: Release) -> dict[str, Document]:
    """The documents whose texts *release* carries, by key: CSV files that the site publishes itself."""
    paths = sorted((release.path / TEXTS).glob("*.txt"))
    return {path.stem: Document.from_text(path.stem, path.read_text(encoding="utf-8")) for path in paths}
