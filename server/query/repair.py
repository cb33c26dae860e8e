"""Changes of a query that mend it: small, checked by the grammar, and made by one button."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import islice

from server.query.faults import Repair
from server.query.grammar import FUNCTIONS, Mismatch, mismatch
from server.query.tokeniser import Token, position, tokens

_MOST_READ = 16_000
"""Characters that the grammar reads while repairs are tried, each on the whole query: some 70 ms of processor time."""
_FEW_ROWS = 1000
_MOST = 2
"""Repairs that are offered of one error."""
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_PATTERNS = ("FILTER", "OPTIONAL", "UNION", "MINUS", "GRAPH", "BIND", "VALUES")
_MISSING = (".", "}", ")", "]", "WHERE", "AS", "BY")
"""Tokens that may be missing before the one that does not fit."""


def repairs_of_prefix(query: str, name: Token, prefixes: Mapping[str, str]) -> tuple[Repair, ...]:
    """Repairs where the prefix of *name* is not declared: its declaration, or the known one that it may mean."""
    prefix = name.text.partition(":")[0]
    if prefix in prefixes:
        return (declaration(prefix, prefixes[prefix]),)
    written = Token(name.kind, prefix + ":", name.offset)
    return tuple(
        _replacement(query, written, f"{meant}:") for meant in get_close_matches(prefix, list(prefixes), _MOST, 0.7)
    )


def repairs_of_size(query: str) -> tuple[Repair, ...]:
    """The repair of a *query* whose answer is too large: a LIMIT, where it has none of its own."""
    depth = 0
    for token in tokens(query):
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if depth == 0 and token.text.upper() in ("LIMIT", "VALUES"):
            return ()
    limit = f"LIMIT {_FEW_ROWS}"
    return (Repair("add", limit, *position(query, len(query)), insert="\n" + limit),)


def declaration(prefix: str, iri: str) -> Repair:
    """The repair that begins a query with the declaration of *prefix*."""
    line = f"PREFIX {prefix}: <{iri}>"
    return Repair("declare", line, 1, 1, insert=line + "\n")


def repairs_of_mismatch(query: str, wrong: Mismatch) -> tuple[Repair, ...]:
    """Repairs after which the grammar reads *query*, or reads on: at most two, those that mend all of it first."""
    whole: list[Repair] = []
    further: list[Repair] = []
    for repair in islice(_candidates(query, wrong), _MOST_READ // max(1, len(query))):
        try:
            rest = mismatch(repair.made(query))
        except RecursionError:
            continue
        if rest is None:
            whole.append(repair)
            if len(whole) == _MOST:
                break
        elif repair.kind == "replace" and rest.number > wrong.number + 1:
            further.append(repair)
    return tuple((whole or further)[:_MOST])


def _candidates(query: str, wrong: Mismatch) -> Iterator[Repair]:
    token, before = wrong.token, wrong.tokens[: wrong.number]
    if token.kind == "end":
        closing = "".join(_CLOSING[opened.text] for opened in reversed(_opened(before)))
        if closing:
            end = len(query.rstrip())
            newline = "\n" if "\n" in query[:end] or "#" in query else " "
            yield Repair("add", closing, *position(query, end), insert=newline + closing)
        return
    if token.kind == "word":
        written = token.text.upper()
        keywords = [name for name in wrong.expected if name.isupper()]
        if "a pattern" in wrong.expected:
            keywords += _PATTERNS
        for word in get_close_matches(written, [*keywords, *sorted(FUNCTIONS)], _MOST, 0.75):
            yield _replacement(query, token, word)
        if "(expression AS ?name)" in wrong.expected and (call := _call(query, wrong)):
            yield _replacement(query, Token("word", call, token.offset), f"({call} AS ?{written.lower()})")
        yield _replacement(query, token, f"?{token.text}")
    if token.text in ('"', "'"):
        line_end = query.find("\n", token.offset)
        end = len(query) if line_end < 0 else line_end
        rest = query[token.offset + 1 : end]
        text = rest.split()[0].rstrip(").;,}") if rest.split() else ""
        yield Repair("add", token.text, *position(query, token.offset + 1 + len(text)), insert=token.text)
        yield Repair("add", token.text, *position(query, end), insert=token.text)
    previous = before[-1] if before else None
    if previous is not None and previous.kind == "word" and wrong.number:
        # The word before was read as something else, or is the one that is misspelt.
        yield _replacement(query, previous, f"?{previous.text}")
    for missing in _MISSING:
        if missing in wrong.expected:
            yield Repair("add", missing, *position(query, token.offset), insert=missing + " ")
    if token.kind == "punctuation":
        yield Repair("remove", token.text, *position(query, token.offset), len(token.text))


def _call(query: str, wrong: Mismatch) -> str:
    """The call of a function that begins at the wrong token, up to its closing bracket; empty where it has none."""
    depth = 0
    for token in wrong.tokens[wrong.number + 1 :]:
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if depth == 0:
            return query[wrong.token.offset : token.offset + 1] if token.text == ")" else ""
    return ""


def _opened(tokens: Sequence[Token]) -> list[Token]:
    """The brackets among *tokens* that are still open, the outermost first."""
    opened: list[Token] = []
    for token in tokens:
        if token.kind == "punctuation" and token.text in _CLOSING:
            opened.append(token)
        elif token.kind == "punctuation" and token.text in _CLOSING.values() and opened:
            opened.pop()
    return opened


def _replacement(query: str, token: Token, by: str) -> Repair:
    return Repair("replace", token.text, *position(query, token.offset), len(token.text), by)
