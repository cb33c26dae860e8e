"""``/evidence/{statements}``: the evidence for facts; ``/table/{name}.csv``: the rows of a table as they were read."""

from __future__ import annotations

import re

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import BadRequest, NotFound

from graph.formats import HTML, TABLE_CSV
from mappings.csv_files import csv_parts, to_csv
from server.display.language import PARAMETER
from server.display.publication import reader_presenter
from server.http.caching import respond
from server.http.negotiation import Choice
from server.http.parameters import check_parameters
from server.sources.evidence import evidence_of, tables

blueprint = Blueprint("rows", __name__)

_KEYS = re.compile(r"[0-9a-f]{20}(?:,[0-9a-f]{20})*\Z")
_IN_MEMORY = 2_000
"""Rows of a table that are sent from memory, compressed; of a longer one so many are read and sent at a time."""
_MOST = 200
"""Statements of one page of evidence: more than any mark names."""


@blueprint.get("/evidence/<facts>")
def evidence(facts: str) -> Response:
    """The evidence for statements; *facts* are the keys of their reifiers, separated by commas."""
    check_parameters(request.args, (PARAMETER,))
    keys = facts.split(",")
    if not _KEYS.match(facts) or len(keys) > _MOST:
        raise BadRequest(
            f"/evidence/ takes keys of up to {_MOST} statements with commas between, as the marks of pages have them"
        )

    def page() -> str:
        stated = evidence_of(reader_presenter(), keys)
        if stated is None:
            raise NotFound("this release has no such statement; the page that a mark stands on gives it anew")
        return render_template("sources/evidence.html", evidence=stated)

    response = respond(lambda _: page(), Choice(HTML, is_fixed=True))
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.get("/table/<name>.csv")
def table(name: str) -> Response:
    """The rows of a table as CSV (RFC 4180), every cell as it was read."""
    check_parameters(request.args, (PARAMETER,))
    every = tables()
    carried = every.get(name)
    if carried is None:
        raise NotFound(f"this release carries no table {name}; /doc/table lists them")
    columns = [column.name for column in carried.columns]
    if carried.count > _IN_MEMORY:
        rows = (every.rows(name, first, _IN_MEMORY) for first in range(0, carried.count, _IN_MEMORY))
        response = respond(lambda _: map(str.encode, csv_parts(columns, rows)), Choice(TABLE_CSV, is_fixed=True))
    else:
        response = respond(lambda _: to_csv(columns, every.rows(name)), Choice(TABLE_CSV, is_fixed=True))
    response.headers["Content-Disposition"] = f"attachment; filename={name}.csv"
    return response
