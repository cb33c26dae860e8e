"""Addresses of pages and mail: found, joined over broken lines, and checked."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

from ontology.errors import ReportedError

# What RFC 3986 allows in a URI (reserved, unreserved and "%"); a URL ends before anything else.
_URI_CHARACTER = r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]"
_URL = re.compile(rf"https?://{_URI_CHARACTER}+")
_WEB = re.compile(rf"(?<![A-Za-z0-9@./-])www\.[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?:/{_URI_CHARACTER}*)?")
_HREF = re.compile(r"<a\s[^>]*?href=\"([^\"]*)\"[^>]*>(.*?)</a>", re.DOTALL)
_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}")


class UrlProblem(ReportedError):
    """An address isn't an http(s) IRI, or isn't an e-mail address."""


class Found(NamedTuple):
    """An address in a text: ``text[start:end]`` prints it, ``value`` is it."""

    value: str
    start: int
    end: int


class Anchor(NamedTuple):
    """An HTML link: its address and its text, both unescaped; ``text[start:end]`` is the whole element."""

    href: str
    label: str
    start: int
    end: int


def check_url(url: str) -> str:
    """*url*, when it is an http(s) URI as RFC 3986 has it, with a host name that has a dot.

    Raises UrlProblem naming what is wrong.
    """
    if not re.fullmatch(rf"{_URI_CHARACTER}+", url):
        odd = next((character for character in url if not re.fullmatch(_URI_CHARACTER, character)), "nothing")
        raise UrlProblem(f"url {url!r} is not an http(s) IRI: it holds {odd!r}")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise UrlProblem(f"url {url!r} is not an http(s) IRI: {error}") from error
    if parts.scheme not in ("http", "https"):
        raise UrlProblem(f"url {url!r} is not an http(s) IRI: its scheme is {parts.scheme or 'missing'}")
    if not _HOST.fullmatch(host):
        raise UrlProblem(f"url {url!r} is not an http(s) IRI: {host!r} is not a host name")
    if re.search(r"%(?![0-9A-Fa-f]{2})", url):
        raise UrlProblem(f"url {url!r} is not an http(s) IRI: % begins no escape")
    return url


def absolute(printed: str) -> str:
    """The URL that *printed* means: as it is, or with ``http://`` before an address that begins with its host.

    >>> absolute("www.city.shimonoseki.lg.jp")
    'http://www.city.shimonoseki.lg.jp'

    Raises UrlProblem.
    """
    return check_url(printed if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", printed) else f"http://{printed}")


def join_url(parts: Iterable[str]) -> str:
    """A URL whose parts were broken over lines: joined without spaces, unescaped from HTML, checked.

    >>> join_url(["http://www.pref.mie.l", "g.jp/TABUNKA/HP/"])
    'http://www.pref.mie.lg.jp/TABUNKA/HP/'

    Raises UrlProblem.
    """
    return check_url(html.unescape("".join("".join(part.split()) for part in parts)))


def find_urls(text: str) -> list[Found]:
    """Every http(s) URL in plain *text*; a bracket or point that closes the sentence isn't part of it.

    An address without scheme is found too when it begins with ``www.``; ``absolute`` completes it.
    """
    found: list[Found] = []
    for match in sorted((*_URL.finditer(text), *_WEB.finditer(text)), key=lambda match: match.start()):
        value = match[0].rstrip(".,;:!?'")
        while value.endswith(")") and value.count("(") < value.count(")"):
            value = value[:-1].rstrip(".,;:!?'")
        if not found or match.start() >= found[-1].end:
            found.append(Found(html.unescape(value), match.start(), match.start() + len(value)))
    return found


def find_anchors(text: str) -> list[Anchor]:
    """Every HTML link in *text*, with what it shows."""
    return [
        Anchor(html.unescape(match[1]).strip(), html.unescape(match[2]).strip(), match.start(), match.end())
        for match in _HREF.finditer(text)
    ]


def find_emails(text: str) -> list[Found]:
    """Every e-mail address in *text*, as printed."""
    return [Found(match[0], match.start(), match.end()) for match in _EMAIL.finditer(text)]


def check_email(printed: str) -> str:
    """*printed*, white space at its ends and at breaks removed, when it is one e-mail address.

    >>> check_email("kikaku- kokusai@city.kitakyushu.lg.jp")
    'kikaku-kokusai@city.kitakyushu.lg.jp'

    Raises UrlProblem.
    """
    value = "".join(printed.split())
    if not _EMAIL.fullmatch(value):
        raise UrlProblem(f"{printed!r} is not an e-mail address")
    return value
