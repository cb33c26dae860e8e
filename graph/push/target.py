"""Where a release is pushed to: the two addresses of a store, and the graph for the release's default graph."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import urllib3
import yaml
from pyoxigraph import NamedNode
from urllib3.exceptions import LocationParseError

from graph.release import Release
from ontology.errors import ReportedError

_STORES = Path(__file__).with_name("stores.yaml")


class PushError(ReportedError):
    """A release cannot be pushed, or is not in the store as it should be."""


@dataclass(frozen=True)
class Target:
    """A store that takes graphs."""

    graphs: str
    """The address at which graphs are put (SPARQL 1.1 Graph Store HTTP Protocol, section 4)."""
    queries: str
    """The address of its SPARQL endpoint."""
    default_graph: str = ""
    """The graph for the statements of the default graph; empty: the default graph of the store."""
    takes_gzip: bool = False
    """Does it read compressed bodies?"""

    def address_of(self, graph: str) -> str:
        """Where the graph *graph* is put; empty: the default graph (sections 4.2 and 5.3)."""
        name = graph or self.default_graph
        query = urlencode({"graph": name}) if name else "default"
        return f"{self.graphs}{'&' if '?' in self.graphs else '?'}{query}"

    def pattern_of(self, graph: str) -> str:
        """The graph pattern of all statements in the graph *graph*; empty: the default graph."""
        name = graph or self.default_graph
        return f"GRAPH <{name}> {{ ?s ?p ?o }}" if name else "?s ?p ?o"


def target_of(url: str, release: Release, queries: str = "", default_graph: str = "") -> Target:
    """The store at *url*, the address of its graphs or of its queries; the other follows for the stores that we know.

    *queries* and *default_graph* replace what is known. Raises PushError where an address is missing or is none.
    """
    for address in (url, queries):
        if address:
            _require_address(address)
    if default_graph:
        try:
            NamedNode(default_graph)
        except ValueError as error:
            raise PushError(f"{default_graph!r} is not the IRI of a graph ({error})") from error
    stores: list[dict[str, Any]] = yaml.safe_load(_STORES.read_text(encoding="utf-8"))
    store = next((s for s in stores if url.endswith(s["graphs"])), None)
    graphs = url
    if store is None and not queries:
        store = next((s for s in stores if s["queries"] and url.endswith(s["queries"])), None)
        if store is None:
            raise PushError(
                f"{url} is not an address at which a store that we know takes graphs; give that address, "
                "and that of its SPARQL endpoint with --query-url"
            )
        graphs = url.removesuffix(store["queries"]) + store["graphs"]
    if store is not None:
        queries = queries or graphs.removesuffix(store["graphs"]) + store["queries"]
        if store["is_union"] and not default_graph:
            default_graph = release.namespace.graph("default").value
    return Target(graphs, queries, default_graph, bool(store and store["takes_gzip"]))


def _require_address(address: str) -> None:
    try:
        url = urllib3.util.parse_url(address)
    except LocationParseError:
        url = urllib3.util.Url()
    if url.scheme not in ("http", "https") or not url.host:
        raise PushError(f"{address!r} is not the address of a store; give one such as http://localhost:7878/store")
    if url.auth:
        raise PushError("the address of the store holds a user; give user and password in the environment instead: "
                        "TABUNKA_PUSH_USER and TABUNKA_PUSH_PASSWORD")  # fmt: skip
