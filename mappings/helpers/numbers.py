"""Numbers as Japanese administrative texts print them: wide digits, commas with spaces, kanji digits, 万, 約, 以上."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from mappings.helpers.text import narrow
from ontology.errors import ReportedError


class NumberProblem(ReportedError):
    """A cell that should hold one number holds none, or several."""


@dataclass(frozen=True)
class Number:
    """A number in a text: ``text[start:end] == printed``, from the first word that belongs to it to its unit.

    Words that belong to it are 約, 最大, 以上 and the like; a unit is a counter (人, 名, 件, 言語, か国語, %, …).
    """

    value: int | Decimal
    printed: str
    start: int
    end: int


_UNITS = (
    "か国語", "カ国語", "ヶ国語", "ヵ国語", "言語", "か国", "カ国", "ヶ国", "ヵ国", "か所", "カ所", "ヶ所", "箇所",
    "か月", "カ月", "ヶ月", "団体", "自治体", "都道府県", "市区町村", "市町村", "協会", "事業者", "事業", "文例",
    "種類", "時間", "世帯", "歳", "人", "名", "件", "本", "回", "点", "項目", "ブロック", "部", "校", "社", "都市",
    "位", "日間", "週間", "年間", "年", "月", "日", "円", "%",
)  # fmt: skip
_DIGITS = r"\d{1,3}(?:\s*,\s*\d{3})+(?!\d)|\d+"
_NUMBER = re.compile(
    rf"(?P<most>最大(?:で)?|最多)?\s*(?P<about>約|およそ|おおよそ)?\s*"
    rf"(?P<digits>(?:{_DIGITS})(?:\.\d+)?)(?P<myriads>\s*万(?P<rest>\s*\d{{1,4}})?)?"
    rf"\s*(?P<unit>{'|'.join(map(re.escape, _UNITS))})?\s*(?P<bound>以上|超|以下|未満)?"
)
_KANJI_DIGITS = {kanji: str(value) for value, kanji in enumerate("一二三四五六七八九十", 1)}


def find_numbers(text: str) -> list[Number]:
    """Every number in *text*, in order; numbers inside Latin words and addresses (a12900, e-3) are left out.

    >>> [(n.value, n.printed) for n in find_numbers("電話通訳で１５言語以上に対応")]
    [(15, '１５言語以上')]
    >>> [n.value for n in find_numbers("(22, 027) 【19】")]
    [22027, 19]
    """
    plain = narrow(text)
    numbers = []
    for match in _NUMBER.finditer(plain):
        first = match.start("digits")
        if re.search(r"[A-Za-z_./-]\Z", plain[:first]) or re.match(r"[A-Za-z_]", plain[match.end("digits") :]):
            continue
        start = next(match.start(group) for group in ("most", "about", "digits") if match[group])
        end = max(match.end(group) for group in ("digits", "myriads", "unit", "bound"))
        numbers.append(Number(_value(match), text[start:end], start, end))
    return numbers


def _value(match: re.Match[str]) -> int | Decimal:
    digits = re.sub(r"[\s,]", "", match["digits"])
    if match["myriads"]:
        value = Decimal(digits) * 10_000 + int(match["rest"] or 0)
        return int(value) if value == value.to_integral_value() else value
    return Decimal(digits) if "." in digits else int(digits)


def read_number(text: str) -> int | Decimal:
    """The value of the only number in *text*; words around it are ignored.

    >>> read_number("約 16,000 名"), read_number("2.04％")
    (16000, Decimal('2.04'))

    Raises NumberProblem when there is none, or several.
    """
    numbers = find_numbers(text)
    if len(numbers) != 1:
        raise NumberProblem(f"{text!r} holds {len(numbers)} numbers, not one")
    return numbers[0].value


def plain_number(printed: str) -> str:
    """*printed*, which is a number and nothing else, in ASCII digits without commas, spaces and needless zeros.

    >>> plain_number("２，０００"), plain_number("22, 027"), plain_number("47.0"), plain_number("十")
    ('2000', '22027', '47', '10')

    Raises NumberProblem for anything else.
    """
    text = re.sub(r"[\s,]", "", narrow(printed))
    text = _KANJI_DIGITS.get(text, text)
    if not re.fullmatch(r"\d+(?:\.\d+)?", text):
        raise NumberProblem(f"{printed!r} is not a number")
    whole, point, fraction = text.partition(".")
    fraction = fraction.rstrip("0")
    return f"{int(whole)}.{fraction}" if point and fraction else str(int(whole))
