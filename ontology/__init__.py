"""The small ontology, its concept schemes and its JSON-LD context: files only, this room imports nothing of ours.

Every Turtle file here is written with relative IRIs and is parsed with the base ``{base}/``.
"""

from __future__ import annotations

from pathlib import Path

ROOM = Path(__file__).parent
ONTOLOGY = ROOM / "tabunka.ttl"
ALIGNMENT = ROOM / "alignment.ttl"
STRUCTURES = ROOM / "structures.ttl"
REUSED = ROOM / "reused.ttl"
SCHEMES = ROOM / "schemes"
CONTEXT = ROOM / "context.jsonld"
PREFIXES = ROOM / "prefixes.json"


def turtle_files(folder: Path = ROOM) -> tuple[Path, ...]:
    """Every Turtle file of *folder*, in the order a release reads them: ontology, then schemes by name."""
    return (*sorted(folder.glob("*.ttl")), *sorted((folder / "schemes").glob("*.ttl")))
