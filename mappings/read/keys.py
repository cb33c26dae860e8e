"""Keys of rows: assigned once and never changed.

A committed table is the memory of its keys. A row is recognised by the columns its metadata calls
``tabunka:identity``; a recognised row gets its old key back even when all its other cells changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from ontology.errors import ReportedError

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")


class KeyProblem(ReportedError):
    """A key is not ASCII, or two rows of one table claim the same identity."""


class Keys:
    """Hands out keys for the rows of one source."""

    def __init__(self) -> None:
        self._keys: dict[str, dict[tuple[str, ...], str]] = {}
        self._taken: dict[str, set[str]] = {}

    def remember(self, table: str, identity: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
        """Learn the keys of the committed *rows*; *identity* names the columns that recognise a row."""
        keys = self._keys.setdefault(table, {})
        taken = self._taken.setdefault(table, set())
        for row in rows:
            keys.setdefault(tuple(row.get(column, "") for column in identity), row["key"])
            taken.add(row["key"])

    def key(self, table: str, identity: Sequence[str], proposal: str) -> str:
        """The key of the row of *table* with these identity values.

        A row of a committed table keeps its key. A new one gets *proposal*, made unique by ``-2``, ``-3`` … .
        Raises KeyProblem when the proposal is not a readable ASCII key.
        """
        values = tuple(identity)
        keys = self._keys.setdefault(table, {})
        if values in keys:
            return keys[values]
        if not _KEY.match(proposal):
            raise KeyProblem(f"table {table}: {proposal!r} is not a key; use ASCII letters, digits, '.', '_' and '-'")
        taken = self._taken.setdefault(table, set())
        key, number = proposal, 2
        while key in taken:
            key, number = f"{proposal}-{number}", number + 1
        taken.add(key)
        keys[values] = key
        return key
