"""The light release of some files: found in the cache under their hash and that of the engine, or made there."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from graph.keeping import is_served
from graph.release import RELEASES, Release, releases
from mappings.as_is.child import in_child
from mappings.as_is.files import RdfFile
from ontology.namespaces import Namespace

_ENGINE = Path(__file__).parents[2]
_WITH = ("graph", "mappings", "ontology")
"""The folders of the engine that a light release depends on."""
_KEPT = 8
"""How many releases are kept in the cache, those served last."""

Progress = Callable[[str], None]


def cache_folder() -> Path:
    """The folder of the cache: ``tabunka`` in that of the XDG Base Directory Specification."""
    home = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(home) if home.startswith("/") else Path.home() / ".cache") / "tabunka"


def light_release(files: Sequence[RdfFile], cache: Path, base: str, progress: Progress = lambda _: None) -> Release:
    """The release of *files* in *cache*, made if it is not there yet, with the base IRI *base* (empty: guessed).

    The files are read in a child of this process. Raises RdfError, ChildError, BaseError and ReleaseError.
    """
    if base:
        base = Namespace.of(base).base
    folder = cache / _key(files, base)
    if made := releases(folder / RELEASES):
        with suppress(OSError):
            os.utime(folder)
        return made[-1]
    names = ", ".join(file.name for file in files[:3]) + (" …" if len(files) > 3 else "")
    progress(f"reading {names}")

    def make() -> str:
        # Imported in the child alone: the server needs none of it.
        from graph.light.making import make_release

        return str(make_release(files, folder, base, progress))

    crashed = f"{names}: the process that reads it has died; what is nested thousands of levels deep cannot be read"
    release = Release.open(Path(in_child(make, crashed)))
    _sweep(cache, folder)
    return release


def _key(files: Sequence[RdfFile], base: str) -> str:
    """A name for the release of *files* by this engine."""
    digest = hashlib.sha256(f"{base} {os.environ.get('SOURCE_DATE_EPOCH', '')}".encode())
    for folder in _WITH:
        for path in sorted((_ENGINE / folder).rglob("*.py")):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    for file in files:
        digest.update(f"\0{file.name}\0{file.sha256()}".encode())
    return digest.hexdigest()[:32]


def _sweep(cache: Path, fresh: Path) -> None:
    """Remove from *cache* what was not served for longest, beyond *fresh* and the others that are kept."""
    with suppress(OSError):
        folders = sorted(cache.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        for folder in [folder for folder in folders if folder != fresh][_KEPT - 1 :]:
            if not any(is_served(release) for release in releases(folder / RELEASES)):
                shutil.rmtree(folder, ignore_errors=True)
