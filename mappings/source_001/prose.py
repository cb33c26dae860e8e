"""Facts in running text: numbers, titles and names, which a short pattern locates in a part of the document."""

from __future__ import annotations

import re
from pathlib import Path

from mappings.helpers.lookups import read_rows
from mappings.helpers.numbers import plain_number
from mappings.layout.flow import Flow
from mappings.source_001.builder import Builder
from mappings.source_001.dates import read_period

_FIGURE_COLUMNS = (
    "part",
    "pattern",
    "key",
    "measure",
    "label_ja",
    "label_en",
    "unit",
    "item",
    "organisation",
    "programme",
    "fiscal_year",
)


_NARROW = {"（": "(", "）": ")"}


def squeezed(flow: Flow) -> tuple[str, list[int]]:
    """The text of *flow* without white space, with narrow brackets, and the document line of every character."""
    text: list[str] = []
    lines: list[int] = []
    for line, number in zip(flow.lines, flow.numbers, strict=True):
        for character in line:
            if not character.isspace():
                text.append(_NARROW.get(character, character))
                lines.append(number)
    return "".join(text), lines


def find_once(flow: Flow, pattern: str) -> tuple[re.Match[str], dict[str, frozenset[int]]]:
    """The one match of *pattern* in the squeezed text, and the lines of its named groups and of the whole (key "").

    Raises ReaderError when there is none or more than one: the text is not what the layout was written for.
    """
    text, lines = squeezed(flow)
    matches = list(re.finditer(pattern.replace("（", r"\(").replace("）", r"\)"), text))
    if len(matches) != 1:
        raise flow.error(f"{pattern!r} should stand here once, not {len(matches)} times")
    match = matches[0]
    where = {"": frozenset(lines[slice(*match.span())])}
    where |= {name: frozenset(lines[slice(*match.span(name))]) for name in match.groupdict() if match[name]}
    return match, where


def read_figures(
    builder: Builder, parts: dict[str, Flow], layout: Path, also: dict[str, frozenset[int]] | None = None
) -> None:
    """The single figures that *layout* lists, from the parts it names.

    The group ``v`` of a pattern is the value, ``date`` the reference date; ``year`` and ``item`` mark the words for the
    fiscal year and the item, which the figure cites too. *also* has other lines that state a figure, by its key.
    """
    for row in read_rows(layout, _FIGURE_COLUMNS):
        flow = parts[row["part"]]
        match, where = find_once(flow, row["pattern"])
        lines = where["v"].union(*(where.get(name, frozenset()) for name in ("date", "year", "item")))
        lines |= (also or {}).get(row["key"], frozenset())
        date = read_period(match["date"], min(lines)).start if match.groupdict().get("date") else ""
        builder.add(
            "figures",
            row["key"],
            lines,
            value=plain_number(match["v"]),
            date=date,
            printed=match["v"],
            **{name: row[name] for name in _FIGURE_COLUMNS if name not in ("part", "pattern", "key")},
        )


def read_publications(builder: Builder, parts: dict[str, Flow], layout: Path) -> None:
    """The publications and sites that *layout* lists.

    They cite the title in the part that the layout names, and there the title of the publication they are part of. The
    words ``printed_languages`` of that part name the ``languages`` of a publication. Raises ReaderError where the words
    do not stand there.
    """
    columns = (
        *("part", "key", "title", "kind", "publisher", "edition", "fiscal_year", "replaces"),
        *("creator", "part_of", "printed_languages", "languages"),
    )
    rows = read_rows(layout, columns)
    titles = {row["key"]: row["title"] for row in rows}
    described = columns[2:10]
    for row in rows:
        flow = parts[row["part"]]
        cited = _lines_of_words(flow, row["title"])
        if row["part_of"]:
            cited |= _lines_of_words(flow, titles[row["part_of"]])
        builder.add("publications", row["key"], cited, **{name: row[name] for name in described})
        for language in row["languages"].split():
            add_language(builder, row["key"], language, _lines_of_words(flow, row["printed_languages"]))


def add_language(builder: Builder, publication: str, language: str, lines: frozenset[int]) -> None:
    """A row of ``publication_languages``: that *publication* is in *language*, a BCP 47 tag."""
    builder.add("publication_languages", f"{publication}-{language}", lines, publication=publication, language=language)


def _lines_of_words(flow: Flow, words: str) -> frozenset[int]:
    """The lines of the first place where *flow* prints *words*; white space and the width of brackets do not matter."""
    text, lines = squeezed(flow)
    printed = re.sub(r"\s", "", words).replace("（", "(").replace("）", ")")
    at = text.find(printed)
    if at < 0:
        raise flow.error(f"the words {words!r} should stand here")
    return frozenset(lines[at : at + len(printed)])
