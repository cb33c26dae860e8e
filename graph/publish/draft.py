"""The directory that a release is written into, before it is published."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.publish.unfinished import DRAFT
from graph.release import RELEASES, ReleaseError


@contextmanager
def drafted(var: Path) -> Iterator[Path]:
    """A directory to write a release into; it is removed again unless it was renamed meanwhile.

    Raises ReleaseError when *var* cannot be written.
    """
    folder = var / RELEASES
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=DRAFT, dir=folder))
        # mkdtemp gives 0700, but the server may run as another user than the build.
        draft.chmod(0o755)
    except OSError as error:
        raise ReleaseError(
            f"{folder}: cannot be written ({error.strerror}); choose another folder with --out"
        ) from error
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)
