"""The small page of a figure for the frames of other sites: its picture, its date, and a link to all of it."""

from __future__ import annotations

from flask import render_template, request
from werkzeug.exceptions import BadRequest

from server.display.language import PARAMETER
from server.figures.views import documents_of, figure_called, shown_figure
from server.http.parameters import check_parameters


def embedded_figure(key: str) -> str:
    """The figure *key* as a small page; the parameter ``show`` says how it is drawn. Raises NotFound, BadRequest."""
    shown = shown_figure(figure_called(key))
    check_parameters(request.args, ("show", PARAMETER))
    kind = request.args.get("show") or shown.first_kind
    if kind not in shown.kinds:
        raise BadRequest(f"the figure {key} is shown as {', '.join(shown.kinds)}")
    return render_template(
        "figures/embedded.html", shown=shown, picture=shown.drawn(kind), documents=documents_of(shown)
    )
