"""Settings of Python's garbage collector for a process that answers from a release.

Reference counts free nearly all objects of an answer; the collector is for reference cycles. By Python's defaults it
visits the objects of a large page ten times while the page is made, which takes up to a third of the page's time.
"""

from __future__ import annotations

import gc

_YOUNG = 50_000
"""Objects that one answer may make before the collector looks through them; a page makes five thousand."""
_OLD = 1_000
"""Collections of the younger objects before one of all others; Python's default is 10."""
_MANY = 3_000
"""Objects made since the last collection that are worth one: it takes less than a millisecond."""


def settle() -> None:
    """Exclude all present objects from later collections, and collect while nobody waits: see :func:`collect_young`.

    The objects that are loaded with a release stay: if the collector skips them, it does not copy their pages of memory
    in each process. Caches for later pages stay too. A collection of all of them takes 20 to 60 milliseconds, for which
    a reader would wait, and frees little: a page that was sent leaves few cycles behind.
    """
    gc.freeze()
    gc.set_threshold(_YOUNG, gc.get_threshold()[1], _OLD)
    gc.enable()


def collect_young() -> None:
    """Collect the objects made since the last collection, if they are many. Call it after an answer was sent."""
    if gc.get_count()[0] > _MANY:
        gc.collect(1)
