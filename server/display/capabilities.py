"""What a site may do without: each capability has a declaration in ``site/``, or is not there."""

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
"""The pages of somebody else's data, which a release has or has not."""


def has_capability(name: str) -> bool:
    """Does the site of the release being served declare the capability *name*? Raises KeyError for any other name."""
    if name == RESOURCES:
        return bool(knowledge().release.as_is)
    return publication().once((has_capability, name), lambda: site().find(DECLARATIONS[name]) is not None)
