"""``/classes``: the classes of the data with the number of their things, and the things of one, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from flask import Blueprint, Response, render_template, request
from pyoxigraph import BlankNode, DefaultGraph, NamedNode
from werkzeug.exceptions import NotFound

from graph.formats import HTML
from ontology.vocabulary import RDF
from server.display.language import PARAMETER
from server.display.paging import Page
from server.display.publication import knowledge, publication, reader_language, reader_presenter, settings
from server.display.values import Value
from server.http.caching import respond
from server.http.negotiation import negotiate
from server.http.parameters import check_parameters, whole_number
from server.resources.concepts import hierarchy, tree
from server.resources.described import Subject, subject_of

blueprint = Blueprint("classes", __name__)

_SORTED = 5_000
"""Things of a class up to which they come by their names; more of them as the store has them."""


@blueprint.get("/classes")
def classes() -> Response:
    """All classes, the one with the most things first; with *of*, the things of that class."""
    check_parameters(request.args, ("of", "page", PARAMETER))
    choice = negotiate((HTML,), request.accept_mimetypes, "html")
    number = whole_number(request.args, "page", 1)
    text = request.args.get("of", "").strip()
    if not text:
        return respond(lambda _: render_template("resources/classes.html", classes=counted()), choice)
    cls = subject_of(text)
    count = knowledge().usage.of_class(cls).count
    if not count:
        raise NotFound(f"nothing is of the class <{text}>; /classes lists all classes")
    return respond(lambda _: _instances(cls, count, number), choice)


def counted(most: int | None = None) -> list[tuple[Value, int]]:
    """The classes (at most *most*) with the number of their things, the largest first."""
    counts = [(use.count, iri) for iri, use in knowledge().usage.classes.items()]
    counts.sort(key=lambda entry: (-entry[0], entry[1].value))
    return [(reader_presenter().value(iri), count) for count, iri in counts[:most]]


def _instances(cls: NamedNode, count: int, number: int) -> str:
    presenter, size = reader_presenter(), settings().page_size
    things: Sequence[Subject]
    if count <= _SORTED:
        page = Page(_by_name(cls), number, size)
        things, pages, number = page.items, page.pages, page.number
    else:
        pages = -(-count // size)
        if number > pages:
            raise NotFound(f"there are {pages} pages")
        things = list(islice(_things(cls), (number - 1) * size, number * size))
    return render_template(
        "resources/instances.html",
        cls=presenter.value(cls),
        iri=cls.value,
        count=count,
        values=[presenter.value(thing) for thing in things],
        page=number,
        pages=pages,
    )


def _things(cls: NamedNode) -> Iterator[Subject]:
    """The things of *cls*, as the store has them."""
    subjects = (quad.subject for quad in knowledge().store.statements(None, RDF.type, cls, DefaultGraph()))
    return (subject for subject in subjects if isinstance(subject, NamedNode | BlankNode))


def _by_name(cls: NamedNode) -> list[Subject]:
    """The things of *cls* by their names in the reader's language."""
    labels, language = knowledge().labels, reader_language()

    def name(thing: Subject) -> tuple[bool, str, str]:
        text = labels.best(thing, language).text if isinstance(thing, NamedNode) else ""
        return (not text, text.casefold(), thing.value)

    return sorted(_things(cls), key=name)


@blueprint.get("/schemes")
def schemes() -> Response:
    """The concept schemes; with *of*, or where there is only one, its tree."""
    check_parameters(request.args, ("of", PARAMETER))
    choice = negotiate((HTML,), request.accept_mimetypes, "html")
    sizes = hierarchy().sizes
    text = request.args.get("of", "").strip()
    chosen = subject_of(text) if text else next(iter(sizes)) if len(sizes) == 1 else None
    if chosen is not None and chosen not in sizes:
        raise NotFound(f"<{text}> is no concept scheme; /schemes lists them")
    return respond(lambda _: _tree(chosen) if chosen else _schemes(), choice)


def listed_schemes(most: int | None = None) -> list[tuple[Value, int]]:
    """The concept schemes (at most *most*) with the number of their concepts."""
    sizes = list(hierarchy().sizes.items())[:most]
    return [(reader_presenter().value(iri), count) for iri, count in sizes]


def _schemes() -> str:
    return render_template("resources/schemes.html", schemes=listed_schemes())


def _tree(scheme: NamedNode) -> str:
    presenter = reader_presenter()
    return render_template(
        "resources/tree.html",
        scheme=presenter.value(scheme),
        count=hierarchy().sizes[scheme],
        branches=tree(hierarchy().tops[scheme], presenter),
    )


@blueprint.app_context_processor
def _overview() -> dict[str, object]:
    """The classes and schemes of somebody else's data, for the home page."""
    release = publication().knowledge.release
    return {
        "overview": (lambda: (counted(24), listed_schemes(24))) if release.as_is else None,
    }
