"""The description of the interfaces: valid, complete, and true of this server."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import validate

from graph.release import Release
from server.openapi import PATH as OPENAPI
from tests.server.conftest import LIMITS
from tests.server.typed_links import links

PATHS = re.findall(r"^  (/.*):$", OPENAPI.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.fixture(scope="module")
def operations() -> dict[str, dict[str, Any]]:
    """Each path of the file, with what it says of GET and POST."""
    paths = yaml.safe_load(OPENAPI.read_text(encoding="utf-8"))["paths"]
    return {path: {name: item[name] for name in ("get", "post") if name in item} for path, item in paths.items()}


def test_openapi_is_valid_and_says_what_this_server_is(client: FlaskClient, release: Release) -> None:
    described = json.loads(client.get("/openapi.json", base_url="http://data.example.org").text)
    validate(described)
    assert described["openapi"].startswith("3.1")
    assert described["info"]["version"] == release.version
    assert described["servers"] == [{"url": "http://data.example.org"}]
    assert "{{" not in json.dumps(described)
    description = described["paths"]["/sparql"]["get"]["description"]
    assert f"{LIMITS.seconds:g} s" in description, "the limits of this very server"


def test_every_route_is_described_and_every_description_is_a_route(app: Flask) -> None:
    routes = {
        re.sub(r"<(?:[^:<>]+(?:\([^)]*\))?:)?(\w+)>", r"{\1}", rule.rule): set(rule.methods or ()) - {"HEAD", "OPTIONS"}
        for rule in app.url_map.iter_rules()
    }
    routes["/sparql"] = {"GET", "POST"}
    described = yaml.safe_load(OPENAPI.read_text(encoding="utf-8"))["paths"]
    methods = {path: {name.upper() for name in item if name in ("get", "post")} for path, item in described.items()}
    assert methods == routes


@pytest.mark.parametrize("path", PATHS)
def test_every_described_operation_answers_as_described(
    client: FlaskClient, operations: dict[str, dict[str, Any]], path: str
) -> None:
    described = json.loads(client.get("/openapi.json").text)
    requests = {
        method: described["paths"][path][method]["x-ask"]
        for method, operation in operations[path].items()
        if "x-ask" in operation
    }
    assert set(requests) >= set(operations[path]) - {"post"}, "every GET has a request that is tried here"
    for method, request in requests.items():
        response = client.open(request["path"], method=method.upper(), headers={"Accept": request.get("accept", "*/*")})
        assert response.status_code == request["status"]
        answer = described["paths"][path][method]["responses"][str(response.status_code)]
        if "$ref" in answer:
            answer = described["components"]["responses"][answer["$ref"].rpartition("/")[2]]
        content = answer.get("content", {})
        if content and "*/*" not in content:
            assert response.mimetype in content or "json" in response.mimetype


def test_every_path_is_tried(operations: dict[str, dict[str, Any]]) -> None:
    assert set(operations) == set(PATHS)
    assert len(PATHS) > 30


def test_the_catalogue_of_interfaces_leads_to_the_description(client: FlaskClient) -> None:
    response = client.get("/.well-known/api-catalog")
    assert response.mimetype == "application/linkset+json"
    (context,) = json.loads(response.text)["linkset"]
    assert client.get(context["service-desc"][0]["href"]).status_code == 200
    assert links(client.get("/sparql", headers={"Accept": "text/turtle"}))["service-desc"][0][0] == "/openapi.json"
