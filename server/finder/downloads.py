"""Results and suggestions as CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from pyoxigraph import NamedNode

from server.display.values import Shower
from server.finder.declaration import KIND, NOT_STATED
from server.finder.finder import Finder
from server.finder.state import State
from server.finder.suggestions import Entry, Suggestion

_SEPARATOR = " "
"""Between keys in a cell: no key holds a space."""


def csv_text(found: Finder, numbers: Sequence[int]) -> str:
    """The items *numbers*: IRI, names, a column a facet with the keys of its values, address and e-mail.

    An empty cell says: not stated.
    """
    facets = [facet.name for facet in found.declared.facets]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")  # RFC 4180
    writer.writerow(["item", "label_ja", "label_en", *facets, "website", "email"])
    for number in numbers:
        item = found.index.items[number]
        labels = found.labels(item)
        writer.writerow(
            [
                item.value,
                labels.get("ja", ""),
                labels.get("en", ""),
                *(_SEPARATOR.join(_keys(found, number, facet)) for facet in facets),
                _SEPARATOR.join(_details(found, item, "website")),
                _SEPARATOR.join(_details(found, item, "email")),
            ]
        )
    return out.getvalue()


def json_text(found: Finder, state: State, numbers: Sequence[int], query: str) -> str:
    """*state*, its results, its query, and for each facet the values with the number of items each would leave."""
    document = {
        "state": {**dict(state.chosen), **({"text": state.text} if state.text else {})},
        "count": len(numbers),
        "query": query,
        "facets": [_facet(found, state, facet.name) for facet in found.declared.facets],
        "results": [_result(found, number) for number in numbers],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _facet(found: Finder, state: State, name: str) -> dict[str, Any]:
    facet = found.declared.by_name[name]
    values = []
    for each in sorted(found.index.counts(state, name), key=lambda count: (-count.count, count.key)):
        is_chosen = each.key in state.of(name)
        if not each.count and not is_chosen:
            continue
        value: dict[str, Any] = {"key": each.key, "count": each.count, "chosen": is_chosen}
        if name == KIND:
            value["label"] = {tag: found.declared.kind_by_key[each.key].label[tag] for tag in ("ja", "en")}
        elif each.key != NOT_STATED:
            iri = found.index.iri(name, each.key)
            value |= {"id": iri.value, "label": found.labels(iri)}
        values.append(value)
    return {"name": name, "label": {tag: facet.label[tag] for tag in ("ja", "en")}, "values": values}


def _result(found: Finder, number: int) -> dict[str, Any]:
    item = found.index.items[number]
    result: dict[str, Any] = {"id": item.value, "label": found.labels(item)}
    for facet in found.declared.facets:
        keys = _keys(found, number, facet.name)
        if keys:  # what is not stated is absent
            result[facet.name] = keys
    for name in ("website", "email"):
        values = _details(found, item, name)
        if values:
            result[name] = values
    return result


def _keys(found: Finder, number: int, facet: str) -> list[str]:
    return sorted(found.index.values_of(number, facet))


def _details(found: Finder, item: NamedNode, name: str) -> list[str]:
    return [term.value for term in found.index.details[name].get(item.value, ())]


def suggestions_json(
    found: Finder,
    text: str,
    suggestions: Iterable[Suggestion],
    show: Shower,
    urls: Callable[[Entry], tuple[str, str]],
    kind_label: Callable[[str], str],
) -> str:
    """What *text* may mean, each with its name for the reader of *show*, its page, and the finder with it chosen."""
    listed = []
    for suggestion in suggestions:
        entry = suggestion.entry
        value = show.value(entry.iri)
        page, find = urls(entry)
        listed.append(
            {
                "id": entry.iri.value,
                "kind": entry.kind,
                "kindLabel": kind_label(entry.kind),
                "label": value.text,
                "lang": value.language,
                "labels": found.labels(entry.iri),
                "page": page,
                **({"find": find, "facet": entry.facet, "key": entry.key, "count": entry.count} if entry.facet else {}),
            }
        )
    return json.dumps({"q": text, "suggestions": listed}, ensure_ascii=False, indent=1) + "\n"
