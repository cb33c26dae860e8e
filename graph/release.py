"""Releases: immutable directories, one of them current.

``var/releases/{version}`` holds a release, ``var/current`` is a symbolic link to the one being served. A release is
written into a temporary directory beside and renamed when it is complete, so that a reader sees all of it or nothing.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from mappings.site import Site, load_site
from ontology.errors import ReportedError
from ontology.namespaces import Namespace

VAR = Path("var")
MANIFEST = "manifest.json"


class ReleaseError(ReportedError):
    """There is no such release, or its directory is damaged."""


@dataclass(frozen=True)
class Release:
    """One complete release in its directory."""

    path: Path
    manifest: dict[str, Any]

    @classmethod
    def open(cls, path: Path) -> Release:
        """The release in the directory *path*. Raises ReleaseError."""
        try:
            manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
            if not {"version", "base", "modified", "files", "quads"} <= set(manifest):
                raise ValueError("manifest.json is incomplete")
        except (OSError, ValueError) as error:
            raise ReleaseError(f"{path} is not a release ({error}); run `tabunka build`") from error
        return cls(path.resolve(), manifest)

    @property
    def version(self) -> str:
        """The version, which is the directory's name and part of its dumps' URLs."""
        return str(self.manifest["version"])

    @property
    def base(self) -> str:
        """The base IRI, fixed when the release was built; no slash at its end."""
        return str(self.manifest["base"])

    @cached_property
    def namespace(self) -> Namespace:
        """The URIs below the base."""
        return Namespace(self.base)

    @cached_property
    def site(self) -> Site:
        """The site as it was when the release was built. Raises SiteError."""
        return load_site(self.path)

    @cached_property
    def context(self) -> str:
        """The JSON-LD context as it was when the release was built. Raises ReleaseError."""
        path = self.path / "ontology" / "context.jsonld"
        try:
            return path.read_text(encoding="utf-8")
        except OSError as error:
            raise ReleaseError(f"{path}: cannot be read ({error.strerror}); build the release again") from error

    @property
    def modified(self) -> datetime:
        """When it was built, in UTC."""
        return datetime.fromisoformat(self.manifest["modified"])

    @property
    def quads(self) -> int:
        """Statements in all graphs, the default graph and provenance among them."""
        return int(self.manifest["quads"])

    @property
    def files(self) -> dict[str, dict[str, Any]]:
        """For each dump its ``bytes``, ``sha256`` and ``media_type``."""
        files: dict[str, dict[str, Any]] = self.manifest["files"]
        return files

    @property
    def dump_folder(self) -> Path:
        """Where the dumps lie."""
        return self.path / "dump"


def releases(folder: Path) -> list[Release]:
    """Every complete release in *folder*, the oldest first; a damaged one is left out."""
    complete = []
    for manifest in folder.glob(f"[!.]*/{MANIFEST}"):
        with suppress(ReleaseError):
            complete.append(Release.open(manifest.parent))
    return sorted(complete, key=lambda release: (release.modified, release.version))


def current(var: Path = VAR) -> Release:
    """The release that ``var/current`` names. Raises ReleaseError when there is none."""
    link = var / "current"
    if not link.exists():
        raise ReleaseError(f"there is no release in {var}; run `tabunka build`")
    return Release.open(link)


@contextmanager
def drafted(var: Path) -> Iterator[Path]:
    """A directory to write a release into; it is removed again unless it was renamed by :func:`publish`.

    Raises ReleaseError when *var* cannot be written.
    """
    folder = var / "releases"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder))
        # mkdtemp gives 0700, but the server may run as another user than the one who builds.
        draft.chmod(0o755)
    except OSError as error:
        raise ReleaseError(
            f"{folder}: cannot be written ({error.strerror}); choose another folder with --out"
        ) from error
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def publish(draft: Path, var: Path, version: str) -> Release:
    """Rename *draft* to its version and make it current, each in one step.

    A release of that version that exists already holds the same statements and is kept as it is.
    """
    target = var / "releases" / version
    if not (target / MANIFEST).exists():
        try:
            draft.rename(target)
        except OSError as error:
            raise ReleaseError(
                f"{target}: cannot be put in place ({error.strerror}); remove it and build again"
            ) from error
    make_current(var, version)
    return Release.open(target)


def make_current(var: Path, version: str) -> None:
    """Point ``var/current`` to *version* by replacing the link, so that there is a current release at every moment."""
    link = var / f".current-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("releases") / version)
    link.replace(var / "current")
