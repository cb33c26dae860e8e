"""Numbers as Japanese administrative texts print them: wide digits, commas with spaces, 万, 約, 以上, per cent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from mappings.helpers.text import narrow
from ontology.errors import ReportedError


class NumberProblem(ReportedError):
    """A cell that should hold a number doesn't, or holds several."""


@dataclass(frozen=True)
class Number:
    """A number found in a text: ``text[start:end] == printed``, from the first word that belongs to it to its unit.

    ``unit`` is the counter printed after it (人, 名, 件, 言語, か国語, %, …) or empty. ``approximate`` is set by 約
    (not by 延べ: a total of visits is exact), ``minimum`` by 以上 and 超, ``maximum`` by 最大 and 以下.
    """

    value: int | Decimal
    unit: str
    printed: str
    start: int
    end: int
    approximate: bool = False
    minimum: bool = False
    maximum: bool = False


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


def find_numbers(text: str) -> list[Number]:
    """Every number in *text*, in order; numbers inside Latin words and addresses (a12900, e-3) are left out.

    >>> [(n.value, n.unit, n.minimum) for n in find_numbers("電話通訳で１５言語以上に対応")]
    [(15, '言語', True)]
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
        numbers.append(
            Number(
                value=_value(match),
                unit=match["unit"] or "",
                printed=text[start:end],
                start=start,
                end=end,
                approximate=bool(match["about"]),
                minimum=match["bound"] in ("以上", "超"),
                maximum=bool(match["most"]) or match["bound"] in ("以下", "未満"),
            )
        )
    return numbers


def _value(match: re.Match[str]) -> int | Decimal:
    digits = re.sub(r"[\s,]", "", match["digits"])
    if match["myriads"]:
        value = Decimal(digits) * 10_000 + int(match["rest"] or 0)
        return int(value) if value == value.to_integral_value() else value
    return Decimal(digits) if "." in digits else int(digits)


def read_number(text: str) -> Number:
    """The one number that *text* holds. Raises NumberProblem when there is none, or several.

    >>> read_number("約 16,000 名").value, read_number("2.04％").value
    (16000, Decimal('2.04'))
    """
    found = find_numbers(text)
    if len(found) != 1:
        raise NumberProblem(f"{text!r} holds {len(found)} numbers, not one")
    return found[0]


def read_integer(text: str) -> int:
    """The whole number that *text*, all of it, prints: digits, commas, spaces, and a counter at most.

    >>> read_integer("２，０００"), read_integer("2,028,135 人"), read_integer("1, 016 団体")
    (2000, 2028135, 1016)

    Raises NumberProblem for anything else.
    """
    number = read_number(text)
    if isinstance(number.value, Decimal) or number.approximate or number.printed.strip() != text.strip():
        raise NumberProblem(f"{text!r} is not a whole number")
    return number.value
