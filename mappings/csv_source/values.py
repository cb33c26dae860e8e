"""The types of columns: what a cell of each holds as a city's spreadsheet prints it, and how tables write it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache

from pyoxigraph import NamedNode

from mappings.csv_source.municipalities import municipality_of, nearest_municipality
from mappings.helpers.cldr import CldrProblem, language_names
from mappings.helpers.eras import DateProblem, find_dates
from mappings.helpers.languages import languages_of
from mappings.helpers.lookups import LookupProblem, lookup_rows
from mappings.helpers.text import narrow
from mappings.helpers.weekdays import WEEK, WeekdayProblem, weekday_of
from ontology.errors import ReportedError
from ontology.spelling import nearest

HOLIDAY = "public-holiday"
_YES = frozenset(("有", "有り", "あり", "○", "〇", "◯", "可", "true", "yes", "1", "はい"))
_NO = frozenset(("無", "無し", "なし", "×", "✕", "不可", "false", "no", "0", "いいえ"))
_TIME = re.compile(r"(\d{1,2})(?:[:時](\d{2})?)(?:分|:00)?\Z")
_PLAIN_DATE = re.compile(r"(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})(?:[ T]0?0:00(?::00)?)?\Z")
_TELEPHONE = re.compile(r"\+?[0-9][0-9()-]{4,}[0-9]\Z")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}\Z")
_HYPHENS = str.maketrans(dict.fromkeys("‐‑–—―−－ー", "-"))
_PARTS = re.compile(r"[;；、，,・/／\n]")


class ValueProblem(ReportedError):
    """A cell does not fit the type of its column: *expected* says what would fit; the suggestion is a likely value."""

    def __init__(self, expected: str, suggestion: str = "") -> None:
        self.expected, self.suggestion = expected, suggestion
        super().__init__(expected)


@dataclass(frozen=True)
class ValueType:
    """A type of column: the function that reads a cell, the datatypes of CSVW and RDF, the kind of things it names.

    *split* parts a cell that names several.
    """

    read: Callable[[str], str]
    csvw: str = "string"
    rdf: str = ""
    thing: str = ""
    split: Callable[[str], list[str]] | None = None


def _integer(cell: str) -> str:
    text = narrow(cell).replace(",", "").removesuffix(".0")
    if not re.fullmatch(r"[+-]?\d+", text):
        raise ValueProblem("a whole number")
    return str(int(text))


def _number(cell: str) -> str:
    text = narrow(cell).replace(",", "").translate(_HYPHENS)
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        digits = re.search(r"\d[\d.]*", text)
        raise ValueProblem("a number", digits[0] if digits else "") from error
    if not number.is_finite():
        raise ValueProblem("a number")
    whole = format(number, "f")
    return whole.rstrip("0").rstrip(".") if "." in whole else whole


def _degrees(limit: int) -> Callable[[str], str]:
    def read(cell: str) -> str:
        try:
            value = _number(cell)
        except ValueProblem as problem:
            raise ValueProblem("degrees as a decimal number, like 35.6895", problem.suggestion) from problem
        if abs(Decimal(value)) > limit:
            moved = Decimal(value) / 10
            raise ValueProblem(f"degrees from -{limit} to {limit}", str(moved) if abs(moved) <= limit else "")
        return value

    return read


def _date(cell: str) -> str:
    text = narrow(cell).strip()
    if match := _PLAIN_DATE.match(text):
        year, month, day = match.groups()
        text = f"{year}年{month}月{day}日"
    try:
        stamps = find_dates(text)
    except DateProblem as problem:
        raise ValueProblem(f"a date that exists ({problem})") from problem
    if len(stamps) != 1 or stamps[0].kind != "date" or stamps[0].printed.strip() != text:
        raise ValueProblem("a date like 2026-04-01, 2026/4/1, 令和8年4月1日 or R8.4.1")
    return stamps[0].value


def _time(cell: str) -> str:
    match = _TIME.match(narrow(cell).strip())
    if not match or int(match[1]) > 24 or int(match[2] or 0) > 59 or (int(match[1]) == 24 and int(match[2] or 0)):
        raise ValueProblem("a time hh:mm, from 00:00 to 23:59", _nearest_time(cell))
    # The end of the day has no name of its own in xsd:time.
    return "23:59:00" if int(match[1]) == 24 else f"{int(match[1]):02}:{match[2] or '00'}:00"


def _nearest_time(cell: str) -> str:
    digits = re.fullmatch(r"(\d{1,2})[.;．：]?(\d{2})", narrow(cell).strip())
    return f"{int(digits[1]):02}:{digits[2]}" if digits and int(digits[1]) < 24 and int(digits[2]) < 60 else ""


def _yes_or_no(cell: str) -> str:
    text = narrow(cell).strip().lower()
    if text in _YES:
        return "true"
    if text in _NO:
        return "false"
    raise ValueProblem("有 or 無", nearest(cell, ("有", "無")))


def _url(cell: str) -> str:
    text = cell.strip()
    suggestion = f"https://{text}" if re.match(r"www\.\S+\Z", text) else ""
    if re.match(r"https?://\S", text) and " " in text:
        suggestion = text.replace(" ", "%20")
    if not re.match(r"https?://[^\s/]+", text):
        raise ValueProblem("an address that begins with https:// or http://", suggestion)
    try:
        return NamedNode(text).value
    except ValueError as error:
        raise ValueProblem(f"an address of a page ({error})", suggestion) from error


def _email(cell: str) -> str:
    text = narrow(cell).strip()
    if not _EMAIL.match(text):
        raise ValueProblem("an e-mail address", text.replace("[at]", "@").replace(" ", "") if "@" not in text else "")
    return text


def _telephone(cell: str) -> str:
    text = re.sub(r"\s", "", narrow(cell).translate(_HYPHENS))
    if not _TELEPHONE.match(text):
        raise ValueProblem("a telephone number like 042-341-1211")
    return text


def _postal_code(cell: str) -> str:
    digits = re.sub(r"[\s〒-]", "", narrow(cell).translate(_HYPHENS))
    if not re.fullmatch(r"\d{7}", digits):
        raise ValueProblem("a postal code like 187-0032")
    return f"{digits[:3]}-{digits[3:]}"


def _municipality(cell: str) -> str:
    printed = narrow(cell).strip()
    code = municipality_of(printed)
    if code is None:
        is_code = printed.isdecimal()
        expected = "the code of a local government, with its check digit" if is_code else "a local government"
        raise ValueProblem(expected, nearest_municipality(printed))
    return code


def _language(cell: str) -> str:
    try:
        tags = languages_of(cell)
    except LookupProblem:
        tags = tuple(filter(None, (_language_names().get(cell.strip().casefold()),)))
    if len(tags) != 1:
        raise ValueProblem("one language, by its name or its tag", nearest(cell, _language_names()))
    return tags[0]


def _split_languages(cell: str) -> list[str]:
    """The names in a cell; one that stands for several languages is given as their tags."""
    names: list[str] = []
    for name in filter(None, (part.strip() for part in _PARTS.split(_outside_brackets(cell)))):
        name = name.replace("\0", "・")
        try:
            names += languages_of(name)
        except LookupProblem:
            names.append(name)
    return names


def _outside_brackets(cell: str) -> str:
    """*cell* with separators inside brackets replaced by a mark, since brackets belong to one name."""
    return re.sub(r"[（(][^）)]*[）)]", lambda match: _PARTS.sub("\0", match[0]), cell)


@cache
def _language_names() -> Mapping[str, str]:
    """Tags and names of languages in Japanese and English, folded, with the tag of each."""
    names: dict[str, str] = {}
    for row in lookup_rows("language_names", ("printed", "language", "note")):
        names[row["language"].casefold()] = row["language"]
        names.setdefault(row["printed"].casefold(), row["language"])
    for tag in dict.fromkeys(names.values()):
        try:
            of_tag = language_names(tag)
        except CldrProblem:
            continue
        for language in ("ja", "en"):
            if language in of_tag:
                names.setdefault(of_tag[language].casefold(), tag)
    return names


def _weekday(cell: str) -> str:
    text = cell.strip()
    if text.lower() in (*WEEK, HOLIDAY):
        return text.lower()
    if text in ("祝", "祝日"):
        return HOLIDAY
    try:
        return weekday_of(text)
    except WeekdayProblem as problem:
        raise ValueProblem(
            "a day of the week like 月 or 月曜日", nearest(text.lower(), (*WEEK, HOLIDAY)) or ""
        ) from problem


def _split_weekdays(cell: str) -> list[str]:
    """The days in a cell: 月火水, 月・水, 月～金, 月曜日;火曜日. A word that is no day stays as printed."""
    text = re.sub(r"曜日?|(?<=祝)日", "", narrow(cell)).strip()
    if match := re.fullmatch(r"([月火水木金土日])[~〜～-]([月火水木金土日])", text):
        first, last = (WEEK.index(weekday_of(day)) for day in match.groups())
        return list(WEEK[first : last + 1] if first <= last else (*WEEK[first:], *WEEK[: last + 1]))
    if re.fullmatch(r"[月火水木金土日祝]+", re.sub(_PARTS, "", text)):
        return list(re.sub(_PARTS, "", text))
    return [part.strip() for part in _PARTS.split(cell) if part.strip()]


TYPES: Mapping[str, ValueType] = {
    "text": ValueType(str),
    "integer": ValueType(_integer, "integer", "xsd:integer"),
    "number": ValueType(_number, "decimal", "xsd:decimal"),
    "latitude": ValueType(_degrees(90), "decimal", "xsd:decimal"),
    "longitude": ValueType(_degrees(180), "decimal", "xsd:decimal"),
    "date": ValueType(_date, "date", "xsd:date"),
    "time": ValueType(_time, "time", "xsd:time"),
    "yes-no": ValueType(_yes_or_no, "boolean", "xsd:boolean"),
    "url": ValueType(_url, "anyURI"),
    "email": ValueType(_email),
    "telephone": ValueType(_telephone),
    "postal-code": ValueType(_postal_code),
    "municipality": ValueType(_municipality, thing="municipality"),
    "language": ValueType(_language, thing="language", split=_split_languages),
    "weekday": ValueType(_weekday, thing="weekday", split=_split_weekdays),
}
"""The types that a column of ``source.yaml`` may have, by name."""


def read_value(type_name: str, cell: str) -> str:
    """The value of a *cell* that is not empty, of the type *type_name*, as tables write it. Raises ValueProblem.

    >>> read_value("date", "令和8年4月1日"), read_value("time", "９時３０分"), read_value("municipality", "132110")
    ('2026-04-01', '09:30:00', '13211')
    """
    return TYPES[type_name].read(cell)


def fits(type_name: str, cell: str) -> bool:
    """Whether *cell* is of the type *type_name*."""
    try:
        TYPES[type_name].read(cell)
    except ValueProblem:
        return False
    return True
