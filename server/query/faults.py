"""The error of a query that is not SPARQL, and the changes that mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ontology.errors import ReportedError


@dataclass(frozen=True)
class Repair:
    """At *line* and *column* (from 1, in characters), *delete* so many characters and *insert* others.

    *kind* says what that is to the reader: to ``declare`` a prefix, to ``add``, ``remove`` or ``replace`` a *text*
    (``replace``: by *insert*).
    """

    kind: str
    text: str
    line: int
    column: int
    delete: int = 0
    insert: str = ""

    def made(self, query: str) -> str:
        """*query* after the repair."""
        start = 0
        for _ in range(self.line - 1):
            start = query.index("\n", start) + 1
        start += self.column - 1
        return query[:start] + self.insert + query[start + self.delete :]


@dataclass(frozen=True)
class Fault:
    """A fault of a query: the *cause* in a word, and the *text* that it is about, which is marked.

    The causes are ``prefix`` (of *text* is not declared), ``unexpected`` (*text* does not fit), ``end`` (the query ends
    too early); empty where the cause has no word.
    """

    cause: str = ""
    text: str = ""
    repairs: tuple[Repair, ...] = ()

    @property
    def members(self) -> dict[str, Any]:
        """As members of an object of JSON, those that say something."""
        members = {"cause": self.cause, "text": self.text, "repairs": [asdict(repair) for repair in self.repairs]}
        return {name: value for name, value in members.items() if value}

    @classmethod
    def of(cls, members: Mapping[str, Any]) -> Fault:
        """The reverse of :attr:`members`."""
        repairs = tuple(Repair(**repair) for repair in members.get("repairs", ()))
        return cls(members.get("cause", ""), members.get("text", ""), repairs)


class QuerySyntaxError(ReportedError):
    """The query is not SPARQL. *line* and *column* count from 1; 0 where the position is not known."""

    status = 400
    title = "Malformed query"

    def __init__(self, message: str, line: int = 0, column: int = 0, fault: Fault | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.fault = fault or Fault()

    @property
    def detail(self) -> str:
        """The text with its position."""
        return f"line {self.line}, column {self.column}: {self}" if self.line else str(self)

    @property
    def members(self) -> Mapping[str, object]:
        """The position, where it is known, the cause, and the repairs."""
        return ({"line": self.line, "column": self.column} if self.line else {}) | self.fault.members
