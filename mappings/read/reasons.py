"""The reasons of the ledger in Japanese: ``reasons.csv`` translates them from English."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from mappings.csv_files import read_csv

PATH = Path(__file__).parents[1] / "reasons.csv"
_COUNTED = re.compile(r"(?P<reason>.*?)(?P<count> \(\d+\))?\Z", re.DOTALL)


@lru_cache
def japanese_reasons(path: Path = PATH) -> dict[str, str]:
    """The Japanese of every reason, by the English; none where there is no such file."""
    if not path.exists():
        return {}
    return {row["en"]: row["ja"] for row in read_csv(path, ("en", "ja"))}


def in_japanese(reason: str, path: Path = PATH) -> str | None:
    """*reason* in Japanese, or None where the file *path* does not translate a part of it.

    Several reasons are joined by ``; ``; a reason for several tokens of a line ends with their number in brackets.
    """
    translations = japanese_reasons(path)
    if reason in translations:
        return translations[reason]
    whole, rest = "", reason
    while rest:
        # A reason may hold a semicolon itself, so take the longest beginning that has a translation.
        ends = [match.end() for match in re.finditer(r"(?=; |\Z)", rest)]
        for end in reversed(ends):
            match = _COUNTED.match(rest[:end])
            if match and match["reason"] in translations:
                counted = match["count"].strip().strip("()") if match["count"] else ""
                whole += ("；" if whole else "") + translations[match["reason"]] + (f"（{counted}）" if counted else "")
                rest = rest[end:].removeprefix("; ")
                break
        else:
            return None
    return whole
