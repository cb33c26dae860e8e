"""The base IRI of data that states none: the common beginning of most of its subjects."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

from ontology.namespaces import DEFAULT_BASE
from ontology.vocabulary import VOID

_SPACE = f" {VOID.uriSpace} "
_LOOKED_AT = 50_000
"""How many statements are looked at."""
_START = re.compile(r"<(https?://[^/?#>]+)(?=[/?#>])")


def guessed_base(lines: Sequence[str]) -> str:
    """The beginning of the IRIs that *lines* (statements of N-Triples) are about, without a slash at its end.

    The result is scheme and host: those of ``void:uriSpace`` where the data states one, else the most frequent ones of
    subjects (a subject counts once for each of its statements). Without any such IRI it is the default base.
    """
    for line in lines:
        if _SPACE in line and (space := _host(line.split(" ", 2)[2])):
            return space
    starts: Counter[str] = Counter()
    for line in lines[:: len(lines) // _LOOKED_AT + 1]:
        if start := _START.match(line):
            starts[start[1]] += 1
    return max(starts, key=lambda start: (starts[start], start), default=DEFAULT_BASE)


def _host(literal: str) -> str:
    """Scheme and host of the IRI in *literal*; empty where it is no IRI."""
    parts = urlsplit(literal.split('"')[1] if '"' in literal else "")
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.netloc else ""
