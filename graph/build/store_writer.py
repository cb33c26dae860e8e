"""The on-disk store of a release, written by a child process during the build; a small store at the end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from graph.build import load_store
from graph.store import StoreError

_ENGINE = Path(__file__).parents[2]


class StoreWriter:
    """Writes the store in *folder* from files, or changes a copy of the store in the folder *basis*.

    Leaving the context ends an unfinished process; so does the end of this one. A store that *is_small* is written
    when it is finished, without a process: starting one would take longer.
    """

    def __init__(self, folder: Path, basis: Path | None = None, is_small: bool = False) -> None:
        self.folder = folder
        self._folders = [str(path.resolve()) for path in (folder, basis) if path]
        self._waiting: list[str] = []
        """Orders (lines of ``load_store``) that are carried out at the end."""
        self._process = None if is_small else self._begun()

    def _begun(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "graph.build.load_store", str(os.getpid()), *self._folders],
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
        if self._process is None:
            return
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
        if self._process is None:
            self._waiting.append(order)
            return
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(f"{order}\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            self.finish()

    def finish(self) -> None:
        """Wait until the store is complete. Raises StoreError with what went wrong."""
        if self._process is None:
            try:
                load_store.write(self._waiting, *self._folders)
            except (OSError, ValueError, SyntaxError, RuntimeError) as error:
                raise _unwritten(str(error)) from error
            return
        _, errors = self._process.communicate()
        if self._process.returncode:
            raise _unwritten((errors.strip().splitlines() or [f"exit code {self._process.returncode}"])[-1])


def _unwritten(reason: str) -> StoreError:
    return StoreError(f"the store of the release cannot be written: {reason}")
