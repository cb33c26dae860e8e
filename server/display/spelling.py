"""Spellings of a name that mean the same to somebody who types it.

Kana, kanji, Latin letters with and without macrons, full and half width, romaji of Hepburn and of Kunrei. Everything
here is a pure function of text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_KATAKANA_TO_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)} | {0x30F6: ord("け"), 0x30F5: ord("か")}
_KATAKANA = re.compile("[ァ-ヶ]+")
_HIRAGANA_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_TO_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_APOSTROPHES = re.compile("['’‘ʼ`´]")
_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1")
_MARKS = re.compile("[\u0300-\u036f]+")
_UNFINISHED = re.compile(r"(?<=[ぁ-ゖァ-ヺー一-鿿々])(?:([kgsztdnhbpmyrwjfc])\1?|[kgnhbpmrszt]y|[sc]h|ts)\Z")


def _replacements(*pairs: tuple[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Regular expressions, compiled, with their replacements."""
    return tuple((re.compile(pattern), replacement) for pattern, replacement in pairs)


_LONG_O = re.compile(r"oh(?![aeiouy])|o[ou]")
_LONG_U = re.compile(r"uu")
# From Hepburn to a spelling as near to Kunrei as a comparison needs; a long vowel is a short one.
_TO_KUNREI = (
    (_LONG_O, "o"),
    (_LONG_U, "u"),
    *_replacements(
        (r"shi", "si"),
        (r"sh(?=[auoe])", "sy"),
        (r"chi", "ti"),
        (r"ch(?=[auoe])", "ty"),
        (r"tsu", "tu"),
        (r"ji", "zi"),
        (r"j(?=[auoe])", "zy"),
        (r"fu", "hu"),
        (r"m(?=[bp])", "n"),
    ),
)
_HEPBURN = re.compile(r"oh|o[ou]|uu|sh|ch|tsu|j|fu|m[bp]")
"""Matches texts that at least one of these rules changes."""
# Back to Hepburn, which is how names are written in English.
_TO_HEPBURN = _replacements(
    (r"si", "shi"),
    (r"sy(?=[aouōū])", "sh"),
    (r"ti", "chi"),
    (r"ty(?=[aouōū])", "ch"),
    (r"tu", "tsu"),
    (r"zi", "ji"),
    (r"zy(?=[aouōū])", "j"),
    (r"(?<![cs])hu", "fu"),
)
_TSU = "*"
"""Stands for the small っ until the consonant after it is known."""
_SMALL_TSU = re.compile(r"\*([a-z])")


def _romaji_of_kana() -> dict[str, str]:
    """Each kana, and each pair of one with a small one after it, in Kunrei; ー lengthens and is left out."""
    rows = {
        "": "あいうえお", "k": "かきくけこ", "g": "がぎぐげご", "s": "さしすせそ", "z": "ざじずぜぞ",
        "t": "たちつてと", "d": "だぢづでど", "n": "なにぬねの", "h": "はひふへほ", "b": "ばびぶべぼ",
        "p": "ぱぴぷぺぽ", "m": "まみむめも", "r": "らりるれろ",
    }  # fmt: skip
    plain = {kana: row + vowel for row, line in rows.items() for kana, vowel in zip(line, "aiueo", strict=True)}
    plain |= {"や": "ya", "ゆ": "yu", "よ": "yo", "わ": "wa", "を": "o", "ん": "n", "っ": _TSU, "ー": "", "ゔ": "vu"}
    plain |= {"ぢ": "zi", "づ": "zu"}
    glides = {"ゃ": "ya", "ゅ": "yu", "ょ": "yo", "ぇ": "ye"}
    vowels = {"ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o"}
    # The consonant of the first with the vowel of the second: ふぁ, てぃ, うぇ.
    consonants = {"ふ": "f", "う": "w", "て": "t", "で": "d", "と": "t", "ど": "d", "つ": "ts", "ゔ": "v"}
    before_y = "きぎしじちぢにひびぴみり"
    pairs = {kana + small: plain[kana][:-1] + glide for kana in before_y for small, glide in glides.items()}
    foreign = {kana + small: row + vowel for kana, row in consonants.items() for small, vowel in vowels.items()}
    return plain | pairs | foreign


_ROMAJI_OF_KANA = _romaji_of_kana()
_N_BEFORE_LIPS = re.compile(r"n(?=[bp])")
_ROMAJI = re.compile(
    r"(?:(?:([kstpgzdbcj])(?=\1)|t(?=ch))?(?:[kgnhbpmr]y|sy|zy|ty|sh|ch|ts|[kstnhmyrwgzdbpjf])?[aiueo]h?|n|m(?=[bp]))+\Z"
)
_SHORTEST_ROMAJI = 4
"""A shorter text is more likely a word of another language (``you``, ``too``)."""


def words_of(text: str) -> list[str]:
    """The words of *text*: width, case, kana, macrons and punctuation make no difference."""
    return words_of_each((text,))[0]


def words_of_each(texts: Iterable[str]) -> list[list[str]]:
    """The words of each of *texts*, which are read as one long text: of many in half the time."""
    folded = [text.replace(_BETWEEN, " ") for text in texts]
    numbers = [number for number, text in enumerate(folded) if not text.isascii() and not _PLAIN.fullmatch(text)]
    normal = _normal(_BETWEEN.join(folded[number] for number in numbers))
    for number, text in zip(numbers, normal.split(_BETWEEN), strict=False):  # of no text there is one part
        folded[number] = text
    joined = _APOSTROPHES.sub("", _hiragana(_BETWEEN.join(folded).casefold()))
    for character in set(joined):
        if not _is_of_word(character) and character != _BETWEEN:
            joined = joined.replace(character, " ")
    return [words.split() for words in joined.split(_BETWEEN)] if folded else []


def _normal(text: str) -> str:
    """*text* in normal width and lower case, Latin letters without marks (Ōsaka, Việt)."""
    text = _hiragana(unicodedata.normalize("NFKC", text).casefold())
    # The voicing marks of kana are not in this block and stay.
    return unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", text)).replace("đ", "d"))


def _hiragana(text: str) -> str:
    return _KATAKANA.sub(lambda kana: kana[0].translate(_KATAKANA_TO_HIRAGANA), text)


def _is_of_word(character: str) -> bool:
    """Is *character* a letter, a digit, or part of a letter (vowel signs of Indic scripts and of Thai, ー)?"""
    return character.isalnum() or character == "ー" or unicodedata.category(character) in ("Mc", "Mn")


_BETWEEN = "\x00"
"""Stands between texts that are folded together: it joins with nothing, and no rule looks across it."""
_PLAIN = re.compile("[\x01-\x7fぁ-ゖァ-ヶー一-龥]*")
"""Characters of normal width and without marks, as most names of places have."""


def fold(text: str) -> str:
    """*text* as one string to compare: its :func:`words_of` without spaces.

    >>> fold("Ｋｉｔａ-Kyūshū"), fold("ｻｯﾎﾟﾛ")
    ('kitakyushu', 'さっぽろ')
    """
    return "".join(words_of(text))


def has_doubled(folded: str) -> bool:
    """Would :func:`single_letters` change *folded*?"""
    return _DOUBLED.search(folded) is not None


def single_letters(folded: str) -> str:
    """*folded* with double Latin consonants made single, since a writer may not hear them: sapporo → saporo."""
    return _DOUBLED.sub(r"\1", folded)


def fold_romaji(folded: str) -> str:
    """*folded* Latin text with one spelling for each sound: Oosaka, Ohsaka, Ōsaka → osaka; Chiba, Tiba → tiba."""
    return _replaced(folded, _TO_KUNREI) if _is_hepburn(folded) else folded


def fold_romaji_each(folded: Iterable[str]) -> list[str]:
    """:func:`fold_romaji` of each of *folded*, which are read as one long text."""
    texts = list(folded)
    numbers = [number for number, text in enumerate(texts) if _is_hepburn(text)]
    together = _replaced(_BETWEEN.join(texts[number] for number in numbers), _TO_KUNREI)
    for number, text in zip(numbers, together.split(_BETWEEN), strict=False):  # of no text there is one part
        texts[number] = text
    return texts


def _is_hepburn(folded: str) -> bool:
    """Has *folded* anything that :func:`fold_romaji` changes?"""
    return folded.isascii() and _HEPBURN.search(folded) is not None


def romaji_of(kana: str) -> str:
    """*kana*, folded hiragana, in Latin letters as :func:`fold_romaji` writes them; empty where it is not all kana.

    >>> romaji_of("どようび"), romaji_of("さっぽろ"), romaji_of("しゅうしょく"), romaji_of("札幌")
    ('doyobi', 'sapporo', 'syusyoku', '')
    """
    letters, position = [], 0
    while position < len(kana):
        size = 2 if kana[position : position + 2] in _ROMAJI_OF_KANA else 1
        letter = _ROMAJI_OF_KANA.get(kana[position : position + size])
        if letter is None:
            return ""
        letters.append(letter)
        position += size
    text = _SMALL_TSU.sub(r"\1\1", "".join(letters)).replace(_TSU, "")
    return _replaced(text, ((_LONG_O, "o"), (_LONG_U, "u")))


def without_unfinished(text: str) -> str:
    """*text*, in lower case, without the Latin letters at its end that are the beginning of a kana (さっp).

    An input method has not turned them into kana yet. Other letters after kana or kanji are meant (``申請書pdf``).
    """
    return _UNFINISHED.sub("", text)


def forms(text: str) -> tuple[str, ...]:
    """The strings to look for among folded names when somebody types *text*, the closest first; none for no text.

    >>> forms("Ohsaka"), forms("さっp")
    (('ohsaka', 'osaka'), ('さっp', 'さっ'))
    """
    folded = fold(text)
    return tuple(dict.fromkeys(form for form in (folded, fold_romaji(folded), without_unfinished(folded)) if form))


def spellings(word: str) -> tuple[str, ...]:
    """*word* in lower case as texts may print it, for a search that cannot fold the texts (a SPARQL query).

    The spellings: as typed, without unfinished kana, in normal and full width, in hiragana and katakana; of a Japanese
    name in romaji also Hepburn, its long vowels short or with a macron.

    >>> spellings("Oosaka")
    ('oosaka', 'ｏｏｓａｋａ', 'osaka', 'ōsaka')
    """
    plain = without_unfinished(unicodedata.normalize("NFKC", word).lower())
    hiragana = plain.translate(_KATAKANA_TO_HIRAGANA)
    katakana = hiragana.translate(_HIRAGANA_TO_KATAKANA)
    return tuple(
        dict.fromkeys((word.lower(), plain, hiragana, katakana, plain.translate(_TO_WIDE).lower(), *_hepburn(plain)))
    )


def _hepburn(plain: str) -> tuple[str, ...]:
    """Spellings in Hepburn of *plain*, if it can be a Japanese name in romaji."""
    folded = fold(plain)
    if len(folded) < _SHORTEST_ROMAJI or not folded.isascii() or not _ROMAJI.match(folded):
        return ()
    short = _replaced(fold_romaji(folded), _TO_HEPBURN)
    marked = _replaced(_LONG_U.sub("ū", _LONG_O.sub("ō", folded)), _TO_HEPBURN)
    return short, _N_BEFORE_LIPS.sub("m", short), marked


def _replaced(text: str, rules: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    for pattern, to in rules:
        text = pattern.sub(to, text)
    return text
