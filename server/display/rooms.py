"""The parts of the pages that a site can do without: each has a declaration in ``site/``, or is not there."""

from __future__ import annotations

from collections.abc import Mapping

from server.display.publication import knowledge, publication, site

DECLARATIONS: Mapping[str, str] = {
    "finder": "facets.yaml",
    "questions": "questions",
    "figures": "figures",
    "sheets": "sheet.yaml",
    "stories": "stories",
    "compare": "compare.yaml",
    "about": "about.yaml",
    "diagram": "diagram.yaml",
    "feeds": "changes.yaml",
}
"""For each part the file or folder of ``site/`` that declares it."""
RESOURCES = "resources"
"""The part for somebody else's data, which a release has or has not."""


def has_room(name: str) -> bool:
    """Does the site of the release being served declare the part *name*? Raises KeyError for any other name."""
    if name == RESOURCES:
        return bool(knowledge().release.as_is)
    return publication().once((has_room, name), lambda: site().find(DECLARATIONS[name]) is not None)
