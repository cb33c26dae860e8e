"""The state of Python's garbage collector that a build must restore."""

from __future__ import annotations

import gc
from functools import cache


@cache
def has_frozen() -> bool:
    """Whether objects were frozen when this process first asked: Python counts them one by one."""
    return gc.get_freeze_count() > 0
