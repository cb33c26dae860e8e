"""A query operation of the protocol (https://www.w3.org/TR/sparql11-protocol/, section 2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from pyoxigraph import NamedNode
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from server.http.parameters import check_parameters
from server.query.tokeniser import normalised

PATH = "/sparql"
"""Where the endpoint is."""
QUERY, FORMAT = "query", "format"
DEFAULT_GRAPH, NAMED_GRAPH = "default-graph-uri", "named-graph-uri"
PARAMETERS = (QUERY, DEFAULT_GRAPH, NAMED_GRAPH, FORMAT)
"""The parameters of an operation, in a URL or a form."""


@dataclass(frozen=True)
class Operation:
    """The query, the dataset of the protocol request, and the names of the format that it asks for."""

    query: str = ""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()

    @property
    def arguments(self) -> list[tuple[str, str]]:
        """The operation as arguments of a URL, without the format."""
        return [
            (QUERY, self.query),
            *((DEFAULT_GRAPH, iri) for iri in self.default_graphs),
            *((NAMED_GRAPH, iri) for iri in self.named_graphs),
        ]


@lru_cache(256)
def base_of(scheme: str, host: str, root: str) -> str | None:
    """The base of relative IRIs: the URL of the endpoint as it was asked for; None where that is none.

    *root* is the path below which a proxy serves the application.
    """
    try:
        return NamedNode(f"{scheme}://{host}{quote(root, safe='/%')}{PATH}").value
    except ValueError:
        return None


def operation_of(
    parameters: MultiDict[str, str], *, others: tuple[str, ...], max_bytes: int, body: str | None = None
) -> Operation:
    """The operation that *parameters* are, of the URL and of the form together, or *body* where that is the query.

    *others* are the names of parameters that the page has beside. An empty graph or format is none, as forms send it.
    Raises BadRequest where there is not exactly one query, RequestEntityTooLarge for one of more than *max_bytes*.
    """
    check_parameters(parameters, (*PARAMETERS, *others))
    queries = [*parameters.getlist(QUERY), *([] if body is None else [body])]
    if len(queries) != 1:
        raise BadRequest(f"there must be one query, in the URL or in the body; there are {len(queries)}")
    query = normalised(queries[0])
    if not query.strip():
        raise BadRequest("the query is empty; begin it with SELECT, ASK, CONSTRUCT or DESCRIBE")
    if "\ufffd" in query:
        raise BadRequest("the query is not UTF-8")
    if len(query.encode("utf-8", "surrogatepass")) > max_bytes:
        raise RequestEntityTooLarge(f"the query is longer than {max_bytes} bytes")
    return Operation(
        query,
        _graphs(parameters, DEFAULT_GRAPH),
        _graphs(parameters, NAMED_GRAPH),
        format_names(parameters),
    )


def format_names(parameters: MultiDict[str, str]) -> tuple[str, ...]:
    """The formats that ``format`` names: the parameter may repeat, and have several names separated by commas."""
    names = (name.strip() for value in parameters.getlist(FORMAT) for name in value.split(","))
    return tuple(dict.fromkeys(filter(None, names)))


def _graphs(parameters: MultiDict[str, str], name: str) -> tuple[str, ...]:
    """The IRIs of graphs that the parameter *name* gives. Raises BadRequest for a malformed IRI."""
    graphs = tuple(filter(None, parameters.getlist(name)))
    for iri in graphs:
        try:
            NamedNode(iri)
        except ValueError as error:
            raise BadRequest(f"{name}: {iri!r} is not the IRI of a graph ({error})") from error
    return graphs
