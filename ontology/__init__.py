"""The vocabulary of the data: the ontology, its concept schemes, its JSON-LD context, and how our IRIs are made.

Every room may import this one; it imports nothing of ours. Every Turtle file here is written with relative IRIs and is
parsed with the base ``{base}/``.
"""

from __future__ import annotations

import re
from pathlib import Path

ROOM = Path(__file__).parent
CONTEXT = ROOM / "context.jsonld"
PREFIXES = ROOM / "prefixes.json"
_CONCEPT = re.compile(r"^<id/([a-z-]+)/", re.MULTILINE)


def concept_kinds(folder: Path = ROOM) -> frozenset[str]:
    """The kinds of the concepts that the schemes of *folder* hold (``/id/{kind}/``), and of the schemes."""
    return frozenset(
        kind
        for path in (folder / "schemes").glob("*.ttl")
        for kind in _CONCEPT.findall(path.read_text(encoding="utf-8"))
    )


def turtle_files(folder: Path = ROOM) -> tuple[Path, ...]:
    """Every Turtle file of *folder*, in the order a release reads them: ontology, then schemes by name."""
    return (*sorted(folder.glob("*.ttl")), *sorted((folder / "schemes").glob("*.ttl")))
