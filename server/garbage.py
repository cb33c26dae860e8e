"""Settings of Python's garbage collector for a process that answers from a release."""

from __future__ import annotations

import gc

_OLD = 1_000
"""Collections of the younger objects before one of all others; Python's default is 10."""


def settle() -> None:
    """Exclude all present objects from later collections, and collect old objects seldom from now on.

    The objects that are loaded with a release stay: if the collector skips them, it does not copy their pages of memory
    in each process. Caches for later pages stay too. A collection of all of them takes 20 to 60 milliseconds, for which
    a reader would wait, and frees little: a page that was sent leaves few cycles behind.
    """
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, _OLD)
    gc.enable()
