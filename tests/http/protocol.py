"""A case of the SPARQL Protocol: a request, and what its answer must be."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.http_client import RESULTS_JSON as JSON
from tests.http_client import Answer, send

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
BASE = "http://localhost:8000"
G0, G3 = f"{BASE}/graph/000", f"{BASE}/graph/003"
NONE = "http://127.0.0.1:9/never-fetched"
IN_GRAPHS = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"


@dataclass(frozen=True)
class Case:
    """A request, and what its answer must be."""

    name: str
    section: str
    expect: Callable[[Answer], bool]
    method: str = "GET"
    path: str = "/sparql"
    arguments: tuple[tuple[str, str], ...] = ()
    raw_query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None

    def send(self, url: str) -> Answer:
        target = f"{url}{self.path}"
        if self.arguments or self.raw_query:
            target += "?" + (self.raw_query or urlencode(self.arguments))
        return send(target, self.method, self.headers, self.body)


def get(name: str, section: str, expect: Callable[[Answer], bool], *arguments: tuple[str, str], **headers: str) -> Case:
    return Case(
        name, section, expect, arguments=arguments, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


def form(
    name: str, section: str, expect: Callable[[Answer], bool], *arguments: tuple[str, str], **headers: str
) -> Case:
    all_headers = {"Content-Type": FORM} | {k.replace("_", "-"): v for k, v in headers.items()}
    return Case(name, section, expect, "POST", headers=all_headers, body=urlencode(arguments).encode())


def direct(
    name: str,
    section: str,
    expect: Callable[[Answer], bool],
    query: str | bytes,
    *arguments: tuple[str, str],
    **headers: str,
) -> Case:
    all_headers = {"Content-Type": QUERY} | {k.replace("_", "-"): v for k, v in headers.items()}
    body = query.encode() if isinstance(query, str) else query
    return Case(name, section, expect, "POST", arguments=arguments, headers=all_headers, body=body)


def status(*codes: int) -> Callable[[Answer], bool]:
    return lambda answer: answer.status in codes and len(answer.body) > 10


def ok(test: Callable[[Answer], bool] = lambda _: True, media_type: str = JSON) -> Callable[[Answer], bool]:
    return lambda answer: answer.status == 200 and answer.media_type == media_type and test(answer)


def problem(code: int, *words: str) -> Callable[[Answer], bool]:
    def holds(answer: Answer) -> bool:
        details = answer.json
        return (
            (answer.status, answer.media_type) == (code, "application/problem+json")
            and details["status"] == code
            and all(word in json.dumps(details) for word in words)
        )

    return holds


def true(answer: Answer) -> bool:
    return bool(answer.json["boolean"])


ASK = ("query", "ASK {}")
KOBE = f"<{BASE}/id/municipality/28100>"
