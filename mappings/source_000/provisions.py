"""In which languages a note says something is offered: lists of languages, and frames of words around them.

``lookups/language_frames.csv`` holds the frames. ``{L}`` is the list of languages (or only their number), ``{P}`` a
publication, ``{P+}`` several, ``{S}`` a service, ``…`` any words of the same sentence. The first frame that fits a
list counts, with all its rows (one a mode). At a list in no frame the reader stops.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from mappings.helpers.languages import languages_of
from mappings.helpers.lookups import read_rows
from mappings.source_000.notes import (
    LANGUAGES,
    LOOKUPS,
    PUBLICATION,
    SERVICE,
    LanguageList,
    NoteError,
    ReadNote,
)

_MARKS = {
    "{P+}": f"{PUBLICATION}(?:[、」「』『]*{PUBLICATION})*",
    "{P}": PUBLICATION,
    "{S}": SERVICE,
    "…": "[^。]*?",
}
_COLUMNS = ("frame", "thing", "applies_to", "mode", "condition_ja", "condition_en", "note")


@dataclass(frozen=True)
class Offer:
    """The offer of one row of a frame: the thing (a publication or service by its key, or the page) and the mode."""

    thing: str
    key: str
    applies_to: str
    mode: str
    condition_ja: str
    condition_en: str


@dataclass(frozen=True)
class Provision:
    """One language list of a note with its offers; ``start`` and ``end`` span its frame in the note."""

    languages: LanguageList
    offers: tuple[Offer, ...]
    start: int
    end: int


@dataclass(frozen=True)
class _Frame:
    text: str
    before: re.Pattern[str]
    after: re.Pattern[str]
    rows: tuple[dict[str, str], ...]


def _pattern(words: str) -> str:
    pattern = re.escape(words)
    for name, mark in _MARKS.items():
        pattern = pattern.replace(re.escape(name), mark)
    return pattern


@cache
def _frames() -> tuple[_Frame, ...]:
    frames = []
    for text, rows in groupby(read_rows(LOOKUPS / "language_frames.csv", _COLUMNS), key=lambda row: row["frame"]):
        before, after = text.split("{L}")
        frames.append(_Frame(text, re.compile(_pattern(before) + r"\Z"), re.compile(_pattern(after)), tuple(rows)))
    return tuple(frames)


def _keys(note: ReadNote, kind: str, start: int, end: int) -> list[str]:
    """The keys of the publications or services printed in ``note.text[start:end]``."""
    return [value for e in note.expressions if start <= e.start < end for value in e.values(kind)]


def _things(note: ReadNote, row: dict[str, str], start: int, end: int) -> list[str]:
    """The keys of the things that a frame row is about: those inside the frame, else the only one of the note."""
    kind = row["thing"]
    if kind == "page":
        return [""]
    inside = _keys(note, kind, start, end)
    if inside:
        return inside
    anywhere = list(dict.fromkeys(_keys(note, kind, 0, len(note.text))))
    if len(anywhere) != 1:
        raise NoteError(f"languages of a {kind}, but the note names {len(anywhere)} of them", start, end)
    return anywhere


def _provision(note: ReadNote, languages: LanguageList, position: int) -> Provision:
    for frame in _frames():
        before = frame.before.search(note.rendered[:position])
        after = frame.after.match(note.rendered, position + 1)
        if before is None or after is None:
            continue
        first = note.places[before.start()] if before.start() < len(note.places) else languages.start
        last = note.places[after.end()] if after.end() < len(note.places) else len(note.text)
        offers = tuple(
            Offer(row["thing"], key, row["applies_to"], row["mode"], row["condition_ja"], row["condition_en"])
            for row in frame.rows
            for key in _things(note, row, first, last)
        )
        return Provision(languages, offers, first, last)
    printed = note.text[languages.start : languages.end]
    message = f"nothing says what is offered in {printed!r}; add the words around it to language_frames.csv"
    raise NoteError(message, languages.start, languages.end)


def _named_in_titles(note: ReadNote) -> list[Provision]:
    """Publications whose own name says its language (英文ニューズレター)."""
    languages = {
        row["publication"]: row["language_in_name"]
        for row in read_rows(LOOKUPS / "publications.csv")
        if row["language_in_name"]
    }
    return [
        Provision(
            LanguageList(e.start, e.end, tuple((languages[key], tag) for tag in languages_of(languages[key])), ""),
            (Offer("publication", key, "publication", "publication", "", ""),),
            e.start,
            e.end,
        )
        for e in note.expressions
        for key in e.values("publication")
        if key in languages
    ]


def find_provisions(note: ReadNote) -> list[Provision]:
    """Every statement of *note* about languages, in order. Raises NoteError for a list in no known frame."""
    positions = [index for index, sign in enumerate(note.rendered) if sign == LANGUAGES]
    provisions = [
        _provision(note, languages, position)
        for languages, position in zip(note.language_lists, positions, strict=True)
    ]
    return sorted(provisions + _named_in_titles(note), key=lambda provision: provision.languages.start)
