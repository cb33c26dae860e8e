"""The menu at the head of every page: the ways into the site, of which a site shows those that it has."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from server.display.addresses import path_of
from server.display.capabilities import has_capability


@dataclass(frozen=True)
class MenuEntry:
    """A way into the site: a *message*, the *endpoint* of its page, the *capability* that it needs (or none).

    The entry is the current one on the pages of *blueprints*.
    """

    message: str
    endpoint: str
    capability: str
    blueprints: tuple[str, ...]


MENU = (
    MenuEntry("Find", "finder.find", "finder", ("finder",)),
    MenuEntry("Compare", "compare.compare", "compare", ("compare",)),
    MenuEntry("Figures", "figures.figures", "figures", ("figures",)),
    MenuEntry("Questions", "questions.questions", "questions", ("questions", "stories")),
    MenuEntry("Classes", "classes.classes", "resources", ("classes", "resources", "own_paths")),
    MenuEntry(
        "Data",
        "dataset.dataset",
        "",
        ("dataset", "dumps", "sparql", "editor", "ontology", "quality", "graphs", "releases", "changes", "sources"),
    ),
)


def shown_menu() -> list[MenuEntry]:
    """The entries that the site of the release being served has."""
    return [entry for entry in MENU if not entry.capability or has_capability(entry.capability)]


def current_state(entry: MenuEntry) -> str:
    """``aria-current`` of *entry* on this page: ``page`` on its page, ``true`` on others of its blueprints.

    Empty on every other page. WAI-ARIA 1.2, section 6.6 (aria-current).
    """
    if request.path == path_of(entry.endpoint).removeprefix(request.script_root):
        return "page"
    return "true" if request.blueprint in entry.blueprints else ""
