"""The shape of a plain query: its patterns, whatever IRIs it asks about; and how much the engine may have to walk.

Plain is a query of a few triple patterns that hang together, with filters that compare. Its cost can be bounded from
the cardinalities of the release: the engine starts with the pattern that has most constants, and goes on, for each
solution so far, with one that shares a variable (sparopt, ``reorder_joins``). For any other query there is no bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from graph.cardinality import BOUND, FREE, Cardinalities
from ontology.vocabulary import RDF
from server.query.join_orders import Constant, Pattern, Step, join_orders
from server.query.tokeniser import Token, tokens

# It holds no quote: so it never spans the end of one string, the text behind it and the start of the next string.
_IRI = re.compile(r"""(<[^<>"'{}|^`\\\x00-\x20]*>)""")
_USUAL = ("<http:", "<https:")
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")
_GAP = "\0"
"""The character that replaces each IRI in the text of a shape."""
_LONGEST = 4000
"""The length of the longest query that may be plain, in characters."""
_PASSED_AS_ONE = 8
"""How many statements the engine skips in the time that it takes for a statement that matches."""
_PATTERNS = 4
_COLUMNS = 16
"""The most variables that a query may select: more than four patterns can have."""
_KEYS = 2
"""The most keys of ORDER BY: for each pair of solutions the engine compares all keys."""
_SORTED_AS = 4
"""The cost to sort a solution by one key, in matching statements of a store in memory."""
_FILTER_TOKENS = 60
_CASES = ("LCASE", "UCASE")
"""Functions that take long for a long text: only texts of the data are short enough."""
_CASE_CALLS = 2
_TYPE = str(RDF.type)
_COMPARING = frozenset(
    (
        *("BOUND", "DATATYPE", "LANG", "STR", "STRLEN", "LCASE", "UCASE", "YEAR", "MONTH", "DAY"),
        *("CONTAINS", "STRSTARTS", "STRENDS", "LANGMATCHES", "SAMETERM"),
        *("ISBLANK", "ISIRI", "ISURI", "ISLITERAL", "ISNUMERIC"),
        *("IN", "NOT", "TRUE", "FALSE"),
    )
)
"""Words of filters whose cost does not grow with the data, nor by much with a value."""
_FILTER_SIGNS = frozenset(("(", ")", ",", "=", "!=", "<", ">", "<=", ">=", "!", "&&", "||", "^^"))


class _NotPlainError(Exception):
    """The query is not plain, so that its cost has no known bound."""


@dataclass(frozen=True, eq=False)
class Shape:
    """A plain query: in which *orders* its patterns may be joined; for a DESCRIBE, what it *describes* instead.

    Queries that differ in their IRIs only have the same one.
    """

    orders: tuple[tuple[Step, ...], ...] = ()
    described: tuple[Constant, ...] = ()
    keys: int = 0
    """By how many variables its solutions are sorted."""

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of the IRIs that are compared with the data; others stand in comments, texts and datatypes."""
        terms = (*self.described, *(term for order in self.orders for step in order for term in step))
        return frozenset(term.number for term in terms if isinstance(term, Constant) and term.number is not None)

    def most(self, iris: Sequence[str], cardinalities: Cardinalities) -> int:
        """How many statements the engine walks through at most, where the text has *iris*."""
        most = sum(
            cardinalities.most(iri, FREE, FREE) + cardinalities.most(FREE, FREE, iri)
            for iri in (constant.of(iris) for constant in self.described)
        )
        for order in self.orders:
            solutions, walked = 1, 0
            for subject, predicate, object in order:
                matching, looked_at = cardinalities.cost(
                    subject if isinstance(subject, str) else subject.of(iris),
                    predicate if isinstance(predicate, str) else predicate.of(iris),
                    object if isinstance(object, str) else object.of(iris),
                )
                if looked_at > matching:
                    walked += solutions * ((looked_at - matching) // _PASSED_AS_ONE)
                solutions *= matching
                walked += solutions
            most = max(most, walked + solutions * self.keys * _SORTED_AS)
        return most


def shape_of(query: str) -> tuple[Shape | None, list[str]]:
    """The shape of *query* (None where it is not plain), and the IRIs in its text in their order."""
    # Escapes of code points may be read before strings and names are, and end them.
    if len(query) > _LONGEST or _GAP in query or "\\" in query:
        return None, []
    parts = _IRI.split(query)
    shape, iris = _shape(_GAP.join(parts[::2])), parts[1::2]
    for number, iri in enumerate(iris):
        if not iri.startswith(_USUAL) and not _ABSOLUTE.match(iri) and shape is not None and number in shape.numbers:
            return None, iris  # what a relative IRI stands for is not known here
    return shape, iris


@lru_cache(1024)
def _shape(text: str) -> Shape | None:
    numbered = "".join(f"{part}<{number}>" for number, part in enumerate(text.split(_GAP)))
    # One more gap than there are IRIs was filled.
    query = numbered[: numbered.rindex("<")]
    try:
        return _Reader(list(tokens(query))).shape()
    except _NotPlainError:
        return None


class _Reader:
    """Reads the tokens of a query whose IRIs are their numbers (SPARQL 1.1, section 19.8)."""

    def __init__(self, parts: list[Token]) -> None:
        self._parts = parts
        self._next = 0
        self._prefixes: dict[str, int] = {}
        self._filter_tokens = 0
        self._case_calls = 0

    def shape(self) -> Shape:
        """The shape of the query. Raises _NotPlainError."""
        while self._takes_word("PREFIX"):
            name, iri = self._take("name"), self._take("iri")
            if not name.endswith(":"):
                raise _NotPlainError
            self._prefixes[name] = _number(iri)
        if self._takes_word("DESCRIBE"):
            return self._description()
        if self._takes_word("SELECT"):
            self._takes_word("DISTINCT", "REDUCED")
            self._projection()
        elif not self._takes_word("ASK"):
            raise _NotPlainError
        self._takes_word("WHERE")
        patterns = list(self._group())
        keys = self._keys()
        while self._takes_word("LIMIT", "OFFSET"):
            self._take("number")
        if self._next < len(self._parts):
            raise _NotPlainError
        orders = tuple(join_orders(patterns)) if 0 < len(patterns) <= _PATTERNS else ()
        if not orders:
            raise _NotPlainError
        return Shape(orders, keys=keys)

    def _description(self) -> Shape:
        described = []
        while self._next < len(self._parts):
            described.append(self._iri())
        if not described:
            raise _NotPlainError
        return Shape(described=tuple(described))

    def _projection(self) -> None:
        if self._takes("*"):
            return
        self._take("variable")
        count = 1
        while self._kind() == "variable":
            self._next += 1
            count += 1
        if count > _COLUMNS:
            raise _NotPlainError

    def _group(self) -> Iterator[Pattern]:
        if not self._takes("{"):
            raise _NotPlainError
        while not self._takes("}"):
            if self._takes_word("FILTER"):
                self._filter()
                self._takes(".")
                continue
            yield from self._of_subject()
            if not self._takes(".") and self._text() != "}" and self._text().upper() != "FILTER":
                raise _NotPlainError

    def _of_subject(self) -> Iterator[Pattern]:
        subject = self._term()
        while True:
            predicate = self._predicate()
            yield Pattern(subject, predicate, self._object())
            while self._takes(","):
                yield Pattern(subject, predicate, self._object())
            if not self._takes(";"):
                return
            while self._takes(";"):
                pass
            if self._text() in (".", "}"):
                return

    def _predicate(self) -> Constant | str:
        return Constant(None, _TYPE) if self._takes("a") else self._term()

    def _object(self) -> Constant | str:
        kind = self._kind()
        if kind == "number":
            self._next += 1
            return BOUND
        if kind == "word" and self._text() in ("true", "false"):
            self._next += 1
            return BOUND
        if kind == "string":
            self._next += 1
            if self._kind() == "language":
                self._next += 1
            elif self._takes("^^"):
                self._iri()
            return BOUND
        return self._term()

    def _term(self) -> Constant | str:
        if self._kind() == "variable":
            self._next += 1
            return self._parts[self._next - 1].text[1:]
        return self._iri()

    def _iri(self) -> Constant:
        token = self._taken()
        if token.kind == "iri":
            return Constant(_number(token.text), ">")
        prefix, colon, local = token.text.partition(":")
        if token.kind != "name" or prefix + colon not in self._prefixes or "%" in local:
            raise _NotPlainError
        return Constant(self._prefixes[prefix + colon], f"{local}>")

    def _filter(self) -> None:
        """A call or a comparison in brackets, without patterns in it."""
        depth = 0
        while True:
            before, token = self._parts[self._next - 1], self._taken()
            self._filter_tokens += 1
            if token.kind == "punctuation":
                if token.text not in _FILTER_SIGNS:
                    raise _NotPlainError
                depth += {"(": 1, ")": -1}.get(token.text, 0)
            elif token.kind == "word":
                if token.text.upper() not in _COMPARING:
                    raise _NotPlainError
                if token.text.upper() in _CASES:
                    self._check_case_call()
            elif token.kind in ("iri", "name"):
                # After a value, "<" compares, though a ">" follows. An IRI before a bracket is a function.
                if token.kind == "iri" and (before.kind != "punctuation" or before.text == ")"):
                    raise _NotPlainError
                self._next -= 1
                self._iri()
                if self._text() == "(":
                    raise _NotPlainError
            elif token.kind == "blank":
                raise _NotPlainError
            if self._filter_tokens > _FILTER_TOKENS:
                raise _NotPlainError
            if depth == 0 and token.text == ")":
                return
            if depth == 0 and token.kind != "word":
                raise _NotPlainError

    def _check_case_call(self) -> None:
        """Raise _NotPlainError unless LCASE or UCASE has a variable, or its text, as its argument, and not often."""
        texts = [token.text.upper() for token in self._parts[self._next : self._next + 3]]
        argument = self._next + (3 if texts == ["(", "STR", "("] else 1)
        self._case_calls += 1
        if self._case_calls > _CASE_CALLS or [token.kind for token in self._parts[argument : argument + 1]] != [
            "variable"
        ]:
            raise _NotPlainError

    def _keys(self) -> int:
        """How many variables ORDER BY has."""
        if not self._takes_word("ORDER"):
            return 0
        if not self._takes_word("BY"):
            raise _NotPlainError
        count = 0
        while self._kind() == "variable" or self._text().upper() in ("ASC", "DESC"):
            count += 1
            if self._takes_word("ASC", "DESC"):
                if not self._takes("("):
                    raise _NotPlainError
                self._take("variable")
                if not self._takes(")"):
                    raise _NotPlainError
            else:
                self._next += 1
        if not 0 < count <= _KEYS:
            raise _NotPlainError
        return count

    # -- tokens

    def _taken(self) -> Token:
        if self._next >= len(self._parts):
            raise _NotPlainError
        self._next += 1
        return self._parts[self._next - 1]

    def _take(self, kind: str) -> str:
        token = self._taken()
        if token.kind != kind:
            raise _NotPlainError
        return token.text

    def _kind(self) -> str:
        return self._parts[self._next].kind if self._next < len(self._parts) else ""

    def _text(self) -> str:
        return self._parts[self._next].text if self._next < len(self._parts) else ""

    def _takes(self, text: str) -> bool:
        if self._text() == text and self._kind() in ("punctuation", "word"):
            self._next += 1
            return True
        return False

    def _takes_word(self, *words: str) -> bool:
        if self._kind() == "word" and self._text().upper() in words:
            self._next += 1
            return True
        return False


def _number(iri: str) -> int:
    """The number that stands for an IRI. Raises _NotPlainError for one that was no gap, as it has a quote in it."""
    number = iri[1:-1]
    if not number.isdecimal():
        raise _NotPlainError
    return int(number)
