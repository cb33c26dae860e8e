"""The HTTP interface as OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0), and where it is found (RFC 9727)."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from flask import Blueprint, Response, request, url_for

from graph.formats import Format
from server.display.publication import knowledge, settings
from server.http.caching import respond
from server.http.negotiation import Choice
from server.things.linksets import JSON as LINKSET_JSON

blueprint = Blueprint("openapi", __name__)

PATH = Path(__file__).parent / "openapi.yaml"
OPENAPI = Format("OpenAPI", "", "application/openapi+json", "json", "table")


@lru_cache
def described() -> dict[str, Any]:
    """The description as the file has it."""
    found: dict[str, Any] = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    return found


@blueprint.get("/openapi.json")
def description() -> Response:
    """What can be asked, with the limits of this server and the release it serves."""
    return respond(lambda _: json.dumps(_filled(), ensure_ascii=False, indent=1) + "\n", Choice(OPENAPI, is_fixed=True))


@blueprint.get("/.well-known/api-catalog")
def catalogue() -> Response:
    """The interfaces of this host and their descriptions, as a linkset (RFC 9727)."""
    base = _base()
    links = {
        "anchor": f"{base}/",
        "service-desc": [{"href": f"{base}{url_for('openapi.description')}", "type": OPENAPI.media_type}],
        "service-doc": [{"href": f"{base}{url_for('descriptions.dataset')}", "type": "text/html"}],
        "item": [{"href": f"{base}{url_for('sparql.by_get')}"}],
    }
    body = json.dumps({"linkset": [links]}, indent=1) + "\n"
    return respond(lambda _: body, Choice(LINKSET_JSON, is_fixed=True))


def _base() -> str:
    return request.host_url.rstrip("/") + request.script_root


def _filled() -> dict[str, Any]:
    limits = settings().limits
    values = {
        "version": knowledge().release.version,
        "seconds": f"{limits.seconds:g}",
        "memory": str(limits.memory // 1024**2),
        "rows": f"{limits.rows:,}",
        "bytes": str(limits.bytes // 1024**2),
    }
    filled = _with(described(), values)
    filled["servers"] = [{"url": _base() or "/"}]
    result: dict[str, Any] = filled
    return result


def _with(node: Any, values: dict[str, str]) -> Any:
    """*node* with ``{{name}}`` in its texts replaced."""
    if isinstance(node, dict):
        return {key: _with(value, values) for key, value in node.items()}
    if isinstance(node, list):
        return [_with(value, values) for value in node]
    if isinstance(node, str):
        for name, value in values.items():
            node = node.replace("{{" + name + "}}", value)
    return node
