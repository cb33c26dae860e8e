"""From a reading to a state of the finder, and whether a reader is better served by the finder or by a search."""

from __future__ import annotations

from dataclasses import dataclass

from server.display.gazetteer import Place
from server.finder.finder import Finder
from server.finder.reading import Understanding
from server.finder.state import State, make_state
from server.finder.vocabulary import WordMeaning


@dataclass(frozen=True)
class Intent:
    """The *state* that a reading stands for.

    *absent* are the named places without items; the state has the next larger place with items instead.
    """

    state: State
    absent: tuple[Place, ...]


def intent_of(finder: Finder, reading: Understanding) -> Intent:
    """The intent of the text that was read as *reading*."""
    gazetteer = finder.knowledge.gazetteer
    chosen: dict[str, list[str]] = {}
    absent: list[Place] = []
    named = {meaning.key for meaning in reading.meanings if meaning.facet == gazetteer.facet}
    for meaning in reading.meanings:
        keys = chosen.setdefault(meaning.facet, [])
        if meaning.facet != gazetteer.facet or meaning.count:
            # A place around another named place only says which one is meant.
            if not any(gazetteer.is_within(key, meaning.key) for key in named - {meaning.key}):
                keys.append(meaning.key)
            continue
        place = gazetteer.places.get(meaning.key)
        if place is None or any(gazetteer.is_within(key, meaning.key) for key in named - {meaning.key}):
            continue
        absent.append(place)
        around = nearest(finder, meaning)
        keys += [around.key] if around else []
    known = {facet: keys for facet, keys in chosen.items() if facet in finder.declared.by_name}
    state, _ = make_state(finder.declared, finder.index, known, " ".join(reading.rest))
    return Intent(state, tuple(absent))


def values_of(finder: Finder, reading: Understanding) -> tuple[list[tuple[str, str]], list[str]]:
    """The values that *reading* names, as facets and keys, and the words that name none that the finder has."""
    values: list[tuple[str, str]] = []
    rest = [*reading.rest]
    for choice in reading.choices:
        named = [(meaning.facet, meaning.key) for meaning in choice.meanings]
        is_known = all(facet in finder.declared.by_name and finder.index.exists(facet, key) for facet, key in named)
        values += named if is_known else []
        rest += [] if is_known else [choice.typed]
    return values, rest


def nearest(finder: Finder, meaning: WordMeaning) -> Place | None:
    """The smallest place around that of *meaning* for which the finder has something."""
    gazetteer = finder.knowledge.gazetteer
    return next((place for place in gazetteer.around(meaning.key) if finder.index.has(meaning.facet, place.key)), None)


def is_clear(finder: Finder, reading: Understanding, intent: Intent) -> bool:
    """Does *reading* ask for nothing but what the finder answers at once?

    Not if a word was corrected or is left over, either of two choices will do, a place is absent, or it names only
    things that have pages of their own (a city, say).
    """
    if not reading.choices or reading.rest or reading.is_corrected or reading.is_either or intent.absent:
        return False
    return any(meaning.facet not in finder.declared.pages for meaning in reading.meanings)
