"""Markdown with the answers of queries in it: ``{{ query.column }}`` in a line, and blocks ``table``, ``chart``, ….

A fenced block whose info string is one of :data:`KINDS` names the query whose answer is shown there. HTML tags are
shown as text, and pictures of other servers are not loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from mappings.declared import DeclarationError

TEXT, TABLE, CHART, MAP = "text", "table", "chart", "map"
KINDS = (TEXT, TABLE, CHART, MAP)
"""How an answer is shown in a block."""
VALUE = re.compile(r"\{\{\s*([a-z][a-z0-9-]*)\.([A-Za-z][A-Za-z0-9]*)(?:\.([1-9][0-9]{0,3}))?\s*\}\}")
"""A value in a line: a query, one of its columns, and the number of the row, the first where none is given."""


@dataclass(frozen=True)
class ValueReference:
    """The value of *column* in row *row* (from 0) of the answer to *query*."""

    query: str
    column: str
    row: int = 0

    @classmethod
    def of(cls, match: re.Match[str]) -> ValueReference:
        """The reference of a match of :data:`VALUE`."""
        return cls(match[1], match[2], int(match[3] or 1) - 1)


@dataclass(frozen=True)
class BlockReference:
    """The answer to *query*, shown as *kind*, one of :data:`KINDS`."""

    query: str
    kind: str

    @classmethod
    def of(cls, token: Token) -> BlockReference | None:
        """What a fenced block refers to; None for a block of code."""
        kind = token.info.strip()
        return cls(token.content.strip(), kind) if kind in KINDS else None


@lru_cache
def markdown() -> MarkdownIt:
    """The reader of CommonMark with tables. HTML in it is text; links are those that markdown-it holds to be safe."""
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def references(text: str) -> Iterator[ValueReference | BlockReference]:
    """The answers that the Markdown *text* refers to. Raises DeclarationError for braces that do not name a value.

    A value is shown as a link to its answer, so a value inside a link is an error too.
    """
    for token in markdown().parse(text):
        if token.type == "fence" and (block := BlockReference.of(token)):
            yield block
        elif token.type == "inline":
            yield from _values(token.children or ())


def _values(tokens: Sequence[Token]) -> Iterator[ValueReference]:
    is_in_link = False
    for token in tokens:
        is_in_link = (is_in_link or token.type == "link_open") and token.type != "link_close"
        if token.type != "text":
            continue
        for match in VALUE.finditer(token.content):
            if is_in_link:
                raise DeclarationError(f"{match.group()} stands in a link; put it beside the link")
            yield ValueReference.of(match)
        if "{{" in VALUE.sub("", token.content):
            raise DeclarationError(f"{token.content!r} has braces that name no value: write {{{{ query.column }}}}")
