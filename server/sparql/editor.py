"""``/sparql/editor.json``: prefixes, terms that the data uses, and curated questions, for the SPARQL editor.

The terms are the class and property partitions of the VoID description of the release
(https://www.w3.org/TR/void/#class-property-partitions), so the editor suggests only terms that the data has, each with
its count. ``make web`` builds the editor from ``server/static/editor`` into ``server/static/vendor``; without it the
page has a plain form.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, request
from pyoxigraph import Literal, NamedNode, Quad

from ontology.ruby import without_ruby
from ontology.vocabulary import VOID
from server.display.knowledge import turtle_file
from server.display.publication import knowledge, publication, words_language
from server.http.security_headers import CONTENT_SECURITY_POLICY
from server.questions.curated import curated

blueprint = Blueprint("editor", __name__)

FOLDER = Path(__file__).parents[1] / "static" / "vendor"
FILES = ("editor.js", "editor.css")

INJECTED_STYLES = (
    "sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk=",  # the positions of the grips between columns
    "sha256-c0O6TmFAkgpNbHxKAa1BrveWHHopjEtC47i0PzMudxg=",  # the pointer while one is dragged
)
"""Digests of the two ``style`` elements that YASGUI's table makes; every other inline style stays forbidden."""


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

    It is that of every page, and also allows, by their digests (CSP Level 3, 2.3.1), the two style elements that the
    table of results makes for resizable columns. The rest of the editor sets styles through the object model, which
    needs no permission; the rules for scripts, connections, fonts and images are unchanged.
    """
    digests = " ".join(f"'{digest}'" for digest in INJECTED_STYLES)
    return CONTENT_SECURITY_POLICY.replace("style-src 'self'", f"style-src 'self' {digests}")


def term_uses(quads: list[Quad], kind: str) -> list[TermUse]:
    """The ``class`` or ``property`` partitions of the VoID description *quads*, the most used first.

    Where several datasets are described, a term counts as in the largest of them.
    """
    counted = {"class": VOID.entities, "property": VOID.triples}[kind]
    terms = {q.subject: q.object for q in quads if q.predicate == VOID[kind] and isinstance(q.object, NamedNode)}
    counts: dict[NamedNode, int] = dict.fromkeys(terms.values(), 0)
    for quad in quads:
        if quad.predicate == counted and isinstance(quad.object, Literal) and quad.subject in terms:
            term = terms[quad.subject]
            counts[term] = max(counts[term], int(quad.object.value))
    return sorted((TermUse(iri, count) for iri, count in counts.items()), key=lambda use: (-use.count, use.iri.value))


@blueprint.get("/sparql/editor.json")
def vocabulary() -> Response:
    """Prefixes, terms and questions for the editor, in the reader's language."""
    text = publication().once((TermUse, words_language()), lambda: json.dumps(_vocabulary(), ensure_ascii=False))
    response = Response(text, content_type="application/json")
    response.vary.update(("Accept-Language", "Cookie"))
    response.cache_control.no_cache = True
    response.add_etag()
    return response.make_conditional(request.environ)  # type: ignore[return-value]


def _vocabulary() -> dict[str, object]:
    language = words_language()
    quads = turtle_file(knowledge().release.path / "void.ttl")
    return {
        "prefixes": knowledge().prefixes,
        "classes": [_described(use, language) for use in term_uses(quads, "class")],
        "properties": [_described(use, language) for use in term_uses(quads, "property")],
        "questions": [
            {
                "key": question.key,
                "title": without_ruby(question.title[language]),
                "documents": list(question.documents),
                "query": question.text(knowledge().namespace),
            }
            for question in curated().values()
        ],
    }


def _described(use: TermUse, language: str) -> dict[str, object]:
    label = knowledge().labels.best(use.iri, language)
    return {
        "iri": use.iri.value,
        "name": knowledge().compact(use.iri.value) or use.iri.value,
        "label": label.text,
        "lang": label.language,
        "count": use.count,
    }
