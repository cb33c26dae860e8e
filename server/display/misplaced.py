"""Suggestions for an address at which there is nothing."""

from __future__ import annotations

import re

from server.display.addresses import path_of
from server.display.index import Thing
from server.display.places import place_value
from server.display.publication import knowledge, reader_presenter

_BEFORE = re.compile(r"^/(?:id|doc)/")
_BETWEEN = re.compile(r"[-_./]+")


def document_at(path: str) -> str | None:
    """The URL of the document about the thing, or of the list of the kind, that *path* names without ``/doc``."""
    kind, _, key = path.strip("/").partition("/")
    if Thing(kind, key) in knowledge().index:
        return path_of("documents.document", kind=kind, key=key)
    if not key and kind in knowledge().index.kinds:
        return path_of("lists.kind", kind=kind)
    return None


def words_of(path: str) -> str:
    """The words to search for instead of *path*: the name of the place with its code, else its last part."""
    last = _BEFORE.sub("", path).strip("/").rpartition("/")[2]
    place = knowledge().gazetteer.places.get(last)
    return place_value(reader_presenter(), place).text if place else " ".join(_BETWEEN.split(last)).strip()
