"""Every local government of Japan: codes with their check digit, names, positions.

``municipalities.csv`` is made by :mod:`mappings.register.municipality_table` from the Address Base Registry (Digital
Agency, CC BY 4.0) and Wikidata (CC0).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from mappings.csv_files import Row, read_csv
from ontology.spelling import nearest

TABLE = Path(__file__).with_name("municipalities.csv")
COLUMNS = ("key", "code6", "part_of", "name_ja", "name_kana", "name_en", "latitude", "longitude", "wikidata")
_WEIGHTS = (6, 5, 4, 3, 2)


@cache
def municipalities() -> dict[str, Row]:
    """The rows of the table by the five-digit code."""
    return {row["key"]: row for row in read_csv(TABLE, COLUMNS)}


def check_digit(code: str) -> str:
    """The sixth digit of a local government's code (全国地方公共団体コード) after the five of *code*.

    >>> check_digit("13211"), check_digit("01100")
    ('0', '2')
    """
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, code, strict=True))
    return str((11 - total % 11) % 10)


def municipality_of(printed: str) -> str | None:
    """The five-digit code of the local government that *printed* names by its code or its whole name, or None.

    A code has five digits, or six with the check digit, or lost its first zero in a spreadsheet.

    >>> municipality_of("132110"), municipality_of("11002"), municipality_of("小平市"), municipality_of("132119")
    ('13211', '01100', '13211', None)
    """
    known = municipalities()
    if printed in known:
        return printed
    if printed.isdecimal() and printed.isascii():
        code = printed.zfill(6)
        return code[:5] if len(code) == 6 and code[:5] in known and known[code[:5]]["code6"] == code else None
    codes = _by_name().get(printed, ())
    return codes[0] if len(codes) == 1 else None


def nearest_municipality(printed: str) -> str:
    """What may be meant by *printed*, which names no local government: a code with its name, a name, or nothing.

    >>> nearest_municipality("132119")
    '132110 (東京都小平市)'
    """
    known = municipalities()
    if printed.isdecimal() and printed.isascii():
        code = printed if len(printed) == 5 else printed.zfill(6)[:5]
        if code not in known:
            code = nearest(printed.zfill(6), [row["code6"] for row in known.values()])[:5]
        return f"{known[code]['code6']} ({full_name(code)})" if code in known else ""
    several = _by_name().get(printed, ())
    return f"{known[several[0]]['code6']} ({full_name(several[0])})" if several else nearest(printed, _by_name())


def full_name(code: str) -> str:
    """The name of a local government after that of its prefecture."""
    row = municipalities()[code]
    prefecture = municipalities().get(f"{code[:2]}000", row)
    return row["name_ja"] if prefecture is row else f"{prefecture['name_ja']}{row['name_ja']}"


@cache
def _by_name() -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for code, row in municipalities().items():
        for name in dict.fromkeys((row["name_ja"], full_name(code))):
            names[name] = (*names.get(name, ()), code)
    return names
