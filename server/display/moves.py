"""The redirects and removals that the site declares for URIs of earlier releases."""

from __future__ import annotations

from graph.gone import Moves, read_moves
from server.display.publication import publication, site


def moves() -> Moves:
    """The redirects and removals of the site being served; read once."""
    return publication().once("moves", lambda: read_moves(site()))
