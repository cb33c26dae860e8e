"""``/compare``: things side by side, as a page, CSV, JSON or XLSX, with the SPARQL that finds the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.exceptions import BadRequest, NotFound

from graph.formats import HTML, JSON, TABLE_CSV, XLSX, Format
from ontology.prefixes import declarations
from server.display.index import Thing
from server.display.language import PARAMETER
from server.display.names import Fit
from server.display.publication import knowledge, reader_presenter
from server.display.values import Value
from server.finder.finder import suggestions
from server.http.caching import respond
from server.http.negotiation import negotiate
from server.http.parameters import check_parameters, one_of, plain
from server.things.alike import alike
from server.things.compared import ComparedSection, only_differences
from server.things.compared_files import csv_text, json_text, xlsx_bytes
from server.things.compared_rows import ComparedThing, columns, table
from server.things.comparison import ComparisonDeclaration, comparison

blueprint = Blueprint("compare", __name__)

FORMATS: tuple[Format, ...] = (HTML, TABLE_CSV, JSON, XLSX)
"""The formats of a comparison, the preferred first."""
ONLY, DIFFERENCES = "only", "differences"
"""The parameter that leaves out what is the same of all things, and its value."""
_MOST_MEANT = 10
"""The most things that a name may be meant to be."""


_LONGEST = 100
"""Characters of a name that is looked up."""


@dataclass(frozen=True)
class AmbiguousName:
    """A *text* that names not one thing, and the things that it may be meant to name."""

    text: str
    is_several: bool
    keys: tuple[str, ...]


@blueprint.get("/compare", defaults={"extension": None})
@blueprint.get("/compare.<any(html, csv, json, xlsx):extension>")
def compare(extension: str | None) -> Response:
    """Several things side by side; without any the page has a box to choose them."""
    compared = comparison()
    if compared is None:
        raise NotFound("this site compares nothing")
    keys, doubts = _chosen(compared)
    is_short = one_of(request.args, ONLY, (DIFFERENCES,)) == DIFFERENCES
    choice = negotiate(FORMATS, request.accept_mimetypes, extension)
    if doubts and choice.format != HTML:
        raise BadRequest(_reason(compared, doubts[0]))

    def render(chosen: Format) -> str | bytes:
        things = columns(reader_presenter(), compared, keys)
        sections = table(reader_presenter(), compared, things) if keys else []
        shown = only_differences(sections) if is_short else sections
        writers: dict[
            Format, Callable[[ComparisonDeclaration, Sequence[ComparedThing], Sequence[ComparedSection]], str | bytes]
        ] = {
            TABLE_CSV: csv_text,
            JSON: json_text,
            XLSX: xlsx_bytes,
        }
        if chosen in writers:
            return writers[chosen](compared, things, shown)
        return _page(compared, things, shown, doubts, is_short)

    if doubts:  # an error, which nobody keeps
        return Response(
            render(HTML), 400, {"Cache-Control": "no-store"}, content_type=f"{HTML.media_type}; charset=utf-8"
        )
    response = respond(render, choice, is_in_language=True)
    if choice.format == XLSX:
        response.headers["Content-Disposition"] = f"inline; filename=compare.{XLSX.extension}"
    return response


def _chosen(compared: ComparisonDeclaration) -> tuple[list[str], list[AmbiguousName]]:
    """The keys of the things that this request compares, and the texts that do not name exactly one.

    Raises BadRequest.
    """
    check_parameters(request.args, (compared.kind, ONLY, PARAMETER))
    texts = list(dict.fromkeys(filter(None, map(plain, request.args.getlist(compared.kind)))))
    if len(texts) > compared.most:
        raise BadRequest(f"{len(texts)} are too many to compare; choose up to {compared.most}")
    if too_long := next((text for text in texts if len(text) > _LONGEST), None):
        raise BadRequest(f"{too_long[:_LONGEST]}… is longer than any name")
    keys: list[str] = []
    doubts: list[AmbiguousName] = []
    for text in texts:
        meant = _meant(compared, text)
        if isinstance(meant, AmbiguousName):
            doubts.append(meant)
        else:
            keys.append(meant)
    return list(dict.fromkeys(keys)), doubts


def _meant(compared: ComparisonDeclaration, text: str) -> str | AmbiguousName:
    """The key of the thing that *text* is the key or the whole name of, or what it may be meant to be."""
    if Thing(compared.kind, text) in knowledge().index:
        return text
    matches = knowledge().names.find(text, (compared.kind,), limit=_MOST_MEANT)
    whole = [match.thing.key for match in matches if match.fit == Fit.WHOLE_NAME]
    if len(whole) == 1:
        return whole[0]
    near = [match.thing.key for match in matches] or [
        thing.key
        for suggestion in suggestions().near(text, (compared.kind,), _MOST_MEANT)
        if (thing := knowledge().index.thing(suggestion.entry.iri.value)) is not None
    ]
    return AmbiguousName(text, bool(whole), tuple(whole or near))


def _reason(compared: ComparisonDeclaration, doubt: AmbiguousName) -> str:
    if doubt.is_several:
        return f"several have the name {doubt.text!r}: {', '.join(doubt.keys)}; name one by its key"
    return f"there is no {compared.kind} with the key {doubt.text!r}; /doc/{compared.kind} lists them"


@dataclass(frozen=True)
class _Addresses:
    """The URLs of comparisons near that of this request."""

    compared: ComparisonDeclaration
    keys: tuple[str, ...]
    is_short: bool

    def of(self, keys: Sequence[str], is_short: bool | None = None, extension: str | None = None) -> str:
        """The comparison of *keys*."""
        short = self.is_short if is_short is None else is_short
        arguments = [(self.compared.kind, key) for key in keys] + ([(ONLY, DIFFERENCES)] if short else [])
        path = url_for("compare.compare", extension=extension)
        return f"{path}?{urlencode(arguments)}" if arguments else path

    def adding(self, key: str) -> str:
        """This comparison with *key* too."""
        return self.of([*self.keys, key])

    def without(self, key: str) -> str:
        """This comparison without *key*."""
        return self.of([other for other in self.keys if other != key])


def _are_there(compared: ComparisonDeclaration, keys: Sequence[str]) -> bool:
    return all(Thing(compared.kind, key) in knowledge().index for key in keys)


def _page(
    compared: ComparisonDeclaration,
    things: Sequence[ComparedThing],
    sections: Sequence[ComparedSection],
    doubts: Sequence[AmbiguousName],
    is_short: bool,
) -> str:
    presenter, keys = reader_presenter(), tuple(thing.key for thing in things)
    addresses = _Addresses(compared, keys, is_short)
    is_full = len(keys) >= compared.most
    body = compared.query.replace("{things}", " ".join(f"<{thing.iri.value}>" for thing in things))

    def value_of(key: str) -> Value:
        return presenter.value(knowledge().iri(Thing(compared.kind, key)))

    examples = [example for example in compared.examples if _are_there(compared, example)]

    return render_template(
        "compare.html",
        compared=compared,
        things=things,
        sections=sections,
        doubts=[(doubt, [(value_of(key), addresses.adding(key)) for key in doubt.keys]) for doubt in doubts],
        addresses=addresses,
        is_full=is_full,
        examples=[] if keys or doubts else [(map(value_of, example), addresses.of(example)) for example in examples],
        alike=alike(presenter, compared, keys[0], keys) if keys and not is_full else [],
        downloads=[(form, addresses.of(keys, extension=form.extension)) for form in FORMATS[1:]],
        query=declarations(knowledge().namespace, body) + body if keys else "",
    )
