"""The small page of a sheet for the frames of other sites: how to reach somebody, languages and days."""

from __future__ import annotations

from flask import render_template, request

from server.display.index import Thing
from server.display.language import PARAMETER
from server.http.parameters import check_parameters
from server.things.printed import sheet_of
from server.things.sheet_parts import sheet_parts
from server.things.tools import tools


def embedded_sheet(kind: str, key: str) -> str:
    """The sheet of the thing *key* of *kind* as a small page. Raises NotFound, BadRequest."""
    check_parameters(request.args, (PARAMETER,))
    shown = sheet_of(Thing(kind, key))
    return render_template(
        "things/embedded.html",
        sheet=shown,
        parts=sheet_parts(),
        address=tools(shown.thing, shown.value.text).address,
    )
