"""The reading of a typed text as places, languages, days, topics and kinds, in any order and many spellings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from server.display.spelling import fold
from server.finder.vocabulary import Lexicon, WordMeaning

_SEPARATORS = re.compile(r"[\s,，、・;；+＋|/／]+")
_WITHOUT_SPACES = re.compile("[ぁ-ゖァ-ヺｦ-ﾟ一-鿿々ก-๿]")
"""A character of a script that puts no spaces between words: kana, kanji, Thai."""
_DASHES = frozenset("-–—~〜～")
"""Signs between the first and the last of values in order: Mon–Fri."""
_PARTICLES = frozenset({"の", "で", "に", "と", "を", "は", "が", "も", "や", "から"})
_WITHOUT = ("-", "−", "－")
"""A word that begins so is not wanted, as in search engines; the finder cannot leave out, so it is left over."""
_LONGEST_PHRASE = 5
"""Words of the longest name that is looked for in a sentence."""
_LONGEST_CHUNK = 40
"""Characters of the longest run without spaces that is taken apart."""
_MOST_GUESSES = 3
_LONGEST_GUESS = 3
"""Words of the longest run that is compared with names nearly spelt like it."""
_MOST_CORRECTED = 8
"""Words that are corrected; a text with more that mean nothing is no list of names."""


@dataclass(frozen=True)
class ChosenMeaning:
    """Words as typed, and the *meanings* chosen for them.

    *others* are further places of the same name. *guesses* are other names that are spelt nearly as the words are; the
    words were *corrected* then.
    """

    typed: str
    meanings: tuple[WordMeaning, ...]
    others: tuple[WordMeaning, ...] = ()
    guesses: tuple[WordMeaning, ...] = ()
    corrected: bool = False


@dataclass(frozen=True)
class Understanding:
    """The reading of a text: *choices*, and the words left over, which are searched in names.

    *is_either*: the text says that one of choices of different kinds will do, "Saturday or English".
    """

    choices: tuple[ChosenMeaning, ...]
    rest: tuple[str, ...]
    is_either: bool = False

    @property
    def meanings(self) -> tuple[WordMeaning, ...]:
        """Every meaning, each once."""
        return tuple(dict.fromkeys(meaning for choice in self.choices for meaning in choice.meanings))

    @property
    def is_corrected(self) -> bool:
        """Was anything spelt otherwise than it is read?"""
        return any(choice.corrected for choice in self.choices)


def read(text: str, vocabulary: Lexicon, is_known: Callable[[str], bool] = lambda _: False) -> Understanding:
    """The reading of *text*. A word without a meaning is corrected, unless *is_known* (it is in a name, say)."""
    words = [word for word in _SEPARATORS.split(text) if word]
    choices, rest, is_either = _choices(words, vocabulary)
    if len(words) > 1:
        rest = [word for word in rest if fold(word) not in vocabulary.everyday.fillers]
    corrected, rest = _corrected(rest, vocabulary, is_known)
    return Understanding(tuple(_resolved([*choices, *corrected], vocabulary)), tuple(rest), is_either)


def _choices(words: Sequence[str], vocabulary: Lexicon) -> tuple[list[ChosenMeaning], list[str], bool]:
    """The names among *words*, the longest first, the words left over, and whether either of some will do."""
    everyday = vocabulary.everyday
    ranges = everyday.ranges | _DASHES
    choices: list[ChosenMeaning] = []
    rest: list[str] = []
    is_either = False
    joint, is_after_name, position = "", False, 0

    def take(parts: Sequence[ChosenMeaning]) -> None:
        nonlocal is_either, joint, is_after_name
        whole = _range(choices[-1], parts[0], vocabulary) if joint in ranges else None
        if whole:
            choices[-1:] = [whole, *parts[1:]]
        else:
            is_either |= joint in everyday.alternatives and not _is_of_one_kind(choices[-1], parts[0])
            choices.extend(parts)
        joint, is_after_name = "", True

    while position < len(words):
        word = words[position] if words[position] in _DASHES else fold(words[position])
        is_joining = is_after_name and word in ranges | everyday.alternatives and position + 1 < len(words)
        if is_joining and (word in everyday.fillers or _names(words[position + 1], vocabulary)):
            joint = word
            position += 1
            continue
        if words[position].startswith(_WITHOUT):
            rest.append(words[position])
            position += 1
            continue
        for size in range(min(_LONGEST_PHRASE, len(words) - position), 0, -1):
            if size > 1 and words[position + size - 1] in _DASHES:
                continue
            phrase = " ".join(words[position : position + size])
            if size == 1 and len(words) > 1 and fold(phrase) in vocabulary.everyday.fillers:
                rest.append(phrase)
                break
            if meanings := vocabulary.exact(phrase):
                take([ChosenMeaning(phrase, meanings)])
                break
        else:
            size = 1
            parts = _names(words[position], vocabulary)
            if parts:
                take(parts)
            else:
                rest.append(words[position])
                joint, is_after_name = "", False
        position += size
    return choices, rest, is_either


def _names(word: str, vocabulary: Lexicon) -> list[ChosenMeaning] | None:
    """*word* as the names that it consists of, those in order with what lies between; None where it is none."""
    if meanings := vocabulary.exact(word):
        return [ChosenMeaning(word, meanings)]
    for joint in (*_DASHES, *filter(_WITHOUT_SPACES.search, vocabulary.everyday.ranges)):
        before, between, after = word.partition(joint)
        if before and between and after:
            first, last = _names(before, vocabulary), _names(after, vocabulary)
            if first and last and (whole := _range(first[-1], last[0], vocabulary)):
                return [*first[:-1], whole, *last[1:]]
    return _split(word, vocabulary) if _WITHOUT_SPACES.search(word) else None


def _range(first: ChosenMeaning, last: ChosenMeaning, vocabulary: Lexicon) -> ChosenMeaning | None:
    """The values from *first* to *last*, where both are of a facet whose values are in an order; else None."""
    if len(first.meanings) != 1 or len(last.meanings) != 1 or not _is_of_one_kind(first, last):
        return None
    facet = first.meanings[0].facet
    order = vocabulary.order(facet)
    ends = [choice.meanings[0].key for choice in (first, last)]
    if not set(ends) <= set(order) or order.index(ends[0]) >= order.index(ends[1]):
        return None
    between = order[order.index(ends[0]) : order.index(ends[1]) + 1]
    return ChosenMeaning(f"{first.typed}–{last.typed}", tuple(vocabulary.meaning(facet, key) for key in between))


def _is_of_one_kind(first: ChosenMeaning, other: ChosenMeaning) -> bool:
    """Are both values of one facet?"""
    return first.meanings[0].facet == other.meanings[0].facet


def _split(word: str, vocabulary: Lexicon) -> list[ChosenMeaning] | None:
    """*word*, a run without spaces, as names with particles and fillers between; None when something is left over.

    ``best[end]`` are the fewest names that the characters before *end* can be read as.
    """
    chunk = fold(word)
    if len(chunk) > _LONGEST_CHUNK:
        return None
    best: list[list[ChosenMeaning] | None] = [[]] + [None] * len(chunk)
    for end in range(1, len(chunk) + 1):
        for start in range(end):
            before, part = best[start], chunk[start:end]
            if before is None:
                continue
            # A particle only follows a name; a single character is no name here (津, 月).
            meanings = vocabulary.exact(part) if len(part) > 1 else ()
            is_filler = (part in _PARTICLES and before) or (len(part) > 1 and part in vocabulary.everyday.fillers)
            reading = before if is_filler else [*before, ChosenMeaning(part, meanings)] if meanings else None
            current = best[end]
            if reading is not None and (current is None or len(reading) < len(current)):
                best[end] = reading
    return best[-1] or None


def _corrected(
    rest: Sequence[str], vocabulary: Lexicon, is_known: Callable[[str], bool]
) -> tuple[list[ChosenMeaning], list[str]]:
    """The names that runs of the words of *rest* are spelt nearly like, and the words that are like none."""
    if len(rest) > _MOST_CORRECTED:
        return [], list(rest)
    choices: list[ChosenMeaning] = []
    left: list[str] = []
    position = 0
    while position < len(rest):
        for size in range(min(_LONGEST_GUESS, len(rest) - position), 0, -1):
            words = rest[position : position + size]
            near = [] if any(map(is_known, words)) else vocabulary.near(" ".join(words))
            if near:
                guesses = tuple(meanings[0] for meanings in near[1 : _MOST_GUESSES + 1])
                choices.append(ChosenMeaning(" ".join(words), near[0], guesses=guesses, corrected=True))
                break
        else:
            size = 1
            left.append(rest[position])
        position += size
    return choices, left


def _resolved(choices: Iterable[ChosenMeaning], vocabulary: Lexicon) -> list[ChosenMeaning]:
    """*choices* with one place for each name of places: the one that lies in another named place, or around it.

    Without such a one it is the place with the most items.
    """
    listed = list(choices)
    gazetteer = vocabulary.gazetteer
    places = [choice for choice in listed if vocabulary.is_place(choice.meanings)]
    resolved = []
    for choice in listed:
        if not vocabulary.is_place(choice.meanings):
            resolved.append(choice)
            continue
        context = [meaning.key for other in places if other is not choice for meaning in other.meanings]
        related = [
            meaning
            for meaning in choice.meanings
            if any(gazetteer.is_within(meaning.key, key) or gazetteer.is_within(key, meaning.key) for key in context)
        ]
        chosen = (related or choice.meanings)[0]
        others = () if related else tuple(meaning for meaning in choice.meanings if meaning != chosen)
        resolved.append(replace(choice, meanings=(chosen,), others=others))
    return resolved
