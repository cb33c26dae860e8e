"""The output of a query: cut into parts, and stopped at the limits of rows and bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from server.query.limits import byte_limit, row_limit

PART = 256 * 1024
"""Size in bytes from which an answer is sent in parts."""


@dataclass(frozen=True)
class RowMarks:
    """How rows can be counted in the bytes of a result set, as the engine writes it.

    The number of rows is the number of *mark* outside quotes, plus *more*. A row takes at least *shortest* bytes.
    """

    mark: bytes
    more: int
    shortest: int
    is_quoted: bool = False
    """May the mark stand within quotes, where it does not count?"""
    is_escaped: bool = False
    """Does a backslash within quotes escape the next character?"""


ROW_MARKS = {
    # Between two rows; an empty row is {}.
    "json": RowMarks(b"},{", more=1, shortest=2, is_quoted=True, is_escaped=True),
    # In a value the engine writes & and < as entities.
    "xml": RowMarks(b"</result>", more=0, shortest=17),
    # After the names of the columns and after each row; a value that holds one is quoted, quotes in it are doubled.
    "csv": RowMarks(b"\r\n", more=-1, shortest=2, is_quoted=True),
    # The same; in a value it is written \n.
    "tsv": RowMarks(b"\n", more=-1, shortest=1),
}


class RowCounter:
    """Counts rows in a result set that comes in pieces."""

    def __init__(self, marks: RowMarks) -> None:
        self._marks = marks
        self._count = 0
        self._rest = b""
        """Backslashes at the end of the last piece; the next piece shows what they escape."""
        self._tail = b""
        """The end of the last piece, where a mark may have begun."""
        self._is_within = False
        """Did the last piece end within quotes?"""

    @property
    def rows(self) -> int:
        """The rows so far; in a format that marks the gaps between rows, one too many while there is no row."""
        return self._count + self._marks.more

    def add(self, data: bytes) -> None:
        """Count the rows of the next piece."""
        if self._marks.is_quoted:
            data = self._without_quoted(data)
        data = self._tail + data
        self._count += data.count(self._marks.mark)
        self._tail = data[1 - len(self._marks.mark) :] if len(self._marks.mark) > 1 else b""
        # The tail is shorter than a mark, so that no mark is counted twice.

    def _without_quoted(self, data: bytes) -> bytes:
        if self._marks.is_escaped and (self._rest or b"\\" in data):
            data = self._rest + data
            complete = data.rstrip(b"\\")
            self._rest = data[len(complete) :]
            data = complete.replace(b"\\\\", b"").replace(b'\\"', b"")
        parts = data.split(b'"')
        outside = parts[1 if self._is_within else 0 :: 2]
        self._is_within ^= len(parts) % 2 == 0
        return b'"'.join(outside) + (b'"' if self._is_within else b"")


class Output:
    """A file that the engine writes to. It gives every full piece to *send* and keeps the last one.

    Raises LimitError as soon as there are more than *max_rows* rows or *max_bytes* bytes. Rows are counted only when
    there are bytes enough for too many of them, and only if *marks* are given.
    """

    def __init__(
        self, send: Callable[[bytes], None], *, max_bytes: int, max_rows: int, marks: RowMarks | None = None
    ) -> None:
        self._send = send
        self._max_bytes = max_bytes
        self._max_rows = max_rows
        self._marks = marks
        self._counter: RowCounter | None = None
        self._pieces: list[bytes] = []
        self._kept = 0
        self.written = 0

    def write(self, data: bytes) -> int:
        """Take the next bytes."""
        self.written += len(data)
        if self.written > self._max_bytes:
            raise byte_limit(self._max_bytes)
        self._pieces.append(data)
        self._kept += len(data)
        if self._kept >= PART:
            self._send(self._piece(is_last=False))
        return len(data)

    def flush(self) -> None:
        """Do nothing: the engine calls this at the end."""

    def rest(self) -> bytes:
        """The last piece, once the engine has written everything."""
        return self._piece(is_last=True)

    def _piece(self, *, is_last: bool) -> bytes:
        data = self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)
        self._pieces, self._kept = [], 0
        if self._marks is not None:
            # An answer in one piece is counted only if it is long enough; a longer one is from its first piece on.
            if self._counter is None and (not is_last or self.written >= self._max_rows * self._marks.shortest):
                self._counter = RowCounter(self._marks)
            if self._counter is not None:
                self._counter.add(data)
                if self._counter.rows > self._max_rows:
                    raise row_limit(self._max_rows)
        return data
