"""Remove what processes that were killed left below a ``var``: drafts, links, entries of the cache, parts of others."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from graph.cache import DRAFT as DRAFT_OF_THE_CACHE
from graph.cache import FOLDER as CACHE
from graph.release import CURRENT, RELEASES

DRAFT = ".draft-"
"""What the name of the folder of an unfinished release begins with."""
LINK = f".{CURRENT}-"
"""What the name of a link begins with that is about to become ``current``."""
DROPPED, NEW = ".dropped-", ".new-"
"""What begin the names of a part of a release that is being removed, and of one that is being made again."""


def sweep(var: Path) -> None:
    """Remove all leftovers below *var*, whose lock this process holds, so that nobody is still writing them."""
    places = [(var / RELEASES, DRAFT), (var, LINK), (var / CACHE, DRAFT_OF_THE_CACHE)]
    places += [(var / RELEASES, f"{folder}{name}") for folder in ("*/", "*/dump/") for name in (DROPPED, NEW)]
    for folder, beginning in places:
        for path in folder.glob(f"{beginning}*"):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                with suppress(OSError):
                    path.unlink()
