"""What must hold of a release: SHACL shapes, a file a subject. Files only, this room imports nothing of ours.

Shapes and properties are named ``{base}/shapes/{file}#{name}``, so that a report can say which one was broken. They are
written with the default base; a release of another base has it put in their place.
"""

from __future__ import annotations

from pathlib import Path

ROOM = Path(__file__).parent


def shape_files() -> tuple[Path, ...]:
    """Every Turtle file of the room by name."""
    return tuple(sorted(ROOM.glob("*.ttl")))
