"""The base IRI of data that states none: where most of what it describes begins."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit

from ontology.namespaces import DEFAULT_BASE
from ontology.vocabulary import VOID

_SPACE = f" {VOID.uriSpace} "
_START = re.compile(r"<(https?://[^/?#>]+)(?=[/?#>])")


def guessed_base(lines: Iterable[str]) -> str:
    """The beginning of the IRIs that *lines* (statements of N-Triples) are about, without a slash at its end.

    It is scheme and host: of ``void:uriSpace`` where the data states one, else of most subjects; a subject counts once
    for each of its statements. Without any such IRI it is the default base.
    """
    starts: Counter[str] = Counter()
    for line in lines:
        if start := _START.match(line):
            starts[start[1]] += 1
        if _SPACE in line and (space := _host(line.split(" ", 2)[2])):
            return space
    return max(starts, key=lambda start: (starts[start], start), default=DEFAULT_BASE)


def _host(literal: str) -> str:
    """Scheme and host of the IRI in *literal*; empty where it is none."""
    parts = urlsplit(literal.split('"')[1] if '"' in literal else "")
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.netloc else ""
