"""Reads the note beside a page by closed lists of printed expressions.

A note is cut into the longest expressions of the lookup files (topics, publications, services, organisations,
divisions, languages, counts), and only connecting words may stand between them. At anything else the
reader stops, so that it misses no name, language or number of a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mappings.helpers.languages import languages_of
from mappings.helpers.lookups import lookup_rows, read_rows

LOOKUPS = Path(__file__).parent / "lookups"

# Marks that stand for an expression in the rendered note, so that a frame can be matched around it.
LANGUAGES, PUBLICATION, SERVICE, ORGANISATION = "\ue001", "\ue002", "\ue003", "\ue004"

_NARROW_BRACKETS = str.maketrans("（）", "()")  # the document opens with one kind and closes with the other
_COUNT = r"(?P<count>\d+)(?:言語|カ国語)"
_BETWEEN = re.compile(r"、|・|と")


class NoteError(ValueError):
    """A note holds words that are in no list, from ``start`` to ``end``."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.start, self.end = start, end


@dataclass(frozen=True)
class NoteMeaning:
    """One meaning of a printed expression: its kind (``topic``, ``publication`` …) and the row of its lookup file."""

    kind: str
    value: str


@dataclass(frozen=True)
class Expression:
    """A known expression in a note: ``note[start:end] == printed``."""

    printed: str
    start: int
    end: int
    meanings: tuple[NoteMeaning, ...]

    def values(self, kind: str) -> list[str]:
        """The values of the meanings of that *kind*."""
        return [meaning.value for meaning in self.meanings if meaning.kind == kind]


@dataclass(frozen=True)
class LanguageList:
    """Languages named one after another, with the count that follows; ``named`` holds (printed, tag)."""

    start: int
    end: int
    named: tuple[tuple[str, str], ...]
    count: str


@dataclass(frozen=True)
class ReadNote:
    """A note, its expressions, its language lists, and its rendering with marks in their place.

    ``places[i]`` is the offset in the note of the i-th character of ``rendered``.
    """

    text: str
    expressions: tuple[Expression, ...]
    language_lists: tuple[LanguageList, ...]
    rendered: str
    places: tuple[int, ...]


@cache
def _meanings() -> dict[str, tuple[tuple[str, NoteMeaning], ...]]:
    """Printed expression → (municipality it is valid for or "", meaning) of all lookup files."""
    meanings_of: dict[str, list[tuple[str, NoteMeaning]]] = {}
    for name, kind, column in (
        ("topics", "topic", "topic"),
        ("publications", "publication", "publication"),
        ("services", "service", "service"),
        ("units", "unit", "unit"),
        ("organisations", "organisation", "name"),
    ):
        for row in read_rows(LOOKUPS / f"{name}.csv"):
            meaning = NoteMeaning(kind, row[column] or row["printed"])
            meanings_of.setdefault(row["printed"], []).append((row.get("municipality", ""), meaning))
    for row in lookup_rows("language_names", ("printed", "language", "note")):
        if not row["printed"].isascii():
            meanings_of.setdefault(row["printed"], []).append(("", NoteMeaning("language", row["printed"])))
    return {printed: tuple(dict.fromkeys(meanings)) for printed, meanings in meanings_of.items()}


@cache
def _expression_pattern(municipality: str) -> re.Pattern[str]:
    valid = (
        printed
        for printed, meanings in _meanings().items()
        if any(place in ("", municipality) for place, _ in meanings)
    )
    names = "|".join(map(re.escape, sorted(valid, key=lambda printed: (-len(printed), printed))))
    return re.compile(f"(?P<expression>{names})|{_COUNT}")


@cache
def _connecting() -> re.Pattern[str]:
    words = (row["printed"] for row in read_rows(LOOKUPS / "connecting_words.csv", ("printed",)))
    alternatives = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(rf"(?:{alternatives}|[、。・，（）()「」『』“” ])*\Z")


def _cut(text: str, municipality: str) -> Iterator[re.Match[str]]:
    return _expression_pattern(municipality).finditer(text)


def _language_lists(matches: Iterable[re.Match[str]], text: str) -> list[LanguageList]:
    """Runs of language names with only commas, dots or と between them, and the count printed right after a run."""
    runs: list[LanguageList] = []
    for match in matches:
        count = match["count"]
        printed = match[0]
        if count is None and not any(meaning.kind == "language" for _, meaning in _meanings()[printed]):
            continue
        last = runs[-1] if runs else None
        between = text[last.end : match.start()] if last else ""
        if count is not None:
            if last and last.named and not last.count and between in ("の", ""):
                runs[-1] = LanguageList(last.start, match.end(), last.named, count)
            else:
                runs.append(LanguageList(match.start(), match.end(), (), count))
            continue
        named = tuple((printed, tag) for tag in languages_of(printed))
        if last and last.named and not last.count and _BETWEEN.fullmatch(between):
            runs[-1] = LanguageList(last.start, match.end(), last.named + named, "")
        else:
            runs.append(LanguageList(match.start(), match.end(), named, ""))
    return runs


def _render(text: str, parts: list[tuple[int, int, str]]) -> tuple[str, tuple[int, ...]]:
    rendered, places, position = [], [], 0
    for start, end, mark in sorted(parts):
        for offset in range(position, start):
            rendered.append(text[offset])
            places.append(offset)
        rendered.append(mark)
        places.append(start)
        position = end
    for offset in range(position, len(text)):
        rendered.append(text[offset])
        places.append(offset)
    return "".join(rendered), tuple(places)


def read_note(text: str, municipality: str) -> ReadNote:
    """Read the note *text* of a page of *municipality* (five-digit code).

    Raises NoteError for words that are neither an expression of the lookup files nor connecting words.
    """
    matches = list(_cut(text, municipality))
    lists = _language_lists(matches, text)
    expressions = []
    parts: list[tuple[int, int, str]] = [(languages.start, languages.end, LANGUAGES) for languages in lists]
    for match in matches:
        if match["count"] is not None:
            continue
        meanings = tuple(
            meaning
            for place, meaning in _meanings()[match[0]]
            if place in ("", municipality) and meaning.kind != "language"
        )
        if not meanings:
            continue
        expressions.append(Expression(match[0], match.start(), match.end(), meanings))
        kinds = {meaning.kind for meaning in meanings}
        mark = next(
            (
                mark
                for kind, mark in (("publication", PUBLICATION), ("service", SERVICE), ("organisation", ORGANISATION))
                if kind in kinds
            ),
            "",
        )
        if mark:
            parts.append((match.start(), match.end(), mark))
    covered = sorted(
        [(e.start, e.end) for e in expressions] + [(languages.start, languages.end) for languages in lists]
    )
    position = 0
    for start, end in [*covered, (len(text), len(text))]:
        if not _connecting().match(text[position:start]):
            words = text[position:start]
            raise NoteError(f"{words!r} is in no lookup file of source_000; add what it names", position, start)
        position = end
    rendered, places = _render(text.translate(_NARROW_BRACKETS), parts)
    return ReadNote(text, tuple(expressions), tuple(lists), rendered, places)
