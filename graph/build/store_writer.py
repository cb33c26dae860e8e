"""The on-disk store of a release, written by a process of its own while the build goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from graph.store import StoreError

_ENGINE = Path(__file__).parents[2]


class StoreWriter:
    """Writes the store in *folder* from files, or changes a copy of the store in the folder *basis*.

    Leaving the context ends an unfinished process; so does the end of this one.
    """

    def __init__(self, folder: Path, basis: Path | None = None) -> None:
        self.folder = folder
        folders = [str(path.resolve()) for path in (folder, basis) if path]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "graph.build.load_store", str(os.getpid()), *folders],
            cwd=_ENGINE,
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> StoreWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.end()

    def end(self) -> None:
        """End the process, finished or not."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.communicate()

    def load(self, path: Path) -> None:
        """Add the statements of the N-Quads file *path*, which is complete. Does not wait."""
        self._order(f"+{path.resolve()}")

    def remove(self, path: Path) -> None:
        """Remove the statements of the N-Quads file *path*, which is complete. Does not wait. Needs a basis."""
        self._order(f"-{path.resolve()}")

    def _order(self, order: str) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(f"{order}\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            self.finish()

    def finish(self) -> None:
        """Wait until the store is complete. Raises StoreError with what the process said when it failed."""
        _, errors = self._process.communicate()
        if self._process.returncode:
            reason = (errors.strip().splitlines() or [f"exit code {self._process.returncode}"])[-1]
            raise StoreError(f"the store of the release cannot be written: {reason}")
