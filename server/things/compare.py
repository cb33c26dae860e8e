"""``/compare``: local governments side by side, as a page, CSV or JSON, with the SPARQL that finds the same."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request, url_for
from pyoxigraph import DefaultGraph, NamedNode
from werkzeug.exceptions import BadRequest

from graph.ask.trace import Origin
from graph.formats import HTML, TABLE_CSV, Format
from ontology.prefixes import declarations
from server.display.index import Thing
from server.display.publication import knowledge, reader_catalogue, shower
from server.display.values import Shower, Value
from server.finder.cards import Card, Cards
from server.finder.finder import finder
from server.finder.formats import JSON
from server.finder.state import make_state
from server.http.caching import respond
from server.http.negotiation import negotiate
from server.things.figures import Measure, measures, rankings

blueprint = Blueprint("compare", __name__)

MOST = 5
_FORMATS: tuple[Format, ...] = (HTML, TABLE_CSV, JSON)
_TYPE = NamedNode("http://purl.org/dc/terms/type")
_RECIPIENT = "recipient"
_OPEN = {"open": "○", "some": "△", "closed": "×"}

_RANKED = (
    ("country", "Most frequent nationalities"),
    ("residence-status", "Most frequent statuses of residence"),
)
QUERY = """SELECT ?municipality ?counter ?mode ?language ?weekday ?isOpen ?operator WHERE {
  VALUES ?municipality { %s }
  ?counter a tbk:ConsultationCounter ; cv:hasCompetentAuthority ?municipality .
  OPTIONAL { ?provision tbk:provisionOf ?counter ; dct:language ?language . OPTIONAL { ?provision tbk:mode ?mode } }
  OPTIONAL { ?opening dct:isPartOf ?counter ; schema:dayOfWeek ?weekday ; tbk:isOpen ?isOpen }
  OPTIONAL { ?counter tbk:operator ?operator }
}
ORDER BY ?municipality ?counter ?mode ?language ?weekday
"""


@dataclass(frozen=True)
class Entry:
    """One thing that a cell says: text or a value, a remark (a date, a mode), and where it is known from."""

    value: Value
    remark: str = ""
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True)
class Row:
    """A feature, *key* for programs and *name* for readers, and what is stated of it of each local government."""

    key: str
    name: str
    cells: tuple[tuple[Entry, ...], ...]


@blueprint.get("/compare", defaults={"extension": None})
@blueprint.get("/compare.<any(html, csv, json):extension>")
def compare(extension: str | None) -> Response:
    """Two to five local governments side by side; the page without any asks which."""
    codes = list(dict.fromkeys(code.strip() for code in request.args.getlist("municipality") if code.strip()))
    if len(codes) > MOST:
        raise BadRequest(f"{len(codes)} local governments are too many to compare; choose up to {MOST}")
    known = set(knowledge().index.kinds.get("municipality", ()))
    for code in codes:
        if Thing("municipality", code) not in known:
            raise BadRequest(f"there is no local government with the code {code!r}; /doc/municipality lists them")
    choice = negotiate(_FORMATS, request.accept_mimetypes, extension)
    writers: dict[Format, Callable[[list[str]], str]] = {HTML: _page, TABLE_CSV: _csv, JSON: _json}
    return respond(lambda chosen: writers[chosen](codes), choice, is_in_language=True)


def _rows(show: Shower, codes: Sequence[str]) -> list[Row]:
    known = show.knowledge
    iris = [known.iri(Thing("municipality", code)) for code in codes]
    say = reader_catalogue().plain
    cards = [_cards(show, code) for code in codes]
    rows = [Row("type", say("Kind"), tuple(_types(show, iri) for iri in iris))]
    rows += _figure_rows(show, iris)
    for kind, name in _RANKED:
        rows.append(Row(kind, say(name), tuple(_ranked(show, iri, kind) for iri in iris)))
    features: list[tuple[str, str, Callable[[Card], tuple[Entry, ...]]]] = [
        ("counters", "Consultation counters", lambda card: (Entry(card.value, "", card.origins),)),
        ("languages", "Languages", _languages),
        ("days", "Days", _days),
        ("operators", "Run by", lambda card: tuple(Entry(each, "", card.operator_origins) for each in card.operators)),
        ("channels", "How to get advice", lambda card: tuple(Entry(each) for each in card.channels)),
    ]
    for key, name, tell in features:
        rows.append(Row(key, say(name), tuple(_told(own, tell) for own in cards)))
    pages = tuple(tuple(Entry(card.value, "", card.origins) for card in own if not card.is_counter) for own in cards)
    rows.append(Row("others", say("Pages and publications"), pages))
    rows.append(Row("grants", say("Grants"), tuple(_grants(show, iri) for iri in iris)))
    return rows


def _cards(show: Shower, code: str) -> list[Card]:
    found = finder()
    state, unknown = make_state(found.declared, found.index, {"government": (code,)})
    if unknown:
        return []
    maker = Cards(found, show, state)
    return [maker.card(number) for number in found.index.found(state)]


def _types(show: Shower, iri: NamedNode) -> tuple[Entry, ...]:
    quads = show.knowledge.values(iri, _TYPE)
    return tuple(Entry(show.value(quad.object), "", show.knowledge.origins(quad.triple)) for quad in quads)


def _figure_rows(show: Shower, iris: Sequence[NamedNode]) -> list[Row]:
    by_government = [{measure.name: measure for measure in measures(show, iri)} for iri in iris]
    names: dict[str, Measure] = {}
    for found in by_government:
        names |= found
    rows = []
    for name in sorted(names):
        cells = tuple(
            tuple(
                Entry(figure.value, figure.date.text if figure.date else "", figure.value.origins)
                for figure in (found[name].figures if name in found else ())
            )
            for found in by_government
        )
        rows.append(Row(name.rpartition("#")[2].rpartition("/")[2], names[name].label.text, cells))
    return rows


def _ranked(show: Shower, iri: NamedNode, kind: str) -> tuple[Entry, ...]:
    for ranking in rankings(show, iri):
        if ranking.kind == kind:
            return tuple(Entry(value, f"{position}.", origins) for position, value, origins in ranking.items)
    return ()


def _languages(card: Card) -> tuple[Entry, ...]:
    entries = []
    for spoken in card.spoken:
        mode = spoken.mode.text if spoken.mode else ""
        entries += [Entry(value, mode, card.language_origins) for value, _ in spoken.languages]
        for number, bound in spoken.counts:
            said = reader_catalogue().ngettext("%(num)s language", "%(num)s languages", int(number)) % {"num": number}
            remark = ", ".join(filter(None, (mode, bound.text if bound else "")))
            entries.append(Entry(Value("text", said), remark, card.language_origins))
    return tuple(entries)


def _days(card: Card) -> tuple[Entry, ...]:
    return tuple(Entry(day.value, _OPEN[day.status], card.day_origins) for day in card.days if day.status in _OPEN)


def _grants(show: Shower, iri: NamedNode) -> tuple[Entry, ...]:
    known = show.knowledge
    links = known.store.statements(None, known.namespace.term(_RECIPIENT), iri, DefaultGraph())
    grants = sorted((quad for quad in links if isinstance(quad.subject, NamedNode)), key=lambda quad: str(quad.subject))
    return tuple(Entry(show.value(quad.subject), "", known.origins(quad.triple)) for quad in grants)


def _told(cards: Sequence[Card], tell: Callable[[Card], tuple[Entry, ...]]) -> tuple[Entry, ...]:
    """What *tell* says of each counter among *cards*, each thing once."""
    found: dict[tuple[str, str, str], Entry] = {}
    for card in cards:
        if card.is_counter:
            for entry in tell(card):
                found.setdefault((entry.value.text, entry.value.href or "", entry.remark), entry)
    return tuple(found.values())


def _text(entry: Entry) -> str:
    exact = entry.value.exact if entry.value.kind in ("number", "date") and entry.value.exact else entry.value.text
    return f"{exact} ({entry.remark})" if entry.remark else exact


def _csv(codes: list[str]) -> str:
    show = shower()
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow(["feature", "name", *codes])
    names = [show.value(show.knowledge.iri(Thing("municipality", code))).text for code in codes]
    writer.writerow(["municipality", "", *names])
    for row in _rows(show, codes):
        writer.writerow([row.key, row.name, *("; ".join(map(_text, cell)) for cell in row.cells)])
    return output.getvalue()


def _json(codes: list[str]) -> str:
    show = shower()
    rows = _rows(show, codes)
    found = [
        {
            "code": code,
            "iri": show.knowledge.iri(Thing("municipality", code)).value,
            "label": show.value(show.knowledge.iri(Thing("municipality", code))).text,
            "features": {
                row.key: [
                    {
                        "value": entry.value.exact or entry.value.text,
                        "text": entry.value.text,
                        **({"remark": entry.remark} if entry.remark else {}),
                        "records": [f"{origin.table}/{origin.row}" for origin in entry.origins],
                    }
                    for entry in row.cells[place]
                ]
                for row in rows
            },
        }
        for place, code in enumerate(codes)
    ]
    return json.dumps({"municipalities": found}, ensure_ascii=False, indent=1) + "\n"


def _page(codes: list[str]) -> str:
    show = shower()
    known = show.knowledge
    namespace = known.namespace
    body = QUERY % " ".join(f"<{namespace.thing('municipality', code).value}>" for code in codes)
    choices = [(thing.key, show.value(known.iri(thing))) for thing in known.index.kinds.get("municipality", ())]
    chosen = [*codes, *[""] * max(0, 3 - len(codes))]
    query = declarations(namespace, body) + body
    return render_template(
        "compare.html",
        codes=codes,
        governments=[show.value(known.iri(Thing("municipality", code))) for code in codes],
        rows=_rows(show, codes) if codes else [],
        choices=choices,
        chosen=chosen if len(codes) >= MOST or len(codes) < 3 else [*codes, ""],
        downloads=[
            (each, url_for("compare.compare", extension=each.extension, municipality=codes)) for each in _FORMATS[1:]
        ],
        query=query,
    )
