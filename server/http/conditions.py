"""Conditions and ranges of requests (RFC 9110, sections 13 and 14), for every answer alike.

The code that makes an answer treats ``If-None-Match``, ``If-Modified-Since`` and ranges of bytes. This module checks
the preconditions, and drops ranges that the server does not support.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from werkzeug.http import parse_date, parse_etags

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_NAMES = frozenset(
    ("HTTP_RANGE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_RANGE")
)
_PRECONDITIONS = "tabunka.preconditions"
_ONE_RANGE = re.compile(r"\s*bytes\s*=\s*(?:\d+\s*-\s*\d*|-\s*\d+)\s*\Z", re.IGNORECASE)
_SUCCESSFUL = ("200", "206", "304", "416")
FAILED = "412 PRECONDITION FAILED"


class Preconditions(NamedTuple):
    """The values of ``If-Match`` and ``If-Unmodified-Since``, or nothing."""

    if_match: str | None
    if_unmodified_since: str | None

    def hold(self, status: str, headers: Sequence[tuple[str, str]]) -> bool:
        """Do they hold for a representation that would be answered with *status* and *headers* (section 13.2.2)?

        They apply only to a request that would succeed without them. An unreadable date is no condition.
        """
        if status[:3] not in _SUCCESSFUL:
            return True
        values = {name.lower(): value for name, value in headers}
        if self.if_match is not None:
            if self.if_match.strip() == "*":
                return True
            tag = values.get("etag", "")
            return not tag.startswith("W/") and parse_etags(self.if_match).is_strong(tag.strip('"'))
        limit, modified = parse_date(self.if_unmodified_since), parse_date(values.get("last-modified"))
        return limit is None or modified is None or modified <= limit


def is_plain(environ: Mapping[str, Any]) -> bool:
    """Has the request no condition but ``If-None-Match``, and no range?"""
    return _NAMES.isdisjoint(environ)


def take_preconditions(environ: WSGIEnvironment) -> None:
    """Keep the preconditions of a request for :func:`preconditions_of`; drop the ranges that are not answered.

    Those are units other than bytes, several ranges at once, and ranges of anything but GET: a server may ignore a
    range, and must where it does not know the unit (section 14.2). The whole is answered then.
    """
    is_ranged = environ["REQUEST_METHOD"] == "GET" and _ONE_RANGE.match(environ.get("HTTP_RANGE", ""))
    if not is_ranged:
        environ.pop("HTTP_RANGE", None)
        environ.pop("HTTP_IF_RANGE", None)
    if_match, since = environ.pop("HTTP_IF_MATCH", None), environ.pop("HTTP_IF_UNMODIFIED_SINCE", None)
    if if_match is not None or since is not None:
        environ[_PRECONDITIONS] = Preconditions(if_match, since)


def preconditions_of(environ: Mapping[str, Any]) -> Preconditions | None:
    """The preconditions of the request of *environ*; None where it has none."""
    preconditions: Preconditions | None = environ.get(_PRECONDITIONS)
    return preconditions
