"""A query as code: what asks it in a shell, in Python, in R and in JavaScript, to copy and run."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape

from graph.formats import RESULTS_CSV, RESULTS_JSON, TURTLE

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parents[1] / "templates" / "sparql" / "code"), autoescape=select_autoescape()
)
"""Programs are text, which is escaped where a page shows it."""
_BACKSLASHES_AND_QUOTES = re.compile(r'\\|"(?="")|"\Z')
_OF_TEMPLATES = re.compile(r"\\|`|\$(?=\{)")


@dataclass(frozen=True)
class Code:
    """The *text* of a program in a language, by its *name*."""

    key: str
    name: str
    text: str


def code_of(query: str, endpoint: str, *, is_table: bool) -> tuple[Code, ...]:
    """*query* as code that asks *endpoint* (a URL); the answer *is_table* or a graph."""
    return tuple(
        Code(
            key,
            name,
            _TEMPLATES.get_template(f"{key}.txt").render(
                endpoint=endpoint,
                is_table=is_table,
                media_type=(RESULTS_CSV if key in _AS_CSV else RESULTS_JSON).media_type
                if is_table
                else TURTLE.media_type,
                query=written(query.strip("\n")),
                mark=_free(query, "SPARQL"),
                dashes=_dashes(query),
            ),
        )
        for key, name, written in _LANGUAGES
    )


def _as_it_is(query: str) -> str:
    return query


def _in_python(query: str) -> str:
    """*query* between three double quotes."""
    return _BACKSLASHES_AND_QUOTES.sub(lambda match: "\\" + match.group(), query)


def _in_javascript(query: str) -> str:
    """*query* between backticks."""
    return _OF_TEMPLATES.sub(lambda match: "\\" + match.group(), query)


def _free(query: str, mark: str) -> str:
    """*mark*, longer where a line of *query* is the same: what ends a text in a shell must not stand in it."""
    while mark in query.splitlines():
        mark += "_"
    return mark


def _dashes(query: str) -> str:
    """So many dashes that a raw text of R, which ends at ``)``, dashes and a quote, does not end within *query*."""
    dashes = ""
    while f'){dashes}"' in query:
        dashes += "-"
    return dashes


_LANGUAGES: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    ("curl", "curl", _as_it_is),
    ("python", "Python", _in_python),
    ("r", "R", _as_it_is),
    ("javascript", "JavaScript", _in_javascript),
)
_AS_CSV = ("curl", "r")
