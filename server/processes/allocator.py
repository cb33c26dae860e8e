"""The allocator of the C library, set for threads that answer one short query after another.

The engine takes and returns hundreds of small blocks of memory for a look-up. glibc keeps seven returned ones of each
size for the next taker in the same thread; with a hundred, the engine needs an eighth less processor time
(docs/operations.md). glibc reads this setting at the start of a program only, so ``tabunka serve`` starts itself anew.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

VARIABLE = "GLIBC_TUNABLES"
"""Where glibc reads its settings (its manual, section "Tunables"). What an operator has set there holds."""
TUNABLES = "glibc.malloc.tcache_count=100"


def new_start(environment: Mapping[str, str]) -> dict[str, str] | None:
    """The environment to start the program with anew; None where it is tuned already, or its C library is not glibc."""
    if VARIABLE in environment or not _is_glibc():
        return None
    return {**environment, VARIABLE: TUNABLES}


def start_tuned() -> None:
    """Start this program anew, as the same process, with this setting of the allocator; return where it has it."""
    environment = new_start(os.environ)
    if environment is not None:
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], environment)


def _is_glibc() -> bool:
    try:
        return (os.confstr("CS_GNU_LIBC_VERSION") or "").startswith("glibc")
    except (AttributeError, OSError, ValueError):  # no POSIX system, or another library
        return False
