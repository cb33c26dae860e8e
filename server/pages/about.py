"""``/about/{key}``: pages about the site; ``/correct``: a message about an error in a record."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, render_template, request
from pyoxigraph import NamedNode
from werkzeug.exceptions import BadRequest, NotFound

from graph.ask.trace import statement_of
from graph.formats import HTML
from mappings.site import Site
from ontology.lines import LineRange
from ontology.namespaces import DEFAULT_BASE
from server.display.addresses import address_of, path_of
from server.display.chunks import page_of_line
from server.display.index import Thing
from server.display.language import PARAMETER
from server.display.publication import knowledge, publication, reader_presenter, settings, site
from server.http.caching import respond
from server.http.negotiation import Choice
from server.http.parameters import check_parameters

blueprint = Blueprint("about", __name__)

FILE = "about.yaml"
GUIDE = "api.md"
_BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
_ADDRESS = re.compile(f"<?{re.escape(DEFAULT_BASE)}")
_FACT = re.compile(r"[0-9a-f]{20}\Z")
_RECORD = re.compile(r"[a-z0-9_]+/[A-Za-z0-9._~%-]+(?:/[A-Za-z0-9._~%-]+)*\Z")


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


@blueprint.get("/correct")
def correct() -> Response:
    """A message about a record, to be sent: the fact, its row, its lines. The server sends and changes nothing."""
    check_parameters(request.args, ("record", "fact", PARAMETER))
    record, fact = request.args.get("record", ""), request.args.get("fact", "")
    if not _RECORD.match(record) or Thing("record", record) not in knowledge().index:
        raise BadRequest(f"record= names the record that is wrong, as table/row; {_example_of_record()}")
    if fact and not _FACT.match(fact):
        raise BadRequest("fact= takes the key of a statement, as a page of /evidence/ has it")
    return respond(lambda _: _message(record, fact), Choice(HTML, is_fixed=True))


def _fact(key: str) -> str:
    """The statement with this key in words. Raises NotFound where the release has none."""
    triple = statement_of(knowledge().store, knowledge().namespace, key)
    if triple is None:
        raise NotFound("this release has no such statement; the page that a mark stands on gives it anew")
    return reader_presenter().value(triple).text


def _example_of_record() -> str:
    records = knowledge().index.kinds.get("record", ())
    return f"for example record={records[0].key}" if records else "this release has no records"


def _address(lines: LineRange) -> str:
    """The address of the page that shows *lines*."""
    page = path_of("sources.source", document=lines.document, page=page_of_line(lines.first))
    return f"{address_of(page)}#{lines.fragment}"


def _message(record: str, fact: str) -> str:
    iri = knowledge().iri(Thing("record", record))
    table, _, row = record.partition("/")
    lines = sorted(
        lines
        for quad in knowledge().statements_about(iri)
        if isinstance(quad.object, NamedNode) and (lines := LineRange.parse(quad.object.value))
    )
    contact = settings().contact or site().contact
    return render_template(
        "about/correct.html",
        record=record,
        table=table,
        row=row,
        iri=iri.value,
        lines=[(cited, _address(cited)) for cited in lines],
        fact=_fact(fact) if fact else "",
        contact=contact,
        mail=lambda subject, body: (
            f"mailto:{quote(contact, safe='@')}?" + urlencode({"subject": subject, "body": body}, quote_via=quote)
        ),
        release=knowledge().release,
    )
