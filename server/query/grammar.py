"""Where a query goes wrong, and what was expected there: the grammar of SPARQL, followed token by token.

The engine tries alternatives and reports where the last one ended, which is seldom where the fault is. The grammar of
SPARQL needs to look at one token only (section 19.8, note 4), so following it finds the first that does not fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from server.query.tokeniser import Token, tokens

FILE = Path(__file__).with_name("grammar.ebnf")
FUNCTIONS = frozenset(
    (
        *("STR", "LANG", "LANGMATCHES", "DATATYPE", "BOUND", "IRI", "URI", "BNODE", "STRLANG", "STRDT", "SAMETERM"),
        *("ISIRI", "ISURI", "ISBLANK", "ISLITERAL", "ISNUMERIC", "RAND", "ABS", "CEIL", "FLOOR", "ROUND"),
        *("CONCAT", "STRLEN", "UCASE", "LCASE", "ENCODE_FOR_URI", "CONTAINS", "STRSTARTS", "STRENDS", "STRBEFORE"),
        *("STRAFTER", "REGEX", "SUBSTR", "REPLACE", "YEAR", "MONTH", "DAY", "HOURS", "MINUTES", "SECONDS", "TIMEZONE"),
        *("TZ", "NOW", "UUID", "STRUUID", "MD5", "SHA1", "SHA256", "SHA384", "SHA512", "COALESCE", "IF"),
        *("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"),
    )
)
"""The functions and aggregates of SPARQL 1.1 (productions 121 and 127)."""
_KINDS = {
    "IRI": ("iri", "an IRI in <>"),
    "NAME": ("name", "a prefixed name"),
    "PREFIX": ("name", "a prefix with a colon"),
    "VARIABLE": ("variable", "a variable"),
    "STRING": ("string", "a text in quotes"),
    "NUMBER": ("number", "a number"),
    "LANGUAGE": ("language", "a language tag"),
    "BLANK": ("blank", "a blank node"),
    "FUNCTION": ("word", "a function"),
    "END": ("end", "the end of the query"),
}
_PART = re.compile(r"'([^']+)'|(\w+)|([()|?*+])")
_RULE = re.compile(r'(\w+)(?: "([^"]+)")? = (.+)')
_END = "end"


class Mismatch(NamedTuple):
    """The first token that does not fit (its *number* among *tokens*, the last of which is the end), and what does."""

    number: int
    tokens: Sequence[Token]
    expected: tuple[str, ...]

    @property
    def token(self) -> Token:
        """The token itself."""
        return self.tokens[self.number]


@dataclass(frozen=True)
class _Item:
    """A part of a rule: *kind* is "text", "token", "rule", "all" (one after the other) or "any" (one of them)."""

    kind: str
    name: str = ""
    parts: tuple[_Item, ...] = ()
    repeat: str = ""
    """How often: once, or as "?", "*" and "+" say."""


def mismatch(query: str) -> Mismatch | None:
    """Where *query* leaves the grammar; None where it does not."""
    reader = _Reader([*_split(query), Token(_END, "", len(query))])
    if reader.match(_Item("rule", "Query"), 0) is not None:
        return None
    return Mismatch(reader.furthest, reader.tokens, tuple(reader.expected))


def _split(query: str) -> Iterator[Token]:
    """The tokens of *query*; the full stop after a whole number is one of its own."""
    for token in tokens(query):
        if token.kind == "number" and token.text.endswith("."):
            yield Token("number", token.text[:-1], token.offset)
            yield Token("punctuation", ".", token.offset + len(token.text) - 1)
        else:
            yield token


@dataclass
class _Reader:
    """Follows the grammar through *tokens*; remembers the *furthest* that did not fit, and what was *expected*."""

    tokens: list[Token]
    furthest: int = 0
    expected: dict[str, None] = field(default_factory=dict)
    _label: tuple[int, str] | None = None
    """The name of what begins at a token, instead of all that it may begin with."""

    def match(self, item: _Item, position: int) -> int | None:
        """The position after *item* where it stands at *position*; None where it does not."""
        if item.repeat:
            count = 0
            while (after := self._once(item, position)) is not None and after > position:
                position, count = after, count + 1
                if item.repeat == "?":
                    break
            return position if count or item.repeat in "?*" else None
        return self._once(item, position)

    def _once(self, item: _Item, position: int) -> int | None:
        if item.kind == "all":
            for part in item.parts:
                after = self.match(part, position)
                if after is None:
                    return None
                position = after
            return position
        if item.kind == "any":
            for part in item.parts:
                after = self.match(part, position)
                if after is not None:
                    return after
            return None
        if item.kind == "rule":
            return self._rule(item.name, position)
        return self._token(item, position)

    def _rule(self, name: str, position: int) -> int | None:
        label, body = _RULES[name]
        before = self._label
        if label and (before is None or before[0] != position):
            self._label = (position, label)
        try:
            return self.match(body, position)
        finally:
            self._label = before

    def _token(self, item: _Item, position: int) -> int | None:
        token = self.tokens[position]
        if item.kind == "text":
            fits = token.kind in ("word", "punctuation") and _same(token.text, item.name)
            name = item.name
        else:
            kind, name = _KINDS[item.name]
            fits = token.kind == kind
            if item.name == "PREFIX":
                fits = fits and token.text.endswith(":")
            elif item.name == "FUNCTION":
                fits = fits and token.text.upper() in FUNCTIONS
        if fits:
            return position + 1
        if position > self.furthest:
            self.furthest, self.expected = position, {}
        if position == self.furthest:
            is_begun = self._label is not None and self._label[0] == position
            self.expected[self._label[1] if self._label is not None and is_begun else name] = None
        return None


def _same(text: str, word: str) -> bool:
    return text == word if word in ("a", "true", "false") else text.upper() == word.upper()


def _read() -> Mapping[str, tuple[str, _Item]]:
    """Each rule of :data:`FILE`: its label (or nothing) and what it is made of."""
    rules = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if match := _RULE.fullmatch(line):
            parts = [(text, name or sign) for text, name, sign in _PART.findall(match[3])]
            item, rest = _choice(parts)
            assert not rest, line
            rules[match[1]] = (match[2] or "", item)
    return rules


def _choice(parts: list[tuple[str, str]]) -> tuple[_Item, list[tuple[str, str]]]:
    """The item that *parts* begin with, up to a closing bracket, and what follows."""
    choices: list[_Item] = []
    items: list[_Item] = []
    while parts and parts[0] != ("", ")"):
        (text, name), parts = parts[0], parts[1:]
        if (text, name) == ("", "|"):
            choices.append(_joined("all", items))
            items = []
            continue
        if text:
            item = _Item("text", text)
        elif name == "(":
            item, parts = _choice(parts)
            parts = parts[1:]
        else:
            item = _Item("token" if name in _KINDS else "rule", name)
        if parts and parts[0] in (("", "?"), ("", "*"), ("", "+")):
            # What is repeated itself, in brackets of its own, is repeated as a whole.
            item = _Item("all", parts=(item,)) if item.repeat else item
            item, parts = replace(item, repeat=parts[0][1]), parts[1:]
        items.append(item)
    return _joined("any", [*choices, _joined("all", items)]), parts


def _joined(kind: str, items: list[_Item]) -> _Item:
    """One item of *items*; a single one is that itself, and a step less for the reader."""
    return items[0] if len(items) == 1 else _Item(kind, parts=tuple(items))


_RULES = _read()
"""Read at once: the processes in which queries fail can open no file."""
