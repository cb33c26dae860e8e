"""The vocabulary of the data: the ontology, its concept schemes, its JSON-LD context, and how our IRIs are made.

Every room may import this one; it imports nothing of ours. Every Turtle file here is written with relative IRIs and is
parsed with the base ``{base}/``.
"""

from __future__ import annotations

from pathlib import Path

ROOM = Path(__file__).parent
CONTEXT = ROOM / "context.jsonld"
PREFIXES = ROOM / "prefixes.json"


def turtle_files(folder: Path = ROOM) -> tuple[Path, ...]:
    """Every Turtle file of *folder*, in the order a release reads them: ontology, then schemes by name."""
    return (*sorted(folder.glob("*.ttl")), *sorted((folder / "schemes").glob("*.ttl")))
