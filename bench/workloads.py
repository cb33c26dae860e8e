"""The requests of the comparison, and the checks of their answers."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from pyoxigraph import NamedNode, QuadParser, RdfFormat, parse

from bench.load import COUNTER, Asked, fetch
from bench.peers import NATIVE, OURS, Peer
from graph.release import Release

JSON, TURTLE, PAGE = "application/sparql-results+json", "text/turtle", "text/html"
_PREFIXES = (
    "PREFIX rdfs:<http://www.w3.org/2000/01/rdf-schema#> PREFIX skos:<http://www.w3.org/2004/02/skos/core#> "
    "PREFIX dct:<http://purl.org/dc/terms/> "
)
_MOST = 2_000
"""The number of things whose pages are requested to warm them: all pages of a large site would take hours."""
_SAMPLE = 5
"""How many answers of each server are checked before the measurement."""
_LANGUAGES = ("vi", "pt", "en", "zh", "ko", "ne")
_TYPED = ("さっぽろ", "Sapporo", "kob", "横")
Check = Callable[[int, bytes, bytes], bool]
"""Is this the right answer to the request of this number? The last argument is Oxigraph's answer, if it gives one."""


@dataclass(frozen=True)
class Workload:
    """A kind of request: to our server, and to the others where they support it.

    *queries* are for the others, with the media types of their answers. *is_warm*: our server has answered each before.
    """

    name: str
    ours: Sequence[Asked]
    is_right: Check
    queries: Sequence[tuple[str, str]] = ()
    is_warm: bool = False
    whole: Sequence[int] = field(default=())
    """Which have one right answer (a part of the solutions may be any part); none: all."""

    def asked_of(self, peer: Peer) -> Sequence[Asked]:
        """What *peer* is asked; nothing where it has no such thing."""
        return self.ours if peer.name == OURS else [peer.query(*query) for query in self.queries]


def workloads_on(release: Release) -> list[Workload]:
    """Everything that is measured."""
    text = (release.dump_folder / f"{release.name}.nt").read_text(encoding="utf-8")
    things = sorted(set(re.findall(rf"^<({re.escape(release.base)}/id/municipality/\d+)>", text, re.MULTILINE)))
    things = things[:: len(things) // _MOST + 1]
    paths = [iri.removeprefix(release.base) for iri in things]
    documents = [path.replace("/id/", "/doc/") for path in paths]
    selects = [
        _queries(name, texts, JSON, _has_solutions_of, is_warm="repeated" in name)
        for name, texts in _selects(things).items()
    ]
    describe = [f"DESCRIBE <{iri}> <urn:n:{COUNTER}>" for iri in things]
    right = _describes(things)
    selects.append(_queries("DESCRIBE, each text once", describe, TURTLE, right))
    turtle = [Asked(f"{path}.ttl", TURTLE) for path in documents]
    pages = [Asked(path, PAGE, "gzip") for path in documents]
    links = [Asked(path, PAGE, "gzip") for path in paths]
    shows = _holds([iri.encode() for iri in things])
    finder = [Asked(f"/find?language={tag}", PAGE, "gzip") for tag in _LANGUAGES]
    tags = [f'"/find.csv?language={tag}'.encode() for tag in _LANGUAGES]
    suggest = [Asked(f"/suggest?q={quote(typed)}", "application/json") for typed in _TYPED]
    return [
        *selects,
        Workload(
            "Turtle document (others: DESCRIBE)", turtle, right, [(text, TURTLE) for text in describe], is_warm=True
        ),
        Workload("page of a municipality", pages, shows, is_warm=True),
        Workload("303 to its document", links, shows, is_warm=True),
        Workload("home page", [Asked("/", PAGE, "gzip")], _holds([b"</html>"]), is_warm=True),
        Workload("finder", finder, _holds(tags), is_warm=True),
        Workload("suggestions", suggest, lambda _, body, __: bool(json.loads(body)), is_warm=True),
    ]


def wrong(servers: Sequence[Peer], workload: Workload) -> dict[str, str]:
    """The servers whose answers are not right, in a sample, and what they are asked that they do not answer."""
    numbers = workload.whole or range(len(workload.ours))
    sample = random.Random(1).sample(numbers, min(_SAMPLE, len(numbers)))
    native = next(peer for peer in servers if peer.name == NATIVE)
    with native.turn():
        right = {number: _answer(native, workload, number) if workload.queries else b"" for number in sample}
    problems = {}
    for peer in servers:
        if not workload.asked_of(peer):
            continue
        with peer.turn():
            for number in sample:
                try:
                    if workload.is_right(number, _answer(peer, workload, number), right[number]):
                        continue
                except (OSError, ValueError, SyntaxError):
                    pass
                problems[peer.name] = workload.asked_of(peer)[number].path
                break
    return problems


def _answer(peer: Peer, workload: Workload, number: int) -> bytes:
    return fetch(peer.base, replace(workload.asked_of(peer)[number], coding="identity"))


def _queries(name: str, texts: Sequence[str], accept: str, is_right: Check, *, is_warm: bool = False) -> Workload:
    asked = [Asked(f"/sparql?query={quote(text, safe='')}", accept) for text in texts]
    whole = [number for number, text in enumerate(texts) if "LIMIT" not in text]
    return Workload(name, asked, is_right, [(text, accept) for text in texts], is_warm, whole)


def _selects(things: Sequence[str]) -> dict[str, list[str]]:
    """Queries about *things* by kind. Each has a place for a running number, so that its text is one of its own."""
    unique = f"<urn:n:{COUNTER}>"
    light = [f"{_PREFIXES}SELECT ?p ?o WHERE {{ <{iri}> ?p ?o FILTER(?o != {unique}) }}" for iri in things]
    light += [
        f"{_PREFIXES}SELECT ?s ?l WHERE {{ ?s dct:spatial ?a . <{iri}> dct:spatial ?a . ?s skos:prefLabel ?l "
        f"FILTER(?s != {unique}) }} LIMIT 20"
        for iri in things
    ]
    light += [f"{_PREFIXES}ASK {{ ?s ?p <{iri}> FILTER(?s != {unique}) }}" for iri in things]
    heavy = [
        f"{_PREFIXES}SELECT ?c (COUNT(?s) AS ?n) WHERE {{ ?s a ?c FILTER(?s != {unique}) }} "
        "GROUP BY ?c ORDER BY DESC(?n)",
        f"{_PREFIXES}SELECT ?s ?l WHERE {{ ?s skos:prefLabel ?l "
        f'FILTER(CONTAINS(?l, "国際") && ?s != {unique}) }} LIMIT 200',
        f"{_PREFIXES}SELECT ?lang (COUNT(*) AS ?n) WHERE {{ ?x a/rdfs:subClassOf* ?k ; dct:language ?lang "
        f"FILTER(?x != {unique}) }} GROUP BY ?lang",
    ]
    random.Random(7).shuffle(light)
    mixed: list[str] = []
    for index, text in enumerate(light):
        mixed.append(text)
        if index % 4 == 0:
            mixed.append(heavy[index // 4 % len(heavy)])
    return {
        "look-ups, each text once": light,
        "mixed 4:1, each text once": mixed,
        "mixed, eight repeated": [text.replace(COUNTER, "1") for text in mixed[:8]],
    }


def solutions(body: bytes) -> object:
    """The content of a JSON answer without an order: its boolean, or its solutions."""
    answer = json.loads(body)
    if "boolean" in answer:
        return answer["boolean"]
    if answer["head"]["vars"] == ["__ASK_RETVAL"]:  # Virtuoso's form of a boolean
        return answer["results"]["bindings"][0]["__ASK_RETVAL"]["value"] == "1"
    return sorted(
        json.dumps({name: (term["type"].removeprefix("typed-"), term["value"]) for name, term in sorted(row.items())})
        for row in answer["results"]["bindings"]
    )


def _has_solutions_of(_: int, body: bytes, right: bytes) -> bool:
    return solutions(body) == solutions(right)


def _describes(things: Sequence[str]) -> Check:
    """Does an answer hold the statements about the thing that Oxigraph's holds? What else it holds is its choice."""

    def is_right(number: int, body: bytes, right: bytes) -> bool:
        thing = NamedNode(things[number])
        here, there = ({quad.triple for quad in _graph(text) if quad.subject == thing} for text in (body, right))
        return here == there != set()

    return is_right


def _graph(body: bytes) -> QuadParser:
    """The statements of an answer in Turtle, or in RDF/XML, which rdflib-endpoint sends instead."""
    return parse(body, format=RdfFormat.RDF_XML if body.startswith(b"<?xml") else RdfFormat.TURTLE)


def _holds(texts: Sequence[bytes]) -> Check:
    return lambda number, body, _: texts[number] in body
