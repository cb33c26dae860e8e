"""The declaration of the finder, ``site/facets.yaml``, with a kind for each CSV source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import yaml

from mappings.csv_source.draft import Draft
from mappings.site_settings import Texts

_TEMPLATE = Path(__file__).with_name("finder.yaml")
LANGUAGES = ("ja", "ja-simple", "en")
"""The languages of the labels of the template."""
_KINDS = re.compile(r"^kinds:[ \t]*\n", re.MULTILINE)


def new_finder(drafted: Draft, languages: Sequence[str]) -> str:
    """The text of a declaration that finds the things of *drafted*, with labels in *languages*."""
    return _TEMPLATE.read_text(encoding="utf-8").replace("{kinds}\n", _kind(drafted, languages))


def with_kind(text: str, drafted: Draft, languages: Sequence[str]) -> str | None:
    """The declaration *text* with the kind of *drafted* after its others; None where it has no block of kinds."""
    match = _KINDS.search(text)
    if match is None:
        return None
    end = re.compile(r"^(?=\S)", re.MULTILINE).search(text, match.end())
    place = end.start() if end else len(text)
    before = text[:place].rstrip("\n") + "\n"
    return before + _kind(drafted, languages) + text[len(before) :]


def _kind(drafted: Draft, languages: Sequence[str]) -> str:
    label: Texts = drafted.content.get("finder") or drafted.title
    fallback = label.get("en") or next(iter(label.values()))
    labels = {tag: label.get(tag) or label.get(tag.partition("-")[0]) or fallback for tag in languages}
    classes = " , ".join(drafted.content["class"])
    kind = {
        "place": "latitude" in {column.get("type") for column in drafted.content["columns"].values()},
        "label": labels,
        "pattern": f"?item a {classes} .",
    }
    lines = yaml.safe_dump(kind, allow_unicode=True, sort_keys=False, width=120, default_flow_style=None).splitlines()
    return "".join(f"{line}\n" for line in (f"  {drafted.key}:", *(f"    {line}" for line in lines)))
