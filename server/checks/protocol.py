"""Checks of the SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/), of queries only."""

from __future__ import annotations

from urllib.parse import urlencode

from server.checks.client import RESULTS_JSON, Check, HttpAnswer, Server

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_ASK = "ASK {}"
_COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
_SOME = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 3"
_NONE = "http://127.0.0.1:9/nothing"
_RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def _true(answer: HttpAnswer) -> bool:
    return answer.status == 200 and isinstance(answer.json, dict) and answer.json.get("boolean") is True


def _post(server: Server, body: str | bytes, kind: str, **headers: str) -> HttpAnswer:
    data = body.encode() if isinstance(body, str) else body
    return server.send("POST", server.endpoint, {"Content-Type": kind, "Accept": RESULTS_JSON, **headers}, data)


def _is_refused(answer: HttpAnswer) -> bool:
    return 400 <= answer.status < 500


def _results(media_type: str) -> Check:
    def holds(server: Server) -> bool:
        answer = server.query(_COUNT, media_type)
        return answer.status == 200 and answer.media_type == media_type and bool(answer.body)

    return Check(f"results as {media_type}", "2.1.5", holds)


def _graph(media_type: str) -> Check:
    def holds(server: Server) -> bool:
        answer = server.query(_SOME, media_type)
        return answer.status == 200 and answer.media_type == media_type and bool(answer.body)

    return Check(f"graphs as {media_type}", "2.1.5", holds)


def _has_options(server: Server) -> bool:
    answer = server.send("OPTIONS", server.endpoint)
    allowed = answer.headers.get("allow", answer.headers.get("access-control-allow-methods", ""))
    return answer.status in (200, 204) and "GET" in allowed


def _has_head(server: Server) -> bool:
    answer = server.send("HEAD", f"{server.endpoint}?{urlencode({'query': _ASK})}")
    return answer.status == 200 and not answer.body


def _counts_unknown_graph(server: Server) -> bool:
    return server.query(_COUNT, RESULTS_JSON, ("default-graph-uri", _NONE)).number == 0


def _from_unknown_graph(server: Server) -> bool:
    return server.query(f"SELECT (COUNT(*) AS ?n) FROM <{_NONE}> WHERE {{ ?s ?p ?o }}").number == 0


def _refuses_updates(server: Server) -> bool:
    """Is an update refused by GET, and in place of a query? It would delete nothing, even if it were carried out."""
    update = "DELETE WHERE { <urn:x:nobody> <urn:x:says> <urn:x:this> }"
    return _is_refused(server.get(f"{server.endpoint}?{urlencode({'update': update})}")) and _is_refused(
        _post(server, urlencode({"query": update}), _FORM)
    )


def _tells_the_line(server: Server) -> bool:
    answer = server.query("SELECT *\nWHERE { ?s ?p }", RESULTS_JSON)
    return answer.status == 400 and any(word in answer.body.lower() for word in (b"line 2", b'"line": 2', b"2:"))


def _cuts_off_runaways(server: Server) -> bool:
    answer = server.query(_RUNAWAY)
    return answer.status >= 400 and bool(answer.body)


def _serves_beside_a_bad_query(server: Server) -> bool:
    server.query("ASK " + "{" * 3000 + "}" * 3000)
    return _true(server.query(_ASK))


def _refuses_other_encodings(server: Server) -> bool:
    return _is_refused(_post(server, b"ASK { ?s ?p '\xff' }", _QUERY))


def _refuses_put(server: Server) -> bool:
    return server.send("PUT", server.endpoint, {"Content-Type": _QUERY}, b"ASK {}").status == 405


def _is_open(server: Server) -> bool:
    return server.query(_ASK).headers.get("access-control-allow-origin") == "*"


CHECKS = (
    Check("query by GET", "2.1.1", lambda s: _true(s.query(_ASK))),
    Check("query by POST as a form", "2.1.2", lambda s: _true(_post(s, urlencode({"query": _ASK}), _FORM))),
    Check("query by POST, not encoded", "2.1.3", lambda s: _true(_post(s, _ASK, _QUERY))),
    Check("media type with a charset", "2.1.3", lambda s: _true(_post(s, _ASK, f"{_QUERY}; charset=utf-8"))),
    Check("default-graph-uri is honoured", "2.1.4", _counts_unknown_graph),
    Check("FROM of an unknown graph is empty", "2.1.4", _from_unknown_graph),
    _results(RESULTS_JSON),
    _results("application/sparql-results+xml"),
    _results("text/csv"),
    _results("text/tab-separated-values"),
    _graph("text/turtle"),
    _graph("application/n-triples"),
    _graph("application/rdf+xml"),
    _graph("application/ld+json"),
    Check(
        "q-values are honoured",
        "2.1.5",
        lambda s: s.query(_COUNT, f"{RESULTS_JSON};q=0.1, text/csv;q=0.9").media_type == "text/csv",
    ),
    Check("nothing acceptable is 406", "2.1.5", lambda s: s.query(_COUNT, "image/png").status == 406),
    Check(
        "two queries are refused",
        "2.1.1",
        lambda s: _is_refused(s.get(f"{s.endpoint}?{urlencode([('query', _ASK), ('query', _ASK)])}")),
    ),
    Check("no query in a form is refused", "2.1.2", lambda s: _is_refused(_post(s, "x=1", _FORM))),
    Check("a malformed query is 400", "2.1.7", lambda s: s.query("SELEKT").status == 400),
    Check("a malformed query names its line", "2.1.7", _tells_the_line),
    Check("another media type is refused", "2.1.3", lambda s: _is_refused(_post(s, _ASK, "text/plain"))),
    Check(
        "a query that is not UTF-8 is refused",
        "2.1.3",
        _refuses_other_encodings,
    ),
    Check("PUT is refused", "2.1", _refuses_put),
    Check("updates are refused", "2.2", _refuses_updates),
    Check(
        "SERVICE is refused",
        "federation",
        lambda s: _is_refused(s.query(f"SELECT * WHERE {{ SERVICE <{_NONE}> {{ ?s ?p ?o }} }}")),
    ),
    Check("a runaway query is an error and never a 200", "2.1.7", _cuts_off_runaways),
    Check("a query nested too deep does not stop the next", "2.1.7", _serves_beside_a_bad_query),
    Check("HEAD", "RFC 9110", _has_head),
    Check("OPTIONS", "RFC 9110", _has_options),
    Check(
        "scripts of other sites may ask",
        "CORS",
        _is_open,
    ),
)
