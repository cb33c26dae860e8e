"""``/release/{version}``: a release with what it holds and its files; and the releases beside the one being served."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request, url_for
from pyoxigraph import Quad

from graph.formats import GRAPH_FORMATS, HTML, Format
from graph.keeping import Kept, kept, pruned_at
from graph.quality import measurements_of, metrics
from graph.release import Release
from server.display.document_links import document_links
from server.display.knowledge import about, turtle_file
from server.display.language import PARAMETER
from server.display.mementos import be_memento, dataset_original
from server.display.publication import knowledge, publication, words_language
from server.display.rdf import data
from server.display.releases import CHECKSUMS, INPUTS, build_command, find_release, published, timeline
from server.http.caching import respond
from server.http.negotiation import negotiate
from server.http.parameters import check_parameters
from server.http.typed_links import Link, add

blueprint = Blueprint("releases", __name__)

_MOST = 20
_FORMATS = (HTML, *GRAPH_FORMATS)


@blueprint.get("/release/<version>")
def release(version: str) -> Response:
    """A release: what it holds, its distributions with their sizes and checksums."""
    check_parameters(request.args, (PARAMETER,))
    chosen_release = find_release(version)
    response = respond(
        lambda chosen: _page(chosen_release) if chosen == HTML else data(_statements(chosen_release), chosen),
        negotiate(_FORMATS, request.accept_mimetypes),
    )
    add(response, [*document_links(url_for("releases.release", version=version), ()), *_versions(chosen_release)])
    return response


@blueprint.get("/release/<version>/dataset", defaults={"extension": None})
@blueprint.get("/release/<version>/dataset.<any(ttl, jsonld, nt, rdf, html):extension>")
def dataset(version: str, extension: str | None) -> Response:
    """The dataset as that release describes it: the memento of ``/dataset``."""
    check_parameters(request.args, (PARAMETER,))
    chosen_release = find_release(version)

    def render(chosen: Format) -> str | bytes:
        return _page(chosen_release) if chosen == HTML else data(described_in(chosen_release, "dcat.ttl"), chosen)

    response = respond(render, negotiate(_FORMATS, request.accept_mimetypes, extension))
    be_memento(response, dataset_original(extension), chosen_release)
    return response


@dataclass(frozen=True)
class MeasuredMetric:
    """The newest measurement of a metric: the name of the metric, the value, its unit."""

    name: str
    value: float
    unit: str


def _page(chosen: Release) -> str:
    before, after = _neighbours(chosen)
    return render_template(
        "release.html",
        release=chosen,
        dumps=chosen.dumps,
        checksums=CHECKSUMS,
        before=before,
        after=after,
        current_periods=[period for period in timeline() if period.release.version == chosen.version],
        made_from=chosen.manifest.get("made_from", {}),
        measured=list(_measured(chosen)),
        is_pruned=kept(chosen) is Kept.PRUNED,
        pruned=pruned_at(chosen),
        inputs=INPUTS if (chosen.path / INPUTS).is_file() else "",
        command=build_command(chosen),
    )


def _measured(chosen: Release) -> Iterator[MeasuredMetric]:
    """The measurements of *chosen*, in the order of the definitions that it was built with."""
    newest = {measurement.metric: measurement.value for measurement in measurements_of(chosen)}
    language = "en" if words_language() == "en" else "ja"
    for metric in metrics(chosen.quality).values():
        if metric.key in newest:
            yield MeasuredMetric(metric.words[language][0], newest[metric.key], metric.unit)


def _versions(chosen: Release) -> list[Link]:
    """The links to the releases before and after *chosen*, and to the current one (RFC 5829, section 3)."""
    before, after = _neighbours(chosen)
    related = [
        (before, "predecessor-version"),
        (after, "successor-version"),
        (knowledge().release, "latest-version"),
    ]
    return [
        Link(url_for("releases.release", version=other.version), relation)
        for other, relation in related
        if other is not None
    ]


def _neighbours(chosen: Release) -> tuple[Release | None, Release | None]:
    """The releases that were built before and after *chosen*."""
    listed: Sequence[Release | None] = [None, *published(), None]
    position = next(number for number, other in enumerate(listed) if other and other.version == chosen.version)
    return listed[position - 1], listed[position + 1]


def _statements(release: Release) -> list[Quad]:
    """The statements of the catalogue about *release* itself."""
    return about(described_in(release, "dcat.ttl"), f"{release.base}/release/{release.version}")


def described_in(release: Release, name: str) -> list[Quad]:
    """The statements of the description *name* of *release*, ``dcat.ttl`` or ``void.ttl``."""
    if release.version != knowledge().release.version:
        return turtle_file(release.path / name)
    return publication().once(("description", name), lambda: turtle_file(release.path / name))


def newest_releases() -> list[Release]:
    """The release being served and those beside it, the newest first, at most as many as a page lists."""
    return published()[: -_MOST - 1 : -1]
