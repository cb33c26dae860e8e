"""``/about/{key}``: pages about the site."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import NotFound

from graph.formats import HTML
from mappings.site import Site
from ontology.namespaces import DEFAULT_BASE
from server.display.language import PARAMETER
from server.display.publication import knowledge, publication, site
from server.http.caching import respond
from server.http.negotiation import Choice
from server.http.parameters import check_parameters

blueprint = Blueprint("about", __name__)

FILE = "about.yaml"
GUIDE = "api.md"
_BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
_ADDRESS = re.compile(f"<?{re.escape(DEFAULT_BASE)}")


@dataclass(frozen=True)
class Snippet:
    """A piece of code of the guide and its language."""

    language: str
    text: str


def pages() -> dict[str, Any]:
    """The pages about the site, by key, as ``about.yaml`` has them; none where the site has no such file."""
    return publication().once(FILE, lambda: site().read_yaml(FILE) or {})


def snippets() -> dict[str, tuple[Snippet, ...]]:
    """The code of each section of the API guide, by its heading; none where the site has no guide."""
    return publication().once(GUIDE, lambda: load_snippets(site()))


def load_snippets(site: Site) -> dict[str, tuple[Snippet, ...]]:
    """The code of each section of the API guide of *site*, by its heading."""
    guide = site.find(GUIDE)
    parts = re.split(r"(?m)^## ", guide.read_text(encoding="utf-8"))[1:] if guide else []
    return {part.partition("\n")[0].strip(): tuple(Snippet(*block) for block in _BLOCK.findall(part)) for part in parts}


@blueprint.app_context_processor
def _links() -> dict[str, object]:
    """For every page: the keys of the pages about the site, and what a link to each is called."""
    return {"pages_about": lambda: [(key, page.get("link", page["title"])) for key, page in pages().items()]}


@blueprint.get("/about/<key>")
def about(key: str) -> Response:
    """One of the pages."""
    check_parameters(request.args, (PARAMETER,))
    page = pages().get(key)
    if page is None:
        raise NotFound(f"there is no page about {key}; there are {', '.join(pages()) or 'none'}")
    return respond(lambda _: _page(key, page), Choice(HTML, is_fixed=True))


def _page(key: str, page: dict[str, Any]) -> str:
    origin = request.host_url.rstrip("/")

    def code(section: dict[str, Any]) -> list[Snippet]:
        guide = snippets().get(section.get("code", ""), ())
        return [
            replace(snippet, text=_addressed(snippet.text, origin, knowledge().namespace.base)) for snippet in guide
        ]

    return render_template(
        "about/page.html",
        key=key,
        page=page,
        code=code,
        others=[(other, others["title"]) for other, others in pages().items() if other != key],
    )


def _addressed(text: str, origin: str, base: str) -> str:
    """*text* of the guide for a server at *origin*: addresses are its own, IRIs in <> are below *base*."""
    return _ADDRESS.sub(lambda match: f"<{base}" if match.group().startswith("<") else origin, text)
