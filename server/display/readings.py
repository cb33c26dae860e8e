"""Readings for Easy Japanese of texts that are in no catalogue: names in the data, dates, weekdays.

A name is read word by word: places by the gazetteer, other words by ``readings.yaml`` of the site, the longest first. A
word of neither has no reading, because a wrong one is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from markupsafe import Markup, escape

from mappings.declared import declared
from ontology.ruby import without_ruby
from server.display.gazetteer import Places
from server.display.publication import knowledge, publication, site
from server.display.translations import Catalogue, with_ruby

FILE = "readings.yaml"
EASY = "ja-simple"
"""The variant of Japanese whose readers see readings."""

_KANJI = re.compile("[一-鿿々]")
_DATE_PART = re.compile(r"(\d+)(年度|年|月|日)")
_PARTS = {"年度": "ねんど", "年": "ねん", "月": "がつ"}
_DAYS = {
    1: "ついたち", 2: "ふつか", 3: "みっか", 4: "よっか", 5: "いつか", 6: "むいか", 7: "なのか", 8: "ようか",
    9: "ここのか", 10: "とおか", 14: "じゅうよっか", 20: "はつか", 24: "にじゅうよっか",
}  # fmt: skip
"""Days of the month that are not read as a number and にち."""
_WEEKDAYS = {"月": "げつ", "火": "か", "水": "すい", "木": "もく", "金": "きん", "土": "ど", "日": "にち"}
_KEPT = 20_000


class Readings:
    """Adds readings to Japanese names; *words* are texts with readings, by the same without."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = dict(words)
        self._longest = max(map(len, words), default=0)
        self.noted = lru_cache(maxsize=_KEPT)(self._noted)

    def _noted(self, text: str) -> str:
        """*text* with the readings of the words in it, as :mod:`ontology.ruby` writes them.

        >>> Readings({"相談": "｜相談《そうだん》", "浜松市": "｜浜松市《はままつし》"}).noted("浜松市の相談所")
        '｜浜松市《はままつし》の｜相談《そうだん》所'
        """
        if not _KANJI.search(text):
            return text
        pieces: list[str] = []
        position = 0
        while position < len(text):
            for length in range(min(self._longest, len(text) - position), 0, -1):
                noted = self._words.get(text[position : position + length])
                if noted is not None:
                    pieces.append(noted)
                    position += length
                    break
            else:
                pieces.append(text[position])
                position += 1
        return "".join(pieces)


def readings() -> Readings:
    """The readings of the site of the release being served."""
    return publication().once(FILE, lambda: Readings(_words_of_places(knowledge().gazetteer) | _words_of_site()))


def dated(text: str) -> str:
    """A date of Japanese with its readings.

    >>> dated("2014年7月1日")
    '2014｜年《ねん》7｜月《がつ》｜1日《ついたち》'
    """

    def noted(match: re.Match[str]) -> str:
        number, unit = match.groups()
        if unit == "日":
            return f"｜{number}日《{_DAYS[int(number)]}》" if int(number) in _DAYS else f"{number}｜日《にち》"
        return f"{number}｜{unit}《{_PARTS[unit]}》"

    return _DATE_PART.sub(noted, text)


def weekday(text: str) -> str:
    """A weekday in one letter, with its reading; anything else as it is.

    >>> weekday("土")
    '｜土《ど》'
    """
    return f"｜{text}《{_WEEKDAYS[text]}》" if text in _WEEKDAYS else text


def weekday_html(short: str, catalogue: Catalogue) -> Markup:
    """A weekday in as few letters as CLDR has for it; a public holiday where *short* is empty, for CLDR has none."""
    if not short:
        return catalogue.html("Hol.")
    return with_ruby(weekday(short)) if catalogue.language == EASY else escape(short)


def _words_of_places(gazetteer: Places) -> dict[str, str]:
    """The names of places that have one reading each."""
    kana: dict[str, set[str]] = {}
    for place in gazetteer.places.values():
        name, reading = place.names.get("ja", ""), place.names.get("ja-Hira", "")
        if _KANJI.search(name) and reading:
            kana.setdefault(name, set()).add(reading)
    return {name: f"｜{name}《{next(iter(read))}》" for name, read in kana.items() if len(read) == 1}


def _words_of_site() -> dict[str, str]:
    def make(raw: Iterable[object]) -> dict[str, str]:
        # With a bar, for kanji without a reading may stand before the word.
        return {without_ruby(word): word if "｜" in word else f"｜{word}" for word in map(str, raw)}

    return declared(site(), FILE, make) or {}
