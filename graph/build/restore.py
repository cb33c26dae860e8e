"""Restore a packed release: make its plain dumps and its store again from its compressed dumps."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

from pyoxigraph import Store

from graph.build.store_writer import StoreWriter
from graph.keeping import Kept, dump_parts, kept
from graph.publish.checksums import damaged
from graph.publish.packing import packable
from graph.publish.unfinished import NEW
from graph.release import STORE, Release, ReleaseError
from graph.store import memory_dumps


def restore(release: Release, progress: Callable[[str], None] = lambda _: None) -> None:
    """Restore *release* to a whole one. Raises ReleaseError where that is not possible; then no file is changed.

    Every file is compared with its checksum, and the store must hold as many statements as the manifest states.
    """
    if kept(release) is Kept.PRUNED:
        raise ReleaseError(f"release {release.version} was pruned: only its description is kept; build it again")
    progress(f"comparing {release.version} with its checksums")
    plain = {path.name for path in packable(release)} - {STORE}
    dropped = {f"{release.dump_folder.name}/{name}" for name in plain if not (release.dump_folder / name).exists()}
    if names := [name for name in damaged(release.path) if name not in dropped]:
        raise ReleaseError(f"release {release.version} is not whole: {', '.join(names)} is missing or damaged")
    for name in sorted(plain):
        if not (release.dump_folder / name).exists():
            progress(f"unpacking {name}")
            _unpack(release, name)
    if not (release.path / STORE).is_dir():
        progress(f"writing the store of {release.version}")
        _write_store(release)
    _require_store(release)


def _unpack(release: Release, name: str) -> None:
    path, digest = release.dump_folder / name, hashlib.sha256()
    new = path.with_name(f"{NEW}{name}")
    try:
        with new.open("wb") as file:
            for part in dump_parts(path):
                digest.update(part)
                file.write(part)
        if digest.hexdigest() != release.files[name]["sha256"]:
            raise ReleaseError(f"release {release.version} is not whole: {name}.gz does not hold {name}")
        new.replace(path)
    except (OSError, EOFError) as error:
        raise ReleaseError(f"{path}: cannot be unpacked ({error})") from error
    finally:
        new.unlink(missing_ok=True)


def _write_store(release: Release) -> None:
    new = release.path / f"{NEW}{STORE}"
    shutil.rmtree(new, ignore_errors=True)
    try:
        with StoreWriter(new) as store:
            for dump in memory_dumps(release):
                store.load(release.dump_folder / dump.name)
            store.finish()
        new.rename(release.path / STORE)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _require_store(release: Release) -> None:
    folder: Path = release.path / STORE
    try:
        count = len(Store.read_only(str(folder)))
    except (OSError, ValueError) as error:
        raise ReleaseError(f"{folder}: cannot be opened ({error}); remove the folder and try again") from error
    if count != release.quads:
        raise ReleaseError(
            f"{folder}: it holds {count:,} statements instead of {release.quads:,}; remove the folder and try again"
        )
