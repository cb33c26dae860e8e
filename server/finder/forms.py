"""Forms of a name that mean the same to somebody who types it.

Kana, kanji, Latin letters with and without macrons, full and half width, spellings of Hepburn and Kunrei.
"""

from __future__ import annotations

import re
import unicodedata

_KATAKANA_TO_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)} | {0x30F6: ord("け"), 0x30F5: ord("か")}
_HIRAGANA_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_TO_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_APOSTROPHES = re.compile("['’‘ʼ`´]")
_UNFINISHED = re.compile(r"(?<=[ぁ-ゖ一-鿿])[a-z]{1,3}\Z")
_JAPANESE = re.compile("[ぁ-ゖァ-ヺ一-鿿々]")

# From Hepburn, with its ways to write a long vowel, to a spelling as near to Kunrei as comparing needs.
_ROMAJI = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"oh(?![aeiouy])", "o"),
        (r"o[ou]", "o"),
        (r"uu", "u"),
        (r"shi", "si"),
        (r"sh(?=[auoe])", "sy"),
        (r"chi", "ti"),
        (r"ch(?=[auoe])", "ty"),
        (r"tsu", "tu"),
        (r"ji", "zi"),
        (r"j(?=[auoe])", "zy"),
        (r"fu", "hu"),
        (r"m(?=[bp])", "n"),
    )
)


def words_of(text: str) -> list[str]:
    """The words of *text*: width, case, kana, macrons and punctuation make no difference."""
    text = unicodedata.normalize("NFKC", text).casefold().translate(_KATAKANA_TO_HIRAGANA)
    # Marks over Latin letters go (Ōsaka, Việt); the voicing marks of kana are not in this block and stay.
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not "\u0300" <= c <= "\u036f").replace("đ", "d")
    text = _APOSTROPHES.sub("", unicodedata.normalize("NFC", text))
    return "".join(c if _is_of_word(c) else " " for c in text).split()


def _is_of_word(character: str) -> bool:
    """Letters and digits, and what is part of a letter though none: vowel signs of Indic scripts and Thai, ー."""
    return character.isalnum() or character == "ー" or unicodedata.category(character) in ("Mc", "Mn")


def fold(text: str) -> str:
    """*text* as one string to compare: its :func:`words_of` without spaces."""
    return "".join(words_of(text))


def fold_romaji(folded: str) -> str:
    """*folded* Latin text with one spelling for each sound: Oosaka, Ohsaka, Ōsaka → osaka; Chiba, Tiba → tiba."""
    if not folded.isascii():
        return folded
    for pattern, to in _ROMAJI:
        folded = pattern.sub(to, folded)
    return folded


def without_unfinished(folded: str) -> str:
    """*folded* without Latin letters after kana or kanji: what an input method has not turned into kana yet (さっp)."""
    return _UNFINISHED.sub("", folded)


def is_japanese(text: str) -> bool:
    """Has *text* kana or kanji, so that no space separates its words?"""
    return bool(_JAPANESE.search(text))


def literal_variants(word: str) -> tuple[str, ...]:
    """*word* in lower case as names may print it: as it is, in normal and full width, in hiragana and katakana."""
    plain = unicodedata.normalize("NFKC", word).lower()
    hiragana = plain.translate(_KATAKANA_TO_HIRAGANA)
    katakana = hiragana.translate(_HIRAGANA_TO_KATAKANA)
    return tuple(dict.fromkeys((word.lower(), plain, hiragana, katakana, plain.translate(_TO_WIDE).lower())))
