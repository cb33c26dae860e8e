"""What must hold of a release: SHACL shapes, one file a subject.

The rooms ``graph`` and ``server`` may import this one; it imports nothing of ours. Shapes and property shapes are named
``{base}/shapes/{file}#{name}``, so that a report says which one was broken. They are written with the default base;
:func:`graph.build.validate.load_shapes` moves them below the base of a release.
"""

from __future__ import annotations

from pathlib import Path

ROOM = Path(__file__).parent


def shape_files(folder: Path = ROOM) -> tuple[Path, ...]:
    """Every Turtle file of *folder*, by name."""
    return tuple(sorted(folder.glob("*.ttl")))
