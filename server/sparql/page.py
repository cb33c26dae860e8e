"""The page of the SPARQL endpoint: the form or the editor, and an answer as a table, a picture, or text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO
from urllib.parse import urlencode

from flask import render_template, request
from markupsafe import Markup
from pyoxigraph import QuerySolutions, parse_query_results

from graph.formats import RDF_FORMATS, RESULT_FORMATS, RESULTS_JSON
from ontology.prefixes import declarations
from server.display.publication import knowledge, publication, reader_catalogue, reader_presenter, settings, site
from server.display.values import Value
from server.pictures.current import atlas
from server.questions.answers import Rows
from server.questions.curated import curated
from server.questions.drawing import Drawing, draw, drawable, measure_of_column
from server.sparql.editor import is_built
from server.sparql.operation import Operation

FILE = "sparql.rq"
_EXAMPLE = "SELECT ?thing ?name WHERE {\n  ?thing skos:prefLabel ?name .\n}\nORDER BY ?thing\nLIMIT 100"
_SHOWN_ROWS = 500
_SHOWN_CHARACTERS = 200_000
_DRAWN_ROWS = 5000


@dataclass(frozen=True)
class ShownAnswer:
    """An answer as the page shows it: a table with the first *rows* of *count*, a truth value, or text.

    *pictures* are the kinds of pictures that the answer can be drawn as, *picture* the one that the reader chose, of
    the kind *show*.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Value | None, ...], ...] = ()
    count: int = 0
    truth: bool | None = None
    text: str = ""
    is_cut: bool = False
    pictures: tuple[str, ...] = ()
    picture: Markup | None = None
    show: str = ""


def page(operation: Operation, shown: ShownAnswer | None = None) -> str:
    """The page: a form with *operation*, and below it the answer if there is one."""
    downloads = []
    if shown is not None:
        formats = RDF_FORMATS if shown.text else RESULT_FORMATS
        downloads = [(form, "?" + urlencode([*operation.arguments, ("format", form.extension)])) for form in formats]
    return render_template(
        "sparql.html",
        query=operation.query,
        example=publication().once(FILE, example),
        shown=shown,
        downloads=downloads,
        prefixes=knowledge().prefixes,
        limits=settings().limits,
        endpoint=request.base_url,
        here="?" + urlencode(operation.arguments),
        questions=[
            (question, "?" + urlencode({"query": question.text(knowledge().namespace)}))
            for question in curated().values()
        ],
        has_editor=is_built(),
        place_kinds=atlas().place_kinds,
    )


def example() -> str:
    """The query that the form begins with: the site's, else one for any thing with a name."""
    path = site().find(FILE)
    if path is not None:
        return path.read_text(encoding="utf-8").replace("{base}", knowledge().namespace.base).rstrip("\n")
    return declarations(knowledge().namespace, _EXAMPLE) + _EXAMPLE


def shown_graph(file: IO[bytes]) -> ShownAnswer:
    """The Turtle in *file* as the page shows it."""
    text = file.read().decode("utf-8")
    return ShownAnswer(text=text[:_SHOWN_CHARACTERS] or "# ", is_cut=len(text) > _SHOWN_CHARACTERS)


def shown_results(file: IO[bytes]) -> ShownAnswer:
    """The SPARQL results (JSON) in *file* as the page shows them."""
    results = parse_query_results(file, format=RESULTS_JSON.results)
    if not isinstance(results, QuerySolutions):
        return ShownAnswer(truth=bool(results))
    presenter = reader_presenter()
    columns = tuple(variable.value for variable in results.variables)
    rows, drawn, count = [], [], 0
    for count, solution in enumerate(results, 1):
        terms = tuple(solution)
        if count <= _SHOWN_ROWS:
            rows.append(tuple(None if term is None else presenter.value(term) for term in terms))
        if count <= _DRAWN_ROWS:
            drawn.append(terms)
    answer = Rows(columns, tuple(drawn))
    show, measure = request.values.get("show", ""), measure_of_column(answer, presenter)
    return ShownAnswer(
        columns,
        tuple(rows),
        count,
        is_cut=count > len(rows),
        pictures=drawable(answer, measure),
        picture=draw(show, Drawing(answer, presenter, reader_catalogue().plain("Answer"), measure=measure)),
        show=show,
    )
