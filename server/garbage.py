"""Python's collector of garbage, as a process wants it that answers from a release."""

from __future__ import annotations

import gc

_OLD = 1_000
"""After how many looks through the younger objects all others are looked through as well; Python's own number is 10."""


def settle() -> None:
    """Leave all that was made so far out of later collections, and look seldom through what grows old from now on.

    What is loaded with a release stays: the collector need not look at it, and so does not copy its pages in each
    process. What is kept of it for later pages stays too: to look through all of that takes 20 to 60 milliseconds,
    which a reader would wait. A page that was sent leaves few cycles behind.
    """
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, _OLD)
    gc.enable()
