"""``/compare``: things side by side, as a page, CSV or JSON, with the SPARQL that finds the same."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.exceptions import BadRequest, NotFound

from graph.formats import HTML, JSON, TABLE_CSV, Format
from ontology.prefixes import declarations
from server.display.index import Thing
from server.display.language import PARAMETER
from server.display.names import Fit
from server.display.publication import knowledge, reader_presenter
from server.http.caching import respond
from server.http.negotiation import negotiate
from server.http.parameters import check_parameters, plain
from server.things.comparison import CellEntry, Comparison, comparison, table

blueprint = Blueprint("compare", __name__)

_FORMATS: tuple[Format, ...] = (HTML, TABLE_CSV, JSON)
_MENUS = 3
"""How many menus the form has where nothing is chosen."""
_MOST_CHOICES = 1_000
"""Choices of a menu; where there are more things, their names are typed."""


@blueprint.get("/compare", defaults={"extension": None})
@blueprint.get("/compare.<any(html, csv, json):extension>")
def compare(extension: str | None) -> Response:
    """Several things side by side; without any the page has a form to choose them."""
    compared = comparison()
    if compared is None:
        raise NotFound("this site compares nothing")
    keys = _keys(compared)
    choice = negotiate(_FORMATS, request.accept_mimetypes, extension)
    writers: dict[Format, Callable[[Comparison, list[str]], str]] = {HTML: _page, TABLE_CSV: _csv, JSON: _json}
    return respond(lambda chosen: writers[chosen](compared, keys), choice, is_in_language=True)


def _keys(compared: Comparison) -> list[str]:
    """The keys of the things that this request compares. Raises BadRequest."""
    check_parameters(request.args, (compared.kind, PARAMETER))
    keys = list(dict.fromkeys(filter(None, map(plain, request.args.getlist(compared.kind)))))
    if len(keys) > compared.most:
        raise BadRequest(f"{len(keys)} are too many to compare; choose up to {compared.most}")
    return list(dict.fromkeys(_key_of(compared, key) for key in keys))


def _key_of(compared: Comparison, text: str) -> str:
    """The key of the thing that *text* is the key or the whole name of. Raises BadRequest."""
    if Thing(compared.kind, text) in knowledge().index:
        return text
    matches = knowledge().names.find(text, (compared.kind,), limit=2)
    whole = [match.thing.key for match in matches if match.fit == Fit.WHOLE_NAME]
    if not whole:
        raise BadRequest(f"there is no {compared.kind} with the key {text!r}; /doc/{compared.kind} lists them")
    if len(whole) > 1:
        raise BadRequest(f"several have the name {text!r}: {', '.join(whole)}; name one by its key")
    return whole[0]


def _text(entry: CellEntry) -> str:
    exact = entry.value.exact if entry.value.kind in ("number", "date") and entry.value.exact else entry.value.text
    return f"{exact} ({entry.remark})" if entry.remark else exact


def _names(compared: Comparison, keys: Sequence[str]) -> list[str]:
    presenter = reader_presenter()
    return [presenter.value(presenter.knowledge.iri(Thing(compared.kind, key))).text for key in keys]


def _csv(compared: Comparison, keys: list[str]) -> str:
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow(["feature", "name", *keys])
    writer.writerow([compared.kind, "", *_names(compared, keys)])
    for row in table(reader_presenter(), compared, keys):
        writer.writerow([row.key, row.name, *("; ".join(map(_text, cell)) for cell in row.cells)])
    return output.getvalue()


def _json(compared: Comparison, keys: list[str]) -> str:
    rows = table(reader_presenter(), compared, keys)
    columns = [
        {
            "code": key,
            "iri": knowledge().iri(Thing(compared.kind, key)).value,
            "label": name,
            "features": {row.key: [_members(entry) for entry in row.cells[place]] for row in rows},
        }
        for place, (key, name) in enumerate(zip(keys, _names(compared, keys), strict=True))
    ]
    return json.dumps({compared.array: columns}, ensure_ascii=False, indent=1) + "\n"


def _members(entry: CellEntry) -> dict[str, object]:
    return {
        "value": entry.value.exact or entry.value.text,
        "text": entry.value.text,
        **({"remark": entry.remark} if entry.remark else {}),
        "records": [f"{origin.table}/{origin.row}" for origin in entry.origins],
    }


def _page(compared: Comparison, keys: list[str]) -> str:
    presenter = reader_presenter()
    iris = [knowledge().iri(Thing(compared.kind, key)) for key in keys]
    body = compared.query.replace("{things}", " ".join(f"<{iri.value}>" for iri in iris))
    things = knowledge().index.kinds.get(compared.kind, ())
    empty = max(_MENUS - len(keys), 1 if len(keys) < compared.most else 0)
    arguments = urlencode([(compared.kind, key) for key in keys])
    return render_template(
        "compare.html",
        compared=compared,
        keys=keys,
        things=[presenter.value(iri) for iri in iris],
        rows=table(presenter, compared, keys) if keys else [],
        choices=[(thing.key, presenter.value(knowledge().iri(thing))) for thing in things]
        if len(things) <= _MOST_CHOICES
        else None,
        chosen=[*keys, *[""] * empty],
        downloads=[
            (form, f"{url_for('compare.compare', extension=form.extension)}?{arguments}") for form in _FORMATS[1:]
        ],
        query=declarations(knowledge().namespace, body) + body,
    )
