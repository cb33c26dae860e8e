"""``/sparql/editor.json``: prefixes, and terms that the data uses, for the SPARQL editor.

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

from ontology.vocabulary import VOID
from server.display.knowledge import turtle_file
from server.display.publication import knowledge, publication, words_language

blueprint = Blueprint("editor", __name__)

FOLDER = Path(__file__).parents[1] / "static" / "vendor"
FILES = ("editor.js",)


@dataclass(frozen=True)
class TermUse:
    """A class or property and how often the data uses it: instances, or statements."""

    iri: NamedNode
    count: int


def is_built(folder: Path = FOLDER) -> bool:
    """Has ``make web`` built the editor?"""
    return all((folder / name).is_file() for name in FILES)


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
    """Prefixes and terms for the editor, in the reader's language."""
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
        # Of each kind of things, what a prefix of that name stands for: completion of names writes language:vi.
        "kinds": {kind: knowledge().namespace.home(kind) for kind in knowledge().index.kinds},
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
