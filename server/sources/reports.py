"""``/correct``: a message about a wrong or missing value, ready to be sent to the publisher of the site."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlencode

from flask import Blueprint, Response, render_template, request
from markupsafe import Markup
from pyoxigraph import NamedNode
from werkzeug.exceptions import BadRequest, NotFound

from graph.ask.trace import statement_of
from graph.formats import HTML
from mappings.map.interpreter import INFERRED
from mappings.map.reports import Report
from mappings.map.tables import LINES
from ontology.lines import LineRange
from server.display.addresses import address_of, path_of
from server.display.chunks import page_of_line
from server.display.index import Thing
from server.display.language import PARAMETER
from server.display.publication import knowledge, reader_presenter, settings, site
from server.display.titles import title_of
from server.http.caching import respond
from server.http.negotiation import Choice
from server.http.parameters import check_parameters, one_of
from server.sources.evidence import tables

blueprint = Blueprint("reports", __name__)

_FACT = re.compile(r"[0-9a-f]{20}\Z")
_RECORD = re.compile(r"[a-z0-9_]+/[A-Za-z0-9._~%-]+(?:/[A-Za-z0-9._~%-]+)*\Z")
_LONGEST = {"value": 500, "reason": 500, "evidence": 500}
"""The parameters that a reader writes, and how many characters each may have."""


@dataclass(frozen=True)
class Choosable:
    """A column of the row that may be wrong: its name, its title and the text of its cell."""

    name: str
    title: Markup
    text: str


@blueprint.get("/correct")
def correct() -> Response:
    """A message about a record, to be sent: the fact, its row, its lines. The server sends and changes nothing."""
    check_parameters(request.args, ("record", "fact", "column", *_LONGEST, PARAMETER))
    record, fact = request.args.get("record", ""), request.args.get("fact", "")
    if not _RECORD.match(record) or Thing("record", record) not in knowledge().index:
        raise BadRequest(f"record= names the record that is wrong, as table/row; {_example_of_record()}")
    if fact and not _FACT.match(fact):
        raise BadRequest("fact= takes the key of a statement, as a page of /evidence/ has it")
    for name, most in _LONGEST.items():
        if len(request.args.get(name, "")) > most:
            raise BadRequest(f"{name}= takes up to {most} characters")
    columns = _columns(record)
    column = one_of(request.args, "column", [choosable.name for choosable in columns])
    report = Report(record, column, *(" ".join(request.args.get(name, "").split()) for name in _LONGEST))
    return respond(lambda _: _message(report, fact, columns), Choice(HTML, is_fixed=True))


def _columns(record: str) -> list[Choosable]:
    """The columns of the row that a reader can say something about; none where the release does not carry it."""
    name, _, key = record.partition("/")
    table, row = tables().get(name), tables().row(name, unquote(key))
    if table is None or row is None:
        return []
    left_out = ("key", LINES, INFERRED)
    return [
        Choosable(column.name, title_of(column.titles, column.name), row[column.name])
        for column in table.columns
        if column.name not in left_out
    ]


def _fact(key: str) -> str:
    """The statement with this key in words. Raises NotFound where the release has none."""
    triple = statement_of(knowledge().store, knowledge().namespace, key)
    if triple is None:
        raise NotFound("this release has no such statement; the page that a mark stands on gives it anew")
    return reader_presenter().value(triple).text


def _example_of_record() -> str:
    records = knowledge().index.kinds.get("record", ())
    return f"for example record={records[0].key}" if records else "this release has no records"


def _address(lines: LineRange) -> str:
    """The address of the page that shows *lines*."""
    page = path_of("sources.source", document=lines.document, page=page_of_line(lines.first))
    return f"{address_of(page)}#{lines.fragment}"


def _message(report: Report, fact: str, columns: list[Choosable]) -> str:
    record = report.record
    iri = knowledge().iri(Thing("record", record))
    table, _, row = record.partition("/")
    lines = sorted(
        lines
        for quad in knowledge().statements_about(iri)
        if isinstance(quad.object, NamedNode) and (lines := LineRange.parse(quad.object.value))
    )
    contact = settings().contact or site().contact
    return render_template(
        "sources/correct.html",
        report=report,
        columns=columns,
        record=record,
        table=table,
        row=row,
        iri=iri.value,
        lines=[(cited, _address(cited)) for cited in lines],
        fact=_fact(fact) if fact else "",
        contact=contact,
        mail=lambda subject, body: (
            f"mailto:{quote(contact, safe='@')}?" + urlencode({"subject": subject, "body": body}, quote_via=quote)
        ),
        release=knowledge().release,
    )
