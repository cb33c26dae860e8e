"""Who made a publication that a note names, who broadcasts it, how often it appears, and where it is handed out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mappings.source_000.notes import ORGANISATION, PUBLICATION, NoteError, ReadNote

# Four issues a year are a quarterly; the code is of the EU authority table of frequencies.
_FREQUENCIES = {"1": "ANNUAL", "2": "ANNUAL_2", "4": "QUARTERLY", "6": "BIMONTHLY", "12": "MONTHLY"}

_MADE = re.compile(
    rf"(?P<organisation>{ORGANISATION})(?:が作成した|の)[「『]?(?P<publication>{PUBLICATION})"
    rf"|(?P<named>{PUBLICATION})」は、(?P<maker>{ORGANISATION})が作成している"
    rf"|(?P<municipality>[^\W\d_]{{2,4}}[都道府県市])が作成した(?P<own>{PUBLICATION})"
)
_BROADCAST = re.compile(rf"(?P<organisation>{ORGANISATION}) “(?P<publication>{PUBLICATION})")
_FREQUENCY = re.compile(rf"(?P<printed>年(?P<times>\d+)回)発行の[^。、]*?『(?P<publication>{PUBLICATION})")
_HANDED_OUT = re.compile(rf"(?P<publication>{PUBLICATION})は、(?P<places>[^。]+?)などで無料配布")
_TELLING = re.compile(r"が作成|年\d+回|無料配布")  # words that must be inside one of the forms above


@dataclass(frozen=True)
class Making:
    """The statements of a note on the making of one publication (by its key). Names are as printed."""

    publication: str
    start: int
    end: int
    maker: str = ""
    municipality: str = ""
    broadcaster: str = ""
    frequency: str = ""
    frequency_printed: str = ""
    places: tuple[tuple[str, int, int], ...] = ()


def _value(note: ReadNote, kind: str, rendered_at: int) -> str:
    place = note.places[rendered_at]
    return next(value for e in note.expressions if e.start == place for value in e.values(kind))


def _printed_places(note: ReadNote, first: int, last: int) -> tuple[tuple[str, int, int], ...]:
    """``区役所や市立図書館`` → the places with their spans in the note."""
    start, end = note.places[first], note.places[last]
    places = re.compile(r"[^や、]+").finditer(note.text, start, end)
    return tuple((match[0], match.start(), match.end()) for match in places)


def find_makers(note: ReadNote) -> list[Making]:
    """Every statement of *note* on the making of a publication. Raises NoteError when one has an unknown form."""
    makings: list[Making] = []

    def span(match: re.Match[str]) -> tuple[int, int]:
        after = match.end()
        return note.places[match.start()], note.places[after] if after < len(note.places) else len(note.text)

    for match in _MADE.finditer(note.rendered):
        publication = next(name for name in ("publication", "named", "own") if match[name])
        maker = next((name for name in ("organisation", "maker") if match[name]), "")
        makings.append(
            Making(
                _value(note, "publication", match.start(publication)),
                *span(match),
                maker=_value(note, "organisation", match.start(maker)) if maker else "",
                municipality=match["municipality"] or "",
            )
        )
    for match in _BROADCAST.finditer(note.rendered):
        makings.append(
            Making(
                _value(note, "publication", match.start("publication")),
                *span(match),
                broadcaster=_value(note, "organisation", match.start("organisation")),
            )
        )
    for match in _FREQUENCY.finditer(note.rendered):
        frequency = _FREQUENCIES.get(match["times"])
        if frequency is None:
            raise NoteError(f"{match['printed']} is a frequency without a code; add it to makers.py", *span(match))
        makings.append(
            Making(
                _value(note, "publication", match.start("publication")),
                *span(match),
                frequency=frequency,
                frequency_printed=match["printed"],
            )
        )
    for match in _HANDED_OUT.finditer(note.rendered):
        makings.append(
            Making(
                _value(note, "publication", match.start("publication")),
                *span(match),
                places=_printed_places(note, match.start("places"), match.end("places")),
            )
        )
    for statement in _TELLING.finditer(note.text):
        if not any(making.start <= statement.start() < making.end for making in makings):
            message = "says who makes a publication, how often or where it is handed out, in a form not known"
            raise NoteError(message, statement.start(), statement.end())
    return makings
