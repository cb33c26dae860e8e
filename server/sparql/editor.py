"""What the SPARQL editor of the browser needs: prefixes, the terms that the data uses, the curated questions.

The terms are those of our own VoID (https://www.w3.org/TR/void/#class-property-partitions): a class or property that is
suggested is one that the data has, with its count. The editor itself is built from ``server/static/editor`` by
``make web`` into ``server/static/vendor``; where that was not built, a page has its plain form.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, request
from pyoxigraph import Literal, NamedNode, Quad

from server.display.knowledge import Knowledge, turtle_file
from server.display.publication import knowledge, words_language
from server.display.translations import without_ruby
from server.http.security_headers import CONTENT_SECURITY_POLICY
from server.questions.curated import curated

blueprint = Blueprint("editor", __name__)

FOLDER = Path(__file__).parents[1] / "static" / "vendor"
FILES = ("editor.js", "editor.css")

INJECTED_STYLES = (
    "sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk=",  # where the grips between columns are
    "sha256-c0O6TmFAkgpNbHxKAa1BrveWHHopjEtC47i0PzMudxg=",  # the pointer while one is dragged
)
"""Digests of the two ``style`` elements that YASGUI's table makes for itself, and no page may otherwise have."""

_VOID = "http://rdfs.org/ns/void#"


@dataclass(frozen=True)
class TermUse:
    """A class or property and how often the data uses it: instances, or statements."""

    iri: NamedNode
    count: int


def is_built(folder: Path = FOLDER) -> bool:
    """Has ``make web`` built the editor?"""
    return all((folder / name).is_file() for name in FILES)


def content_security_policy() -> str:
    """The policy of the page with the editor.

    It is that of every page, and allows by their digests (CSP Level 3, 2.3.1) the two style elements that the table of
    results makes to let its columns be resized. Everything else of the editor styles through the object model, which
    needs no permission; scripts, connections, fonts and images stay as they are.
    """
    digests = " ".join(f"'{digest}'" for digest in INJECTED_STYLES)
    return CONTENT_SECURITY_POLICY.replace("style-src 'self'", f"style-src 'self' {digests}")


def term_uses(quads: list[Quad], kind: str) -> list[TermUse]:
    """The ``class`` or ``property`` partitions of the VoID description *quads*, the most used first.

    A description of several datasets partitions each: a term then counts as in the largest.
    """
    counted = {"class": "entities", "property": "triples"}[kind]
    terms = {
        q.subject: q.object for q in quads if q.predicate.value == _VOID + kind and isinstance(q.object, NamedNode)
    }
    found: dict[NamedNode, int] = dict.fromkeys(terms.values(), 0)
    for quad in quads:
        if quad.predicate.value == _VOID + counted and isinstance(quad.object, Literal) and quad.subject in terms:
            term = terms[quad.subject]
            found[term] = max(found[term], int(quad.object.value))
    return sorted((TermUse(iri, count) for iri, count in found.items()), key=lambda use: (-use.count, use.iri.value))


@blueprint.get("/sparql/editor.json")
def vocabulary() -> Response:
    """Prefixes, terms and questions for the editor, in the reader's language."""
    response = Response(json.dumps(_vocabulary(), ensure_ascii=False), content_type="application/json")
    response.vary.update(("Accept-Language", "Cookie"))
    response.cache_control.no_cache = True
    response.add_etag()
    return response.make_conditional(request.environ)  # type: ignore[return-value]


def _vocabulary() -> dict[str, object]:
    known, language = knowledge(), words_language()
    quads = turtle_file(known.release.path / "void.ttl")
    return {
        "prefixes": known.prefixes,
        "classes": [_described(use, known, language) for use in term_uses(quads, "class")],
        "properties": [_described(use, known, language) for use in term_uses(quads, "property")],
        "questions": [
            {
                "key": question.key,
                "title": without_ruby(question.title[language]),
                "documents": list(question.documents),
                "query": question.text(known.namespace),
            }
            for question in curated().values()
        ],
    }


def _described(use: TermUse, known: Knowledge, language: str) -> dict[str, object]:
    label = known.labels.best(use.iri, language)
    return {
        "iri": use.iri.value,
        "name": known.compact(use.iri.value) or use.iri.value,
        "label": label.text,
        "lang": label.language,
        "count": use.count,
    }
