"""Parameters of URLs: a page refuses those, and values, that it does not have; what links carry along is ignored.

An empty value is that of a form left blank: it means the default.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path

import yaml
from werkzeug.exceptions import BadRequest

FILE = Path(__file__).with_name("parameters.yaml")
_LONGEST_NUMBER = 9
"""Digits of the largest number that anything here is counted up to."""
_LONGEST_TOLD = 50
"""Characters of a wrong value that an error repeats."""


def check_parameters(names: Iterable[str], parameters: Iterable[str]) -> None:
    """Raise BadRequest where one of *names* is none of *parameters*, nor one that means nothing anywhere."""
    parameters = tuple(parameters)
    unknown = next((name for name in names if name not in parameters and not is_ignored(name)), None)
    if unknown is not None:
        there_are = f"there are {', '.join(parameters)}" if parameters else "this page has none"
        raise BadRequest(f"there is no parameter {unknown!r}; {there_are}")


def whole_number(parameters: Mapping[str, str], name: str, default: int, most: int | None = None) -> int:
    """The parameter *name*, a whole number from 1 to *most*; *default* where it is missing or empty.

    Raises BadRequest for anything else.
    """
    value = plain(parameters.get(name, ""))
    if not value:
        return default
    number = int(value) if value.isascii() and value.isdecimal() and len(value) <= _LONGEST_NUMBER else 0
    if number < 1 or (most is not None and number > most):
        numbers = "from 1 on" if most is None else f"from 1 to {most}"
        raise BadRequest(f"{name}= takes a whole number {numbers}, not {value[:_LONGEST_TOLD]!r}")
    return number


def one_of(parameters: Mapping[str, str], name: str, values: Collection[str]) -> str:
    """The parameter *name*, one of *values*; empty where it is missing or empty. Raises BadRequest for any other."""
    value = plain(parameters.get(name, ""))
    if value and value not in values:
        there_are = f"it is one of {', '.join(values)}" if values else "here it has none"
        raise BadRequest(f"{name}= has no value {value[:_LONGEST_TOLD]!r}; {there_are}")
    return value


def plain(value: str) -> str:
    """*value* of a parameter as it is compared: letters and digits of full width are those of half width."""
    return (value if value.isascii() else unicodedata.normalize("NFKC", value)).strip("\ufeff").strip()


def is_ignored(name: str) -> bool:
    """Is *name* a parameter that :data:`FILE` lists?"""
    names, beginnings = _ignored()
    return name in names or name.startswith(beginnings)


@cache
def _ignored() -> tuple[frozenset[str], tuple[str, ...]]:
    lists: dict[str, list[str]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    names = [name for listed in lists.values() for name in listed]
    return (
        frozenset(name for name in names if not name.endswith("*")),
        tuple(name[:-1] for name in names if name.endswith("*")),
    )
