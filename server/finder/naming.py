"""The name of a meaning for the reader."""

from __future__ import annotations

from server.display.places import place_value
from server.display.publication import knowledge
from server.display.texts import localised_plain
from server.display.values import Presenter
from server.finder.choices import option_of
from server.finder.finder import finder_or_none
from server.finder.vocabulary import WordMeaning


def name_of(meaning: WordMeaning, presenter: Presenter) -> str:
    """The name of *meaning*: that of the place, of the kind, or of the value; the everyday word where it is one."""
    finder, gazetteer = finder_or_none(), knowledge().gazetteer
    if meaning.word:
        return meaning.word
    if meaning.facet == gazetteer.facet and meaning.key in gazetteer.places:
        return place_value(presenter, gazetteer.places[meaning.key]).full
    if finder is None:
        return meaning.key
    option = option_of(finder, meaning.facet, meaning.key, presenter)
    return option.value.text if option.value else localised_plain(option.label or {})
