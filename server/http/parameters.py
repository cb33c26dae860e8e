"""Parameters of URLs: a page refuses those that it does not have; what links carry along is ignored."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml
from werkzeug.exceptions import BadRequest

FILE = Path(__file__).with_name("parameters.yaml")


def check_parameters(names: Iterable[str], parameters: Iterable[str]) -> None:
    """Raise BadRequest where one of *names* is none of *parameters*, nor one that means nothing anywhere."""
    parameters = tuple(parameters)
    unknown = next((name for name in names if name not in parameters and not is_ignored(name)), None)
    if unknown is not None:
        there_are = f"there are {', '.join(parameters)}" if parameters else "this page has none"
        raise BadRequest(f"there is no parameter {unknown!r}; {there_are}")


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
