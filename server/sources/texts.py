"""The source documents for a server that shows their text: exactly the texts that the release was read from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from graph.release import Release
from mappings.read.document import Document, load_document


def load_documents(release: Release, folder: Path) -> Mapping[str, Document]:
    """The documents of *release* in *folder*, by key.

    Raises DocumentError when one is missing, or is not the text with the SHA-256 that the release names.
    """
    digests: Mapping[str, str] = release.manifest["documents"]
    return {key: load_document(folder, key, f"{key}_*.txt", digest) for key, digest in sorted(digests.items())}
