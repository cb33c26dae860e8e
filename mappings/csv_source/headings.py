"""The headings of a file compared with the declared ones: problems for the differences, with the likely meaning."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from mappings.problems import Problem
from ontology.spelling import nearest

_VARIANTS = (("標記", "表記"), ("英字", "英語"), ("カタカナ", "カナ"))
"""Spellings of headings that files in the wild have, and the right one."""


def folded(heading: str) -> str:
    """*heading* for comparison: no differences of width, no white space, no marks of requirement, one variant.

    >>> folded("所在地＿連結標記 ") == folded("所在地_連結表記"), folded("建物名等（方書）")
    (True, '建物名等(方書)')
    """
    text = re.sub(r"[\s*※]", "", unicodedata.normalize("NFKC", heading)).casefold()
    for variant, right in _VARIANTS:
        text = text.replace(variant, right)
    return text


def heading_problems(file: str, headings: Sequence[str], expected: Iterable[str], remedy: str) -> list[Problem]:
    """How the *headings* of *file* differ from those *expected*; *remedy* tells what to do with a new one."""
    wanted = list(expected)
    missing = [heading for heading in wanted if heading not in headings]
    unexpected = [heading for heading in headings if heading not in wanted]
    only = missing[0] if len(missing) == len(unexpected) == 1 else ""
    problems = []
    for place, heading in enumerate(headings):
        if heading in headings[:place]:
            problems.append(Problem(file, "two columns have this heading; rename one", 1, heading, kind="heading"))
        elif heading not in wanted:
            meant = (
                next((name for name in missing if folded(name) == folded(heading)), "")
                or nearest(heading, missing)
                or only
            )
            if meant:
                missing.remove(meant)
            message = "is no heading that is expected" if meant else f"is no heading that is expected; {remedy}"
            problems.append(Problem(file, message, 1, heading or "(empty)", "", meant, "heading"))
    problems += [Problem(file, "the column is missing", 1, heading, kind="heading") for heading in missing]
    return problems
