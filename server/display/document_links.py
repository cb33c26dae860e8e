"""The links that every document has, whatever it is about: its own address, its formats, what describes it."""

from __future__ import annotations

from collections.abc import Sequence

from graph.formats import Format
from server.display.addresses import path_of
from server.display.publication import site
from server.http.typed_links import Link


def licence_links() -> list[Link]:
    """The link to the licence of the data, where the site states one."""
    return [Link(site().licence_iri, "license")] if site().licence else []


def document_links(path: str, formats: Sequence[Format], query: str = "") -> list[Link]:
    """The links of the document at *path*, which is also there in each of *formats* with its extension.

    *query* is what follows the path, where the document depends on it.
    """
    end = f"?{query}" if query else ""
    return [
        Link(f"{path}{end}", "canonical"),
        *(Link(f"{path}.{form.extension}{end}", "alternate", form.media_type) for form in formats),
        Link(path_of("dataset.void"), "describedby", "text/turtle"),
        *licence_links(),
    ]
