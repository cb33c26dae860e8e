"""Japanese text that was broken over lines, or printed in wide letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_WIDE_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_LATIN = re.compile(r"[A-Za-z0-9À-ɏ]")
_LATIN_END = re.compile(r"[A-Za-z0-9À-ɏ,.;:!?)\]&'’%]$")
_LATIN_START = re.compile(r"^[A-Za-z0-9À-ɏ(\[&'’]")


def nfkc(text: str) -> str:
    """*text* in Unicode normalisation form KC: wide letters and digits narrow, half-width kana full.

    >>> nfkc("ＮＰＯ法人　２，０００")
    'NPO法人 2,000'
    """
    return unicodedata.normalize("NFKC", text)


def narrow(text: str) -> str:
    """Wide letters, digits and signs of ASCII made narrow; everything else (ー、・①㈱) stays as it is.

    >>> narrow("令和５年度（①）")
    '令和5年度(①)'
    """
    return text.translate(_WIDE_ASCII)


def squeeze(text: str) -> str:
    """*text* for comparing: narrow letters, and no white space at all.

    >>> squeeze("（公財） 長野県 国際化協会")
    '(公財)長野県国際化協会'
    """
    return re.sub(r"\s+", "", narrow(text))


def tidy(text: str) -> str:
    """White space at both ends removed, runs of it made one space; ideographic spaces count as white space.

    >>> tidy("　国際課  課長 ")
    '国際課 課長'
    """
    return re.sub(r"\s+", " ", text).strip()


def join_pair(first: str, second: str) -> str:
    """Join two printed lines.

    Japanese goes on without a space. Between a Latin word (or number) at the end of one line and another at the start
    of the next stands one space; a hyphen or slash at the break is kept and takes none.

    >>> join_pair("外国人受入環境整備交付", "金"), join_pair("J.CLAIR Singapore Email", "Magazine")
    ('外国人受入環境整備交付金', 'J.CLAIR Singapore Email Magazine')
    """
    first, second = first.rstrip(), second.lstrip()
    if not first or not second:
        return first or second
    if _LATIN_END.search(first) and _LATIN_START.match(second) and _LATIN.search(first):
        return f"{first} {second}"
    return first + second


def join_lines(lines: Iterable[str]) -> str:
    """Join the lines of one cell or paragraph, as ``join_pair`` does; empty lines are passed over.

    >>> join_lines(["インドネシア語・フ", "", "ィリピノ語"])
    'インドネシア語・フィリピノ語'
    """
    joined = ""
    for line in lines:
        joined = join_pair(joined, line)
    return joined.strip()
