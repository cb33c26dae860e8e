"""Readings of kanji (ruby) in plain text, written as in Aozora Bunko: ``市役所《しやくしょ》``.

A bar marks where the kanji begin if that is not clear: ``お｜知《し》らせ``.
"""

from __future__ import annotations

import re

READING = re.compile(r"(?:｜([^｜《》]+)|([一-鿿々〇ヶ]+))《([^《》]+)》")
"""A text with its reading: group 1 or 2 is the text, group 3 the reading."""


def without_ruby(text: str) -> str:
    """*text* without its readings.

    >>> without_ruby("お｜知《し》らせと 市役所《しやくしょ》")
    'お知らせと 市役所'
    """
    return READING.sub(lambda match: match[1] or match[2], text)


def in_kana(text: str) -> str:
    """*text* with every reading in place of the kanji that it belongs to.

    >>> in_kana("お｜知《し》らせと 市役所《しやくしょ》")
    'おしらせと しやくしょ'
    """
    return READING.sub(lambda match: match[3], text)
