"""SPARQL cut into its tokens (SPARQL 1.1, section 19.8), to see what a query is and whether it is refused.

Only a tokeniser can tell the keyword ``SERVICE`` from the same letters in a string, an IRI, a comment, a variable or a
prefixed name. It does not parse: what it lets through, the engine parses, in a process without files or network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple

from ontology.errors import ReportedError
from ontology.name_characters import DIGITS, letter, letter_or_mark
from server.query.faults import Fault, QuerySyntaxError, Repair

_FIRST = f"_{DIGITS}"
_FURTHER = f"{_FIRST}-"
_REST = f"(?:{letter_or_mark(f'{_FURTHER}.')}*{letter_or_mark(_FURTHER)})?"
_PREFIX = f"{letter()}{_REST}"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL = (
    f"(?:{letter(f'{_FIRST}:')}|{_ESCAPED})"
    f"(?:(?:{letter_or_mark(f'{_FURTHER}.:')}|{_ESCAPED})*(?:{letter_or_mark(f'{_FURTHER}:')}|{_ESCAPED}))?"
)
_CODEPOINT = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"

_IRI = rf"<(?:[^<>\"{{}}|^`\\\x00-\x20]|{_CODEPOINT})*>"
_STRING = (
    r"\"\"\"(?:\"{0,2}(?:[^\"\\]|\\.))*\"\"\"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''"
    r"|\"(?:[^\"\\\r\n]|\\.)*\"|'(?:[^'\\\r\n]|\\.)*'"
)

_TOKEN = re.compile(
    "|".join(
        (
            r"(?P<space>[ \t\r\n]+)",
            r"(?P<comment>\#[^\r\n]*)",
            rf"(?P<iri>{_IRI})",
            rf"(?P<string>{_STRING})",
            rf"(?P<variable>[?$]{letter(_FIRST)}{letter_or_mark(_FIRST)}*)",
            r"(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?)",
            rf"(?P<blank>_:{letter(_FIRST)}{_REST})",
            rf"(?P<name>(?:{_PREFIX})?:(?:{_LOCAL})?)",
            r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)",
            r"(?P<word>[A-Za-z_][A-Za-z0-9_]*)",
            r"(?P<punctuation>\^\^|&&|\|\||!=|<=|>=|<<\(|\)>>|<<|>>|.)",
        )
    ),
    re.DOTALL,
)
# A prologue without comments and escapes, and the form: what follows that cannot be a part of the same token.
_PLAIN_PROLOGUE = re.compile(
    r"(?:[ \t\r\n]*(?:PREFIX[ \t\r\n]+(?:[A-Za-z][A-Za-z0-9_-]*)?:|BASE)[ \t\r\n]*<[^<>\"{}|^`\\\x00-\x20]*>)*"
    r"[ \t\r\n]*(?P<form>SELECT|ASK|CONSTRUCT|DESCRIBE)(?=[ \t\r\n{(*?$<])",
    re.IGNORECASE | re.ASCII,
)
_OPENING = ("(", "[", "{", "<<")
_LETTERS_OF_CHANGING = ("rand", "now", "uuid", "bnode", "\\")
_LETTERS_OF_REFUSED = ("service", "bif:", "sql:")
_STRING_OR_ESCAPE = re.compile(rf"{_STRING}|{_IRI}|\#[^\r\n]*|(?P<escape>{_CODEPOINT})", re.DOTALL)
"""Tokens that may hold an escape as the engine reads it (strings, IRIs, comments), or an escape anywhere else."""
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")

QUERY_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = frozenset(("LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "INSERT", "DELETE", "WITH"))
# The engine reads keywords without a space between them, so that SERVICESILENT<…> and ?s ?p trueSERVICE<…> are calls.
_SERVICE = re.compile(r"(?:TRUE|FALSE)?SERVICE(?:SILENT)?\Z")
_BUILT_IN = re.compile(r"<?(?:bif|sql):", re.IGNORECASE)
"""Functions that a Virtuoso behind us would run, reading files and addresses among them."""
_NAMES_A_GRAPH = frozenset(("GRAPH", "FROM", "NAMED", "DESCRIBE"))


class RefusedQueryError(ReportedError):
    """The request is understood and not allowed here: an update, or a call to another endpoint."""

    status = 403
    title = "Refused"


class Token(NamedTuple):
    """A token: its kind (the name of its group above), its text, and where it begins in the query."""

    kind: str
    text: str
    offset: int


def tokens(query: str) -> Iterator[Token]:
    """The tokens of *query* without spaces and comments. A character that begins no token comes as punctuation."""
    for match in _TOKEN.finditer(query):
        kind = match.lastgroup or "punctuation"
        if kind not in ("space", "comment"):
            yield Token(kind, match.group(), match.start())


def position(query: str, offset: int) -> tuple[int, int]:
    """Line and column of *offset*, both from 1."""
    before = query[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def unescaped(query: str) -> str:
    r"""*query* with its codepoint escapes (``\u0053``) replaced, as section 19.2 has it before any other reading."""

    def character(match: re.Match[str]) -> str:
        number = int(match.group(1) or match.group(2), 16)
        return chr(number) if number <= 0x10FFFF else match.group()

    return _ESCAPE.sub(character, query)


def normalised(query: str) -> str:
    r"""*query* as the engine reads it: without a byte order mark, and without codepoint escapes in names.

    Section 19.2 allows escapes anywhere, as in ``?\u3042``; the engine knows them in strings and IRIs only.
    """
    query = query.removeprefix("\ufeff")
    if "\\" not in query:
        return query
    return _STRING_OR_ESCAPE.sub(lambda match: unescaped(match.group()) if match["escape"] else match.group(), query)


def query_form(query: str, *, max_depth: int) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE.

    Raises RefusedQueryError for an update or ``SERVICE``, however it is written, and QuerySyntaxError when *query* is
    not a query, or is nested deeper than *max_depth* brackets (the engine's parser would exhaust its stack).
    """
    match = _PLAIN_PROLOGUE.match(query)
    if match and not _may_be_refused(query) and sum(map(query.count, _OPENING)) <= max_depth:
        return match["form"].upper()
    form = _form(query, max_depth)
    plain = unescaped(query)
    if plain != query:
        # An engine may replace escapes before it reads, or after: neither reading may be refused.
        _refuse_service(list(tokens(plain)))
    return form


def is_repeatable(query: str) -> bool:
    """Is *query* answered the same each time? Not if it may draw lots or ask for the time (section 17.4).

    It may say no of one that only has the letters of such a function.
    """
    return not any(map(query.lower().__contains__, _LETTERS_OF_CHANGING))


def _may_be_refused(query: str) -> bool:
    """Does *query* contain the letters of anything that :func:`_refuse_service` could refuse, at any position?

    If it does not, its tokens need not be checked: searching for letters takes a hundredth of the time.
    """
    return "\\" in query or any(map(query.lower().__contains__, _LETTERS_OF_REFUSED))


def _form(query: str, max_depth: int) -> str:
    parts = list(tokens(query))
    _refuse_service(parts)
    depth = 0
    for token in parts:
        if token.kind == "punctuation":
            if token.text in (*_OPENING, "<<("):
                depth += 1
                if depth > max_depth:
                    message = f"the query is nested deeper than {max_depth} brackets; write it flatter"
                    raise QuerySyntaxError(message, *position(query, token.offset))
            elif token.text in (")", "]", "}", ">>", ")>>"):
                depth -= 1
    index = 0
    while index < len(parts) and parts[index].kind == "word":
        word = parts[index].text.upper()
        if word in QUERY_FORMS:
            return word
        if word in _UPDATES:
            raise RefusedQueryError(f"{word} is an update, and this endpoint only reads; ask with SELECT, CONSTRUCT, …")
        length = {"PREFIX": 3, "BASE": 2, "VERSION": 2}.get(word)
        if length is None:
            break
        index += length
    expected = "expected PREFIX, BASE, SELECT, ASK, CONSTRUCT or DESCRIBE"
    if index >= len(parts):
        end = Fault("end")
        raise QuerySyntaxError(f"the query ends before it asks anything; {expected}", *position(query, len(query)), end)
    text, where = parts[index].text[:40], position(query, parts[index].offset)
    words = get_close_matches(text.upper(), (*QUERY_FORMS, "PREFIX", "BASE"), cutoff=0.7)
    repairs = (Repair("replace", text, *where, len(text), word) for word in words)
    raise QuerySyntaxError(f"{expected}, found {text!r}", *where, Fault("unexpected", text, tuple(repairs)))


def has_dataset(query: str) -> bool:
    """Does *query* name its dataset with FROM?"""
    return any(token.kind == "word" and token.text.upper().startswith("FROM") for token in tokens(query))


def _refuse_service(parts: list[Token]) -> None:
    """Raise RefusedQueryError where a token can be read as the keyword SERVICE, or as a function of Virtuoso's own."""
    for index, token in enumerate(parts):
        if token.kind in ("iri", "name") and _BUILT_IN.match(token.text):
            raise RefusedQueryError(
                "functions of one engine (bif:, sql:) are refused: they reach further than the data"
            )
        is_call = token.kind == "word" and _SERVICE.match(token.text.upper()) is not None
        if token.kind == "name" and _SERVICE.match(token.text.partition(":")[0].upper()):
            # SERVICE:name { … } is a prefixed name to the standard and a call to a reader without tokens.
            before = parts[index - 1].text.upper() if index else ""
            after = parts[index + 1].text if index + 1 < len(parts) else ""
            is_call = after == "{" and before not in _NAMES_A_GRAPH
        if is_call:
            raise RefusedQueryError(
                "SERVICE is refused: this endpoint calls no other; query the other endpoint yourself, or with an "
                "engine of your own that federates"
            )
