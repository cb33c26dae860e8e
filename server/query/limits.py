"""The limits of a query: the error for each, with its way out."""

from __future__ import annotations

from collections.abc import Mapping

from ontology.errors import ReportedError
from server.query.faults import Fault

_MEBIBYTE = 1024 * 1024


class LimitError(ReportedError):
    """A limit was exceeded: *limit* is its name, *value* its setting.

    The status is 400: 503 would say that the same query may succeed later, and it will not.
    """

    status = 400
    title = "Query exceeds a limit"

    def __init__(self, limit: str, value: float, message: str) -> None:
        super().__init__(message)
        self.limit = limit
        self.value = value
        self.fault = Fault()

    @property
    def members(self) -> Mapping[str, object]:
        """The limit, its value, and the repairs of the query."""
        return {"limit": self.limit, "value": self.value, **self.fault.members}


def row_limit(rows: int) -> LimitError:
    """The error for an answer with more than *rows* rows."""
    return LimitError(
        "rows", rows, f"the answer has more than {rows} rows; add LIMIT and OFFSET, aggregate, or take a dump"
    )


def byte_limit(size: int) -> LimitError:
    """The error for an answer of more than *size* bytes."""
    return LimitError(
        "bytes",
        size,
        f"the answer is larger than {size} bytes; add LIMIT and OFFSET, ask for fewer columns, or take a dump",
    )


def time_limit(seconds: float) -> LimitError:
    """The error for a query that ran longer than *seconds*."""
    return LimitError(
        "seconds",
        seconds,
        f"the query ran longer than {seconds:g} s; make its patterns more specific, add LIMIT, or load a dump yourself",
    )


def memory_limit(size: int) -> LimitError:
    """The error for a query that needed more than *size* bytes of memory."""
    return LimitError(
        "memory",
        size,
        f"the query needed more than {size // _MEBIBYTE} MiB of memory, or is nested too deeply; sort, group and "
        "join less at once, or load a dump yourself",
    )
