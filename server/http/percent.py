"""Percent-encoding (RFC 3986, section 2.1) of what may be long: the query of a URL, with a query of SPARQL in it."""

from __future__ import annotations

import binascii
import re
from urllib.parse import unquote_to_bytes

_STRAY = re.compile("%(?![0-9A-Fa-f]{2})")


def percent_decoded(text: str) -> bytes:
    """The bytes that *text* stands for, a value of a form, where a plus sign is a space. *text* is ASCII.

    The library's own decoder takes ten times as long. Quoted-printable (RFC 2045, 6.7) is the same with another sign,
    and its decoder is written in C; it reads nothing else into text without line ends.
    """
    if not text.isascii() or "\n" in text or "\r" in text or _STRAY.search(text):
        return unquote_to_bytes(text.replace("+", " "))
    return binascii.a2b_qp(text.replace("=", "=3D").replace("%", "=").replace("+", " "))
