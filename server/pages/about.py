"""``/about/…`` and ``/correct``: what there is to know about the data, and how to tell us of an error in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, render_template, request
from pyoxigraph import NamedNode
from werkzeug.exceptions import BadRequest, NotFound

from graph.formats import HTML
from mappings.site import Site
from server.display.index import Thing
from server.display.publication import knowledge, publication, settings, site
from server.http.caching import respond
from server.http.negotiation import Choice

blueprint = Blueprint("about", __name__)

FILE = "about.yaml"
GUIDE = "api.md"
_BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
_RECORD = re.compile(r"[a-z0-9_]+/[A-Za-z0-9._~%-]+(?:/[A-Za-z0-9._~%-]+)*\Z")


@dataclass(frozen=True)
class Snippet:
    """A piece of code of the guide and its language."""

    language: str
    text: str


def pages() -> dict[str, Any]:
    """The pages about this site, by key."""
    return publication().once(FILE, lambda: site().read_yaml(FILE) or {})


def snippets() -> dict[str, tuple[Snippet, ...]]:
    """The code of each section of the API guide, by its heading; none where the site has no guide."""
    return publication().once(GUIDE, lambda: load_snippets(site()))


def load_snippets(site: Site) -> dict[str, tuple[Snippet, ...]]:
    """The code of each section of the API guide of *site*, by its heading."""
    guide = site.find(GUIDE)
    parts = re.split(r"(?m)^## ", guide.read_text(encoding="utf-8"))[1:] if guide else []
    return {part.partition("\n")[0].strip(): tuple(Snippet(*block) for block in _BLOCK.findall(part)) for part in parts}


@blueprint.get("/about/<key>")
def about(key: str) -> Response:
    """One of the pages."""
    page = pages().get(key)
    if page is None:
        raise NotFound(f"there is no page about {key}; there are {', '.join(pages())}")
    return respond(lambda _: _page(key, page), Choice(HTML, is_fixed=True))


def _page(key: str, page: dict[str, Any]) -> str:
    base, here = knowledge().namespace.base, request.host_url.rstrip("/")

    def code(section: dict[str, Any]) -> list[Snippet]:
        found = snippets().get(section.get("code", ""), ())
        return [Snippet(each.language, each.text.replace("http://localhost:8000", here)) for each in found]

    return render_template(
        "about/page.html",
        key=key,
        page=page,
        code=code,
        base=base,
        others=[(other, found["title"]) for other, found in pages().items() if other != key],
    )


@blueprint.get("/correct")
def correct() -> Response:
    """A message about a record, ready to be sent: which fact, which row, which lines. Nothing is changed by it."""
    record = request.args.get("record", "")
    if not _RECORD.match(record) or Thing("record", record) not in knowledge().index:
        raise BadRequest("record= names the record that is wrong, as in record=counters/funabashi-counter")
    return respond(lambda _: _message(record), Choice(HTML, is_fixed=True))


def _message(record: str) -> str:
    known = knowledge()
    iri = known.iri(Thing("record", record))
    table, _, row = record.partition("/")
    lines = sorted(
        quad.object.value.rpartition("/source/")[2]
        for quad in known.statements_about(iri)
        if isinstance(quad.object, NamedNode) and "/source/" in quad.object.value
    )
    return render_template(
        "about/correct.html",
        record=record,
        table=table,
        row=row,
        iri=iri.value,
        lines=lines,
        contact=settings().contact,
        mail=lambda subject, body: (
            f"mailto:{quote(settings().contact, safe='@')}?"
            + urlencode({"subject": subject, "body": body}, quote_via=quote)
        ),
        release=known.release,
    )
