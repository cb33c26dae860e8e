"""``/quality``: the measurements of the release being served, each with its date."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request, url_for
from pyoxigraph import DefaultGraph, Quad

from graph.formats import GRAPH_FORMATS, HTML
from graph.quality import GRAPH, Measurement, Metric, dimensions, metrics, read
from server.display.document_links import document_links
from server.display.knowledge import statement_order
from server.display.language import PARAMETER
from server.display.publication import knowledge, publication, words_language
from server.display.rdf import data
from server.http.caching import respond
from server.http.negotiation import negotiate
from server.http.parameters import check_parameters
from server.http.typed_links import add

blueprint = Blueprint("quality", __name__)

_FORMATS = (HTML, *GRAPH_FORMATS)
_HISTORY = 10


@dataclass(frozen=True)
class MetricView:
    """A metric for a reader: its name and definition, the newest measurement, and those before it."""

    metric: Metric
    name: str
    definition: str
    newest: Measurement | None
    before: tuple[Measurement, ...]

    @property
    def share(self) -> float | None:
        """The newest value as a share of the best possible one, from 0 to 1; None for a metric without a best value."""
        if self.newest is None or not self.metric.best:
            return None
        return min(1.0, max(0.0, self.newest.value / self.metric.best))


@blueprint.get("/quality", defaults={"extension": None})
@blueprint.get("/quality.<any(ttl, jsonld, nt, rdf, html):extension>")
def quality(extension: str | None) -> Response:
    """The measurements as DQV, or as a page."""
    check_parameters(request.args, (PARAMETER,))
    response = respond(
        lambda chosen: _page() if chosen == HTML else data(_statements(), chosen),
        negotiate(_FORMATS, request.accept_mimetypes, extension),
    )
    add(response, document_links(url_for("quality.quality", extension=None), _FORMATS))
    return response


def _quads() -> list[Quad]:
    graph = knowledge().namespace.graph(GRAPH)
    return publication().once(GRAPH, lambda: list(knowledge().store.statements(None, None, None, graph)))


def _statements() -> list[Quad]:
    quads = [Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in _quads()]
    return sorted(quads, key=lambda quad: (str(quad.subject), *statement_order(quad)))


def _page() -> str:
    by_metric: dict[str, list[Measurement]] = {}
    for measurement in read(_quads(), knowledge().namespace):
        by_metric.setdefault(measurement.metric, []).append(measurement)
    language = "en" if words_language() == "en" else "ja"
    definitions = knowledge().release.quality
    groups = []
    for key, names in dimensions(definitions).items():
        views = [
            _view(metric, language, by_metric.get(metric.key, []))
            for metric in metrics(definitions).values()
            # Metrics of running servers are on the page only once somebody has measured them.
            if metric.dimension == key and (metric.is_of_build or metric.key in by_metric)
        ]
        if views:
            groups.append((key, names, views))
    groups.sort(key=lambda group: not any(view.metric.is_of_build for view in group[2]))
    return render_template("quality.html", groups=groups, formats=GRAPH_FORMATS, release=knowledge().release)


def _view(metric: Metric, language: str, measurements: list[Measurement]) -> MetricView:
    name, definition = metric.words[language]
    newest = measurements[-1] if measurements else None
    return MetricView(metric, name, definition, newest, tuple(measurements[-_HISTORY - 1 : -1]))
