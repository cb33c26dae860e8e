"""The link of a page for an IRI of the data; our own IRIs give paths, so that a copy of the site works anywhere."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from ontology.namespaces import Namespace

_SAFE = "/-._~!$&'()*+,;=:@%"
_UNRESERVED = re.compile(r"[A-Za-z0-9._~/-]*\Z")
_CONTROL = re.compile(r"[\x00-\x20\x7f]")


def href(iri: str, namespace: Namespace, root: str) -> str | None:
    """The URL that a page links to for *iri*; None where a link would be useless or unsafe (``javascript:``).

    *root* is that of the request: a proxy may serve the application below it.
    """
    ours = namespace.path(iri)
    return page_elsewhere(iri) if ours is None else own_href(ours, root)


def own_href(ours: str, root: str) -> str:
    """The URL of our own page for an IRI that has the path *ours* below the base."""
    path, hash_, fragment = ours.partition("#")
    if path.startswith("/id/"):
        path = f"/doc/{path[4:]}"
    return f"{root}{quoted(path, _SAFE)}{hash_}{quoted(fragment, _SAFE + '?') if hash_ else ''}"


def page_elsewhere(iri: str) -> str | None:
    """The URL of a page elsewhere, *iri* itself."""
    if _CONTROL.search(iri):
        return None
    try:
        parts = urlsplit(iri)
    except ValueError:
        return None
    return iri if parts.scheme in ("http", "https") and parts.netloc else None


def quoted(text: str, safe: str) -> str:
    """*text* with all but *safe* characters encoded; keys of things seldom have anything to encode."""
    return text if _UNRESERVED.match(text) else quote(text, safe=safe)


def is_ours(iri: str, namespace: Namespace) -> bool:
    """Is *iri* below the base of the release, or below that of its vocabulary?"""
    return namespace.path(iri) is not None
