"""The criteria of Umaka-Yummy Data (Yamamoto, Yamaguchi and Splendiani 2018, doi:10.1093/database/bay022).

It scores endpoints by freshness, operation, usefulness, validity and performance; each is measured here by what it
names for it, on the server as it answers now.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from server.checks.client import Server

_TRIES = 10
_MODIFIED = re.compile(rb"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d))")
_CLASSES = "SELECT ?c (COUNT(?s) AS ?n) WHERE { ?s a ?c } GROUP BY ?c ORDER BY DESC(?n)"


def freshness(server: Server) -> float | None:
    """Days since the newest ``dct:modified`` that VoID states."""
    answer = server.get("/.well-known/void", Accept="text/turtle")
    moments = _MODIFIED.findall(answer.body) if answer.status == 200 else []
    if not moments:
        return None
    newest = max(datetime.fromisoformat(moment.decode().replace("Z", "+00:00")) for moment in moments)
    return max(0.0, (datetime.now(UTC) - newest).total_seconds() / 86400)


def operation(server: Server) -> float:
    """Percent: the mean of the share of requests answered, and whether service description and VoID are there."""
    alive = sum(server.query("ASK {}").status == 200 for _ in range(_TRIES)) / _TRIES
    described = [
        word in server.get(url, Accept="text/turtle").body
        for url, word in ((server.endpoint, b"service-description#"), ("/.well-known/void", b"void#"))
    ]
    return 100 * (alive + sum(described)) / 3


def usefulness(server: Server) -> float | None:
    """Percent of the classes and properties in use that have a label."""
    used = "{ SELECT DISTINCT ?t WHERE { { ?s a ?t } UNION { ?s ?t ?o } } }"
    label = "http://www.w3.org/2000/01/rdf-schema#label"
    whole = server.query(f"SELECT (COUNT(*) AS ?n) WHERE {used}").number
    named = server.query(f"SELECT (COUNT(*) AS ?n) WHERE {{ {used} FILTER EXISTS {{ ?t <{label}> ?l }} }}").number
    return None if not whole or named is None else 100 * named / whole


def validity(server: Server) -> float | None:
    """Percent of the rules of cool URIs, content negotiation and linked data that hold for an example."""
    if server.example is None:
        return None
    parts = urlsplit(server.example)
    document = server.document or server.endpoint
    kinds = ("text/turtle", "application/rdf+xml", "application/ld+json", "text/html")
    turtle = server.get(document, Accept="text/turtle")
    rules = [
        not _is_address(parts.hostname or ""),
        not parts.query,
        len(server.example) <= 60,
        not re.search(r"\.(php|aspx?|jsp|cgi)\b", parts.path),
        *(server.get(document, Accept=kind).media_type == kind for kind in kinds),
        parts.scheme in ("http", "https"),
        turtle.status == 200 and bool(turtle.body),
        bool(re.search(rb"owl#sameAs|owl:sameAs|exactMatch|closeMatch|seeAlso", turtle.body)),
    ]
    return 100 * sum(rules) / len(rules)


def response(server: Server) -> float:
    """Milliseconds: the median of an empty ASK."""
    return statistics.median(server.query("ASK {}").seconds for _ in range(_TRIES)) * 1000


def execution(server: Server) -> float:
    """Milliseconds: what counting the classes takes beyond an empty ASK, the median."""
    counted = statistics.median(server.query(_CLASSES).seconds for _ in range(5)) * 1000
    return max(0.0, counted - response(server))


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


CRITERIA: Mapping[str, Callable[[Server], float | None]] = {
    "umaka-freshness": freshness,
    "umaka-operation": operation,
    "umaka-usefulness": usefulness,
    "umaka-validity": validity,
    "umaka-response": response,
    "umaka-execution": execution,
}
