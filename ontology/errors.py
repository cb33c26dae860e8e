"""The error that every room reports in one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar


class ReportedError(Exception):
    """An error that a person can mend. Its text names the thing, the place and the way out, in one line.

    The command line prints the text and exits with 1. The server answers with *status* (RFC 9110, section 15) and
    *title* (empty: the phrase of the status). Neither shows a traceback. A subclass overrides what is different for it.
    """

    status: ClassVar[int] = 500
    title: ClassVar[str] = ""
    retry_after: int | None = None
    """In how many seconds the same request may succeed; None where waiting does not help."""

    @property
    def detail(self) -> str:
        """The text for the public; the log has the text of the error itself."""
        return str(self)

    @property
    def members(self) -> Mapping[str, object]:
        """Further members of the problem document (RFC 9457, section 3.2)."""
        return {}
