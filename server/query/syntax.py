"""Syntax errors in words: what is wrong with a query, where, and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from server.query.faults import Fault, QuerySyntaxError, Repair
from server.query.grammar import FUNCTIONS, Mismatch, mismatch
from server.query.repair import repairs_of_mismatch, repairs_of_prefix
from server.query.tokeniser import Token, position, tokens

_ENGINE_POSITION = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_NEWER = (
    "<<",
    "{|",
    "LATERAL",
    "STRLANGDIR",
    "LANGDIR",
    "HASLANG",
    "TRIPLE",
    "PREDICATE",
    "OBJECT",
    "SUBJECT",
    "ADJUST",
)
"""Keywords that the engine reads beyond SPARQL 1.1; with them its own message is the better one."""
_OPERATORS = frozenset(("*", "/", "+", "-", "=", "!=", "<=", ">=", "<", ">", "NOT", "IN", "&&", "||"))
_ESCAPE = re.compile(r"\\.", re.DOTALL)
_ESCAPES = r"\\ for a backslash, \n, \r, \t, \b, \f, \" or \'"
_KIND = re.compile(r"[a-z]+(?:-[a-z]+)*")
_MOST_EXPECTED = 7
_LONGEST_MARK = 40
"""Characters of a token that an error marks."""
_TERMS = ("an object", "a variable", "a property")
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_REASONS = {
    "Duplicated variable name": "SELECT names a variable twice; name each once",
    "SELECT * is not authorized with GROUP BY": "SELECT * cannot stand with GROUP BY; name the variables, and put the "
    "others into aggregates as (COUNT(?x) AS ?n)",
    "contains a variable that is unbound": "with GROUP BY or an aggregate, SELECT can name only the variables of "
    "GROUP BY; add the others there, or put them into aggregates as (SAMPLE(?x) AS ?one)",
    "contains an expression with a variable that is unbound": "with GROUP BY or an aggregate, an expression can hold "
    "only the variables of GROUP BY outside of aggregates; add the others there, or aggregate them",
    "IRI parsing failed": "an IRI cannot be read; it has a scheme as http:, and spaces and other signs percent-encoded",
}
"""Messages of the engine beside the expected tokens, and their meaning for the person who wrote the query."""
_OTHERWISE = (
    "the query is well-formed but cannot be read; see whether BIND, AS or VALUES assigns a variable that has a value "
    "already, a row of VALUES has more or fewer values than there are variables, a function has the wrong number of "
    "arguments, or a blank node (_:x) stands in two groups"
)


def syntax_error(query: str, message: str, prefixes: Mapping[str, str], base: str) -> QuerySyntaxError:
    """The error for *query*, which the engine refused with *message*.

    *prefixes* are those that are well known here, those of kinds of things among them.
    """
    upper = query.upper()
    try:
        wrong = None if any(word in upper for word in _NEWER) else mismatch(query)
    except RecursionError:
        wrong = None
    unknown = _undeclared(query)
    if unknown is not None and (wrong is None or unknown.offset < wrong.token.offset):
        return _of_prefix(query, unknown, prefixes, base)
    if wrong is not None:
        is_end = wrong.token.kind == "end"
        fault = Fault(
            "end" if is_end else "unexpected", wrong.token.text[:_LONGEST_MARK], repairs_of_mismatch(query, wrong)
        )
        return QuerySyntaxError(_of_mismatch(query, wrong), *position(query, wrong.token.offset), fault)
    if (escape := _unknown_escape(query)) is not None:
        text, offset = escape
        where = position(query, offset)
        fault = Fault("unexpected", text, (Repair("replace", text, *where, len(text), "\\" + text),))
        return QuerySyntaxError(f"{text} is no escape; in a text write {_ESCAPES}", *where, fault)
    match = _ENGINE_POSITION.match(message)
    text, line, column = (match[3], int(match[1]), int(match[2])) if match else (message, 0, 0)
    # The engine reports a position behind the fault: where it stopped to try.
    reason = next((reason for words, reason in _REASONS.items() if words in text), None)
    return QuerySyntaxError(f"{reason or _OTHERWISE}. The fault is before this position", line, column)


# -- prefixes


def _undeclared(query: str) -> Token | None:
    """The first prefixed name whose prefix the query does not declare before it."""
    declared: set[str] = set()
    before = ""
    for token in tokens(query):
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            if before == "PREFIX":
                declared.add(prefix)
            elif prefix not in declared:
                return token
        before = token.text.upper()
    return None


def _of_prefix(query: str, name: Token, prefixes: Mapping[str, str], base: str) -> QuerySyntaxError:
    prefix = name.text.partition(":")[0]
    if prefix in prefixes:
        way_out = f"PREFIX {prefix}: <{prefixes[prefix]}>"
    else:
        way_out = f"PREFIX {prefix}: <…> and the IRI that it stands for"
        if _KIND.fullmatch(prefix):
            way_out += f", which for the things of a kind here is <{base}/id/{prefix}/>"
    message = f"the prefix {prefix}: of {name.text} is not declared; begin the query with {way_out}"
    fault = Fault("prefix", f"{prefix}:", repairs_of_prefix(query, name, prefixes))
    return QuerySyntaxError(message, *position(query, name.offset), fault)


def _unknown_escape(query: str) -> tuple[str, int] | None:
    """The first escape in a text of *query* that SPARQL does not know, and where it is."""
    for token in tokens(query):
        if token.kind == "string":
            for match in _ESCAPE.finditer(token.text):
                if match.group()[1] not in "tbnrf\"'\\uU":
                    return match.group(), token.offset + match.start()
    return None


# -- the grammar


def _of_mismatch(query: str, wrong: Mismatch) -> str:
    message = f"expected {_listed(wrong.expected)}, found {_named(wrong.token)}"
    advice = _advice(query, wrong)
    return f"{message}; {advice}" if advice else message


def _listed(expected: tuple[str, ...]) -> str:
    """*expected* as a list in words; operators, where there may be many, as one."""
    operators = [name for name in expected if name in _OPERATORS]
    names = [name for name in expected if len(operators) < 5 or name not in _OPERATORS]
    if len(names) < len(expected):
        names.append("an operator")
    shown = [name if " " in name or name.isalpha() else f"“{name}”" for name in names]
    if len(shown) > _MOST_EXPECTED:
        return ", ".join(shown[:_MOST_EXPECTED]) + " or others"
    return " or ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


def _named(token: Token) -> str:
    if token.kind == "end":
        return "the end of the query"
    text = token.text if len(token.text) <= 40 else f"{token.text[:40]}…"
    return f"“{text}”"


def _advice(query: str, wrong: Mismatch) -> str:
    """How to mend it, where that can be told from the token."""
    token = wrong.token
    after = wrong.tokens[wrong.number + 1].text if token.kind != "end" else ""
    if token.kind == "end":
        opened = _opened(wrong)
        if opened is None:
            return ""
        line, column = position(query, opened.offset)
        return f"“{opened.text}” of line {line}, column {column} is not closed: add “{_BRACKETS[opened.text]}”"
    if token.text in ('"', "'"):
        return "the text that begins here is not closed on its line"
    if token.text == "<":
        return "if this is an IRI, percent-encode the spaces and signs in it, and close it with >"
    if token.text in (")", "]", "}") and _opened(wrong) is None:
        return "no bracket is open here"
    if token.text == "," and "a variable" in wrong.expected:
        return "variables are separated by spaces"
    if token.kind == "word" and after == "(":
        if token.text.upper() not in FUNCTIONS:
            return f"SPARQL has no function {token.text}"
        if "(expression AS ?name)" in wrong.expected:
            return f"write ({token.text}(…) AS ?name)"
    if token.kind == "word" and any(
        name.startswith(("an object", "a variable", "a property")) for name in wrong.expected
    ):
        return f"write ?{token.text} for a variable, prefix:{token.text} for an IRI, or '{token.text}' for a text"
    return ""


def _opened(wrong: Mismatch) -> Token | None:
    """The innermost bracket that is open where the query goes wrong."""
    opened: list[Token] = []
    for token in wrong.tokens[: wrong.number]:
        if token.kind == "punctuation" and token.text in _BRACKETS:
            opened.append(token)
        elif token.kind == "punctuation" and token.text in _BRACKETS.values() and opened:
            opened.pop()
    return opened[-1] if opened else None
