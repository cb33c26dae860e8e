"""The store of a new release: loaded while the build goes on, or copied from the store before and changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

from graph.build.store_basis import Difference, find_basis, keep_basis
from graph.build.store_writer import StoreWriter
from graph.cache import Cache
from graph.release import STORE
from graph.write.blocks import Cut


class ReleaseStore:
    """Writes the store of *draft*, from a copy of the store of the current release below *var* if *cache* knows it."""

    def __init__(self, draft: Path, var: Path, cache: Cache | None) -> None:
        self._draft = draft
        self._cache = cache
        self._steps = 0
        self._files: Mapping[Path, Cut] = {}
        self._stack = ExitStack()
        # The files of a store are hashed, which does not hold the interpreter.
        self._finding = self._stack.enter_context(ThreadPoolExecutor(1)).submit(find_basis, var, cache)
        self._writer: StoreWriter | None = None
        self._is_small = False

    def __enter__(self) -> ReleaseStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.close()

    def begin(self, is_small: bool) -> None:
        """Begin to write while the build goes on: a copy of the store before if that is usable, else a new store.

        A store that *is_small* is written at the end. Call this in the thread in which the build ends: the process
        that writes ends with the thread that started it.
        """
        self._is_small = is_small
        basis = self._finding.result()
        self._start_writing(basis.folder if basis else None)

    def load(self, path: Path) -> None:
        """Load the complete N-Quads file *path*, unless only the difference is written. Does not wait."""
        if self._finding.result() is None:
            self._begun.load(path)

    def complete(self, files: Mapping[Path, Cut]) -> None:
        """Take the blocks of *files*, which together are the content of the store. Does not wait."""
        self._files = files
        basis = self._finding.result()
        if basis is None:
            return
        difference = basis.difference(files)
        if difference is None:
            self._begun.end()
            self._start_writing()
            for path in files:
                self._begun.load(path)
        else:
            self._change(difference)
            self._steps = basis.steps + 1

    def finish(self, version: str) -> None:
        """Wait until the store of *version* is complete. Raises StoreError."""
        self._begun.finish()
        folder = self._begun.folder.rename(self._draft / STORE)
        if self._cache:
            keep_basis(self._cache, version, folder, self._steps, self._files)

    def _start_writing(self, basis: Path | None = None) -> None:
        """Begin the store, upon a copy of the one in *basis* if given.

        The store is written in a new folder, which is removed at the end with anything that a killed writer left there.
        """
        folder = self._folder("store")
        self._writer = self._stack.enter_context(StoreWriter(folder / STORE, basis, self._is_small))

    def _change(self, difference: Difference) -> None:
        writer = self._begun
        writer.remove(self._written("removed.nq", difference.removed))
        writer.load(self._written("added.nq", difference.added))

    def _written(self, name: str, lines: Iterable[bytes]) -> Path:
        path = self._folder("difference") / name
        path.write_bytes(b"".join(sorted(lines)))
        return path

    def _folder(self, name: str) -> Path:
        """A new folder in the draft, which is removed at the end."""
        return Path(self._stack.enter_context(TemporaryDirectory(prefix=f".{name}-", dir=self._draft)))

    @property
    def _begun(self) -> StoreWriter:
        assert self._writer is not None, "begin first"
        return self._writer
