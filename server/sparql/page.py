"""The page of the SPARQL endpoint: the query, what is wrong with it, and its answer as a table, a picture, or text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO
from urllib.parse import urlencode

from flask import render_template, request
from markupsafe import Markup
from pyoxigraph import Literal, NamedNode, QuerySolutions, Triple, parse_query_results

from graph.formats import RDF_FORMATS, RESULT_FORMATS, RESULTS_JSON
from ontology.errors import ReportedError
from ontology.prefixes import declarations
from ontology.vocabulary import XSD
from server.display.index import Thing
from server.display.publication import knowledge, publication, reader_catalogue, reader_presenter, settings, site
from server.display.values import Presenter, Value
from server.query.faults import QuerySyntaxError, Repair
from server.query.limits import LimitError
from server.questions.answer_table import number_of
from server.questions.answers import Rows, Term
from server.questions.drawing import CHART, MAP, Drawing, draw
from server.questions.headings import heading, headings
from server.sparql.code import Code, code_of
from server.sparql.columns import ColumnChoice, column_choice, pictures_of
from server.sparql.editor import is_built
from server.sparql.examples import example_groups, measures_of
from server.sparql.misspelt import MisspeltTerm, misspelt_terms
from server.sparql.operation import Operation

FILE = "sparql.rq"
RAW = "raw"
"""The view of an answer as terms of RDF."""
_EXAMPLE = "SELECT ?thing ?name WHERE {\n  ?thing skos:prefLabel ?name .\n}\nORDER BY ?thing\nLIMIT 100"
_SHOWN_ROWS = 500
_SHOWN_CHARACTERS = 200_000
_DRAWN_ROWS = 5000


@dataclass(frozen=True)
class ShownColumn:
    """A column of the table: its variable, its heading in the reader's language (with readings), if it has one."""

    variable: str
    heading: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class ShownAnswer:
    """An answer as the page shows it: a table with the first *rows* of *count*, a truth value, or text.

    *pictures* are the kinds of pictures that the answer can be drawn as, *picture* the one that the reader chose, of
    the kind *show*, drawn of the *choice* of columns. *raw* is the same table as terms of RDF, where that is chosen.
    """

    columns: tuple[ShownColumn, ...] = ()
    rows: tuple[tuple[Value | None, ...], ...] = ()
    raw: tuple[tuple[str, ...], ...] = ()
    count: int = 0
    truth: bool | None = None
    text: str = ""
    is_cut: bool = False
    pictures: tuple[str, ...] = ()
    picture: Markup | None = None
    show: str = ""
    choice: ColumnChoice | None = None

    @property
    def is_empty(self) -> bool:
        """Has it no rows, or is it false?"""
        if self.text:
            return all(line.startswith(("#", "@prefix")) or not line.strip() for line in self.text.splitlines())
        return not self.truth if self.truth is not None else not self.count


@dataclass(frozen=True)
class Mending:
    """A repair and the query after it."""

    repair: Repair
    query: str


@dataclass(frozen=True)
class UnknownTerm:
    """An unknown *term* of the query, and the queries with the terms that may be meant."""

    term: MisspeltTerm
    mendings: Sequence[Mending]


def page(operation: Operation, shown: ShownAnswer | None = None, error: ReportedError | None = None) -> str:
    """The page: a form with *operation*, and below it the answer or the *error*, if there is one."""
    downloads, code = [], tuple[Code, ...]()
    if shown is not None:
        formats = RDF_FORMATS if shown.text else RESULT_FORMATS
        downloads = [(form, "?" + urlencode([*operation.arguments, ("format", form.extension)])) for form in formats]
        code = code_of(operation.query, request.base_url, is_table=not shown.text and shown.truth is None)
    presenter = reader_presenter()
    return render_template(
        "sparql.html",
        query=operation.query,
        example=publication().once(FILE, example),
        shown=shown,
        error=error,
        mendings=_mendings(operation.query, error),
        doubts=_doubts(operation.query, shown) if shown else [],
        downloads=downloads,
        code=code,
        prefixes=knowledge().prefixes,
        limits=settings().limits,
        endpoint=request.base_url,
        here="?" + urlencode(operation.arguments),
        groups=[
            ([presenter.value(knowledge().iri(Thing("document", key))) for key in group.documents], group.examples)
            for group in example_groups()
        ],
        has_editor=is_built(),
        heading_of=lambda variable: heading(variable, presenter.language),
    )


def _mendings(query: str, error: ReportedError | None) -> list[Mending]:
    if not isinstance(error, QuerySyntaxError | LimitError):
        return []
    return [Mending(repair, repair.made(query)) for repair in error.fault.repairs]


def _doubts(query: str, shown: ShownAnswer) -> list[UnknownTerm]:
    return [
        UnknownTerm(term, [Mending(repair, repair.made(query)) for repair in term.repairs])
        for term in misspelt_terms(query, is_empty=shown.is_empty)
    ]


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


def shown_results(query: str, file: IO[bytes]) -> ShownAnswer:
    """The SPARQL results (JSON) in *file*, the answer to *query*, as the page shows them."""
    results = parse_query_results(file, format=RESULTS_JSON.results)
    if not isinstance(results, QuerySolutions):
        return ShownAnswer(truth=bool(results))
    variables = tuple(variable.value for variable in results.variables)
    kept: list[tuple[Term | None, ...]] = []
    count = 0
    for count, solution in enumerate(results, 1):
        if count <= _DRAWN_ROWS:
            kept.append(tuple(solution))
    return _shown_rows(query, Rows(variables, tuple(kept)), count)


def _shown_rows(query: str, answer: Rows, count: int) -> ShownAnswer:
    presenter = reader_presenter()
    pictures = pictures_of(answer, presenter)
    show = request.values.get("show", "")
    is_picture, is_raw = show in pictures, show == RAW
    choice = None
    if show in (CHART, MAP) and is_picture:
        label, measure = request.values.get("label", ""), request.values.get("measure")
        choice = column_choice(show, answer, presenter, measures_of(query), label=label, measure=measure)
    drawing = Drawing(
        choice.of(answer) if choice else answer,
        presenter,
        reader_catalogue().gettext("Answer"),
        measure=choice.measure if choice else None,
    )
    table = answer.rows[:_SHOWN_ROWS]
    return ShownAnswer(
        tuple(_column(answer, index, presenter) for index in range(len(answer.columns))),
        rows=() if is_raw else tuple(_values(row, presenter) for row in table),
        raw=tuple(tuple("" if term is None else raw_term(term) for term in row) for row in table) if is_raw else (),
        count=count,
        is_cut=count > len(table),
        pictures=pictures,
        picture=draw(show, drawing) if is_picture else None,
        show=show if is_picture or is_raw else "",
        choice=choice,
    )


def _values(row: tuple[Term | None, ...], presenter: Presenter) -> tuple[Value | None, ...]:
    return tuple(None if term is None else presenter.value(term) for term in row)


def _column(answer: Rows, index: int, presenter: Presenter) -> ShownColumn:
    variable = answer.columns[index]
    stated = [term for term in answer.column(index) if term is not None]
    is_number = bool(stated) and all(number_of(term) is not None for term in stated)
    return ShownColumn(variable, heading(variable, presenter.language) if variable in headings() else "", is_number)


def raw_term(term: Term) -> str:
    """*term* as SPARQL writes it, with prefixes where the release has them."""
    if isinstance(term, NamedNode):
        return _short(term)
    if isinstance(term, Triple):
        return f"<<( {' '.join(map(raw_term, (term.subject, term.predicate, term.object)))} )>>"
    if isinstance(term, Literal) and not term.language and term.datatype != XSD.string:
        return f"{Literal(term.value)}^^{_short(term.datatype)}"
    return str(term)


def _short(iri: NamedNode) -> str:
    return knowledge().compact(iri.value) or str(iri)
