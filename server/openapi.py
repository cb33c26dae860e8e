"""The HTTP interface as OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0), and where it is found (RFC 9727)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request, url_for

from graph.formats import LINKSET_JSON, OPENAPI
from mappings.yaml_text import parse_yaml
from ontology.json_text import indented
from server.changes.history import feed_kinds
from server.display.capabilities import has_capability
from server.display.index import Thing
from server.display.publication import knowledge, publication, settings, site
from server.figures.declaration import figures
from server.finder.finder import finder
from server.http.caching import respond
from server.http.negotiation import Choice
from server.pages.about import pages
from server.questions.curated import curated
from server.sources.evidence import tables
from server.stories.answered_stories import stories
from server.things.comparison import comparison
from server.things.sheet_kinds import sheet_kinds

blueprint = Blueprint("openapi", __name__)

PATH = Path(__file__).parent / "openapi.yaml"
_SERVER = "the address of the server"
_BLANK = re.compile(r"\{\{([a-z-]+)\}\}")


@blueprint.get("/openapi.json")
def description() -> Response:
    """The interface, with the limits of this server and examples from its release."""
    return respond(lambda _: _described(), Choice(OPENAPI, is_fixed=True))


@blueprint.get("/.well-known/api-catalog")
def catalogue() -> Response:
    """The interfaces of this host and their descriptions, as a linkset (RFC 9727)."""
    base = _base()
    links = {
        "anchor": f"{base}/",
        "service-desc": [{"href": f"{base}{url_for('openapi.description')}", "type": OPENAPI.media_type}],
        "service-doc": [{"href": f"{base}{url_for('dataset.dataset')}", "type": "text/html"}],
        "item": [{"href": f"{base}{url_for('sparql.by_get')}"}],
    }
    body = indented({"linkset": [links]}) + "\n"
    return respond(lambda _: body, Choice(LINKSET_JSON, is_fixed=True))


def _base() -> str:
    return request.host_url.rstrip("/") + request.script_root


def _described() -> str:
    """The description of this server for the host of this request."""
    before, after = publication().once("openapi", _written)
    return before + json.dumps(_base() or "/", ensure_ascii=False) + after


def _written() -> tuple[str, str]:
    """The description, before and after the address of the server."""
    described = _filled() | {"servers": [{"url": _SERVER}]}
    before, _, after = indented(described).rpartition(json.dumps(_SERVER))
    return before, f"{after}\n"


def _filled() -> dict[str, Any]:
    """The file with its values filled in, without the parts that the site does without."""
    described: dict[str, Any] = _with(parse_yaml(PATH.read_text(encoding="utf-8")), values())
    described["paths"] = {path: item for path, item in described["paths"].items() if _is_there(item)}
    return described


def _is_there(item: dict[str, Any]) -> bool:
    needed = [item[method].get("x-capability") for method in ("get", "post") if method in item]
    return all(has_capability(name) for name in needed if name)


def values() -> dict[str, str]:
    """The text for each ``{{name}}`` of the file, from the site, the limits, and examples of the release."""
    release, limits, compared = knowledge().release, settings().limits, comparison()
    example, sheets_of = _example(), next(iter(sheet_kinds().kinds), "")
    feeds_of = next(iter(sorted(feed_kinds())), "")
    documents = sorted(release.manifest["documents"])
    return {
        "name": site().name,
        "title": site().brand.name,
        "summary": site().text(site().title),
        "licence": site().licence_name,
        "licence-iri": site().licence_iri,
        "version": release.version,
        "seconds": f"{limits.seconds:g}",
        "memory": str(limits.memory // 1024**2),
        "rows": f"{limits.rows:,}",
        "bytes": str(limits.bytes // 1024**2),
        "kind": example.kind,
        "key": example.key,
        "document": documents[0] if documents else "",
        "record": _first("record"),
        "statement": _statement(example),
        "table": next(iter(tables()), ""),
        "compared": compared.kind if compared else "",
        "compared-key": _first(compared.kind) if compared else "",
        "sheet-kind": sheets_of,
        "sheet-key": _first(sheets_of),
        "base-iri": release.base,
        "facets": ", ".join(finder().declared.by_name) if has_capability("finder") else "",
        "question": next(iter(curated()), ""),
        "figure": next(iter(figures()), ""),
        "story": next(iter(stories()), ""),
        "page": next(iter(pages()), ""),
        "feed-kind": feeds_of,
        "feed-key": _first(feeds_of),
    }


def _example() -> Thing:
    """The first example of the site's catalogue that this release has, else the first thing of the release."""
    kinds = knowledge().index.kinds
    for kind, _, key in (example.partition("/") for example in site().catalogue.examples):
        if Thing(kind, key) in kinds.get(kind, ()):
            return Thing(kind, key)
    return next((things[0] for _, things in sorted(kinds.items())), Thing("", ""))


def _statement(thing: Thing) -> str:
    """The key of a statement about *thing* that a record states, empty where there is none."""
    quads = knowledge().statements_about(knowledge().iri(thing)) if thing.kind else []
    return next((origin.statement for quad in quads for origin in knowledge().origins(quad.triple)), "")


def _first(kind: str) -> str:
    """The key of the first thing of *kind*, empty where the release has none."""
    return next((thing.key for thing in knowledge().index.kinds.get(kind, ())), "")


def _with(node: Any, values: dict[str, str]) -> Any:
    """*node* with each ``{{name}}`` in its texts replaced."""
    if isinstance(node, dict):
        return {key: _with(value, values) for key, value in node.items()}
    if isinstance(node, list):
        return [_with(value, values) for value in node]
    if isinstance(node, str):
        return _BLANK.sub(lambda match: values[match[1]], node)
    return node
