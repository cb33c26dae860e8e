"""The optional parts of a site (capabilities): each exists only if ``site/`` has its declaration."""

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
"""For each capability the file or folder of ``site/`` that declares it."""
RESOURCES = "resources"
"""The capability of releases with somebody else's data: pages about things with any IRI."""


def has_capability(name: str) -> bool:
    """Does the site of the release being served declare the capability *name*? Raises KeyError for any other name."""
    if name == RESOURCES:
        return bool(knowledge().release.as_is)
    return publication().once((has_capability, name), lambda: site().find(DECLARATIONS[name]) is not None)
