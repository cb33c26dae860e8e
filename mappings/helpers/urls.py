"""Addresses of web pages and of mail in plain text."""

from __future__ import annotations

import html
import re
from typing import NamedTuple

# The characters of a URI (RFC 3986: reserved, unreserved and "%"); a URL ends before any other character.
_URI_CHARACTER = r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]"
_URL = re.compile(rf"https?://{_URI_CHARACTER}+")
_WEB = re.compile(rf"(?<![A-Za-z0-9@./-])www\.[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?:/{_URI_CHARACTER}*)?")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}")


class Address(NamedTuple):
    """An address in a text: ``value``, printed as ``text[start:end]``."""

    value: str
    start: int
    end: int


def is_web_address(text: str) -> bool:
    """Whether all of *text* is an http(s) address in printable ASCII.

    >>> is_web_address("http://www.pref.mie.lg.jp/TABUNKA/HP/"), is_web_address("www.pref.mie.lg.jp")
    (True, False)
    """
    return re.fullmatch(r"https?://[!-~]+", text) is not None


def find_urls(text: str) -> list[Address]:
    """Every http(s) URL in plain *text*; a bracket or point that closes the sentence isn't part of it.

    An address without a scheme counts when it begins with ``www.``.
    """
    addresses: list[Address] = []
    for match in sorted((*_URL.finditer(text), *_WEB.finditer(text)), key=lambda match: match.start()):
        value = match[0].rstrip(".,;:!?'")
        while value.endswith(")") and value.count("(") < value.count(")"):
            value = value[:-1].rstrip(".,;:!?'")
        if not addresses or match.start() >= addresses[-1].end:
            addresses.append(Address(html.unescape(value), match.start(), match.start() + len(value)))
    return addresses


def find_emails(text: str) -> list[Address]:
    """Every e-mail address in *text*, as printed.

    >>> find_emails("係 (1) a-b@city.example.jp")[0].value
    'a-b@city.example.jp'
    """
    return [Address(match[0], match.start(), match.end()) for match in _EMAIL.finditer(text)]
