"""Paths of the documents about things that are not below ``/id/``: their own paths, else ``/resource?iri=…``."""

from __future__ import annotations

from collections.abc import Set
from urllib.parse import quote

from flask import Flask

PATH = "/resource"
SKOLEM = "/.well-known/genid/"
"""Before the label of a blank node, in links of pages only (RDF 1.1, section 3.5)."""
_SAFE = "/-._~!$'()*+,;=:@%"


def resource_path(iri: str, own_path: str | None, reserved: Set[str], root: str) -> str:
    """The path of the page about *iri* below *root*.

    *own_path* is what follows the base in *iri*, if that is what it begins with; *reserved* are the
    :func:`first_segments` of pages of the site, which such a path may not have.
    """
    if own_path and not set("#?%\\") & set(own_path) and "//" not in own_path and not own_path.endswith("/"):
        first = own_path.split("/")[1].partition(".")[0]
        if first and first not in reserved and not {".", ".."} & set(own_path.split("/")):
            return f"{root}{quote(own_path, safe=_SAFE)}.html"
    return f"{root}{PATH}?iri={quote(iri, safe='')}"


def blank_path(label: str, root: str) -> str:
    """The path of the page about the blank node *label*."""
    return f"{root}{SKOLEM}{quote(label, safe='')}"


def first_segments(app: Flask) -> frozenset[str]:
    """The beginnings of the paths of the pages of *app*, up to the first slash or dot."""
    return frozenset(rule.rule.split("/")[1].partition("<")[0].partition(".")[0] for rule in app.url_map.iter_rules())
