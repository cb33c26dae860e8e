"""``/release/{version}/doc/{kind}/{key}``: the document about a thing as an earlier release has it.

The statements are looked up in the compressed dumps of that release, so that its store need not be opened, nor be kept.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from flask import Blueprint, Response, redirect, render_template, request
from pyoxigraph import DefaultGraph, NamedNode, Store
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as Redirection

from graph.ask.packed import PackedDump
from graph.formats import DATASET_FORMATS, HTML, N_QUADS, N_TRIPLES, TABLE_CSV, Format, RdfFormat
from graph.gone import has_thing
from graph.release import Release
from graph.store import EmbeddedStore
from graph.write.serialisation import serialise
from server.display.index import Thing
from server.display.knowledge import Knowledge
from server.display.language import PARAMETER
from server.display.layout import load_layout
from server.display.mementos import be_memento, document_original
from server.display.names import LABELS
from server.display.publication import knowledge, reader_language
from server.display.releases import find_release, require_dump, require_files
from server.display.statement_table import statement_table
from server.display.values import Presenter
from server.http.caching import respond
from server.http.negotiation import negotiate, split_suffix
from server.http.parameters import check_parameters
from server.things.documents import FORMATS

blueprint = Blueprint("past", __name__, url_prefix="/release/<version>")

_UNRESERVED = "-._~"
_OPEN_DUMPS = 32
"""How many dumps have the positions of their blocks cached: some kilobytes each, a hundredth of their size."""


@blueprint.get("/doc/<kind>/<path:key>")
def document(version: str, kind: str, key: str) -> Response:
    """The document about a thing in the release *version*, negotiated, or in the format that its suffix fixes."""
    check_parameters(request.args, (PARAMETER,))
    release = find_release(version)
    require_files(release)
    extension = None
    if not has_thing(release.path, _path(kind, key)):
        key, extension = split_suffix(key, FORMATS)
        if not has_thing(release.path, _path(kind, key)):
            raise NotFound(f"release {version} knows no {kind} with the key {key}")
    iri = NamedNode(f"{release.base}/id/{_path(kind, key)}")
    choice = negotiate(FORMATS, request.accept_mimetypes, extension)
    response = respond(lambda chosen: _rendered(release, Thing(kind, key), iri, chosen), choice)
    be_memento(response, document_original(kind, key, f".{extension}" if extension else ""), release)
    return response


@blueprint.get("/<path:rest>")
def other(version: str, rest: str) -> Redirection:
    """A redirection to pages that only the current release has: documents, terms, graphs."""
    find_release(version)
    return redirect(f"{request.script_root}/{quote(rest, safe='/-._~')}", 302)


def _path(kind: str, key: str) -> str:
    return f"{quote(kind, safe=_UNRESERVED)}/{quote(key, safe=_UNRESERVED + '/')}"


def _rendered(release: Release, thing: Thing, iri: NamedNode, chosen: Format) -> str | bytes:
    past = Knowledge(release, EmbeddedStore(_statements(release, iri)), knowledge())
    if chosen == HTML:
        return _page(past, thing, iri)
    quads = past.description(iri, with_graphs=chosen in DATASET_FORMATS)
    if chosen == TABLE_CSV:
        return statement_table([quad for quad in quads if quad.graph_name == DefaultGraph()])
    return serialise(quads, chosen, prefixes=past.prefixes, base=past.namespace.base, context=past.context)


def _page(past: Knowledge, thing: Thing, iri: NamedNode) -> str:
    layout = load_layout(past.release.site)
    root = f"{request.script_root}/release/{past.release.version}"
    presenter = Presenter(past, layout, reader_language(), root)
    return render_template(
        "things/past.html",
        thing=thing,
        iri=iri.value,
        kind=layout.kind(thing.kind),
        label=past.labels.best(iri, reader_language()),
        release=past.release,
        groups=presenter.groups(past.statements_about(iri)),
        formats=[form for form in FORMATS if form != HTML],
    )


def _statements(release: Release, iri: NamedNode) -> Store:
    """A store of the statements about *iri* in *release*, and of the names of all that they mention."""
    default, named = (_dump(release, form) for form in (N_TRIPLES, N_QUADS))
    about = [*default.about([iri.value]), *named.about([iri.value])]
    mentioned = {term.value for quad in about for term in (quad.predicate, quad.object) if isinstance(term, NamedNode)}
    store = Store()
    store.extend(about)
    store.extend(quad for quad in default.about(mentioned - {iri.value}) if quad.predicate in LABELS)
    return store


def _dump(release: Release, form: RdfFormat) -> PackedDump:
    name = next(dump.name for dump in release.dumps if dump.format == form and dump.compressed)
    require_dump(release, name)
    return _opened(release.dump_folder / name, form)


@lru_cache(maxsize=_OPEN_DUMPS)
def _opened(path: Path, form: RdfFormat) -> PackedDump:
    return PackedDump(path, form)
