"""What became of URIs that earlier releases had: where they lead now, and why some lead nowhere."""

from __future__ import annotations

from graph.gone import Moves, read_moves
from server.display.publication import publication, site


def moves() -> Moves:
    """What the site being served says of URIs that it had; read once."""
    return publication().once("moves", lambda: read_moves(site()))
