"""The patterns of a layout: regular expressions with abbreviations for frequent parts of flattened text.

``{name:…}``    what stands there is captured as *name*; ``…`` is again a pattern
``{DAY}``       the pattern that the layout, or the engine, names so; ``{date:DAY}`` captures it
``{name}``      what *name* captured before, once more
a blank         a blank or the end of a line, at least one
``_``           any number of them, or none

All else is as in Python's ``re``, with ``^`` and ``$`` at the ends of lines. ``{2}`` and ``{1,3}`` still repeat, and
inside ``[…]`` a blank or ``_`` stands for itself; elsewhere a plain ``_`` is written ``\\_``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from ontology.errors import ReportedError

BLANK = r"[ \n]*"
_ERA_YEAR = r"(?:令和|平成)_(?:\d+|元)_年"
_YEAR = rf"(?:{_ERA_YEAR}|\d{{4}}_年)"
_END = rf"(?:{_ERA_YEAR}_)?(?:\d+_月_)?\d+_日|(?:{_ERA_YEAR}_)?\d+_月(?!_\d+_日)"
PATTERNS: Mapping[str, str] = {
    "DAY": rf"{_YEAR}_\d+_月_\d+_日",
    "MONTH": rf"{_YEAR}_\d+_月(?!_\d+_日)",
    "PERIOD": r"(?:{DAY}|{MONTH})(?:_[～~〜]_(?:END))?".replace("END", _END),
    "NUMBER": r"\d[\d,]*",
    "DECIMAL": r"\d[\d,.]*",
    "ANY": r"(?:.|\n)+?",
    "ALL": r"(?:.|\n)+",
    "LINE": r"[^\n]+",
    "WORD": r"[^ \n]+",
    "END": r"(?=\n|\Z)",
}
"""Patterns that every layout has: days, months and periods of an era or the common era, numbers, text."""
_OPENING = re.compile(r"\{(?:(?P<name>[a-z]\w*):|(?P<again>[a-z]\w*)\}|(?P<named>[A-Z][A-Z0-9_]*)\})")
_PLAIN = re.compile(r"[^\\\[{ _]+")
"""Tokens that are passed to Python's ``re`` unchanged."""
_ALONE = re.compile(r"[A-Z][A-Z0-9_]*\Z")


class PatternProblem(ReportedError):
    """A pattern of a layout is not well formed, or names a pattern that does not exist."""


def compile_pattern(pattern: str, named: Mapping[str, str]) -> re.Pattern[str]:
    """*pattern* as a regular expression; *named* has the patterns that ``{NAME}`` stands for. Raises PatternProblem."""
    return _compiled(expand(pattern, named), pattern)


def compile_heading(heading: str, named: Mapping[str, str]) -> re.Pattern[str]:
    """A heading as a regular expression for text without blanks: as printed, apart from what ``{name:…}`` captures."""
    pieces, rest = [], "".join(heading.split())
    while opening := _OPENING.search(rest):
        if opening["again"]:
            raise PatternProblem(f"heading {heading!r}: {opening[0]} captures nothing")
        end = _closing(rest, opening.end(), heading) if opening["name"] else opening.end()
        pieces += [re.escape(rest[: opening.start()]), expand(rest[opening.start() : end], named)]
        rest = rest[end:]
    return _compiled("".join((*pieces, re.escape(rest))), heading)


@lru_cache(maxsize=8192)
def _compiled(expression: str, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(expression, re.MULTILINE)
    except re.error as error:
        raise PatternProblem(f"pattern {pattern!r}: {error}") from error


def expand(pattern: str, named: Mapping[str, str]) -> str:
    """*pattern* in the syntax of Python's ``re``. Raises PatternProblem."""
    out: list[str] = []
    at = 0
    while at < len(pattern):
        character = pattern[at]
        if character == "\\":
            out.append("_" if pattern[at + 1 : at + 2] == "_" else pattern[at : at + 2])
            at += 2
        elif character == "[":
            end = _class_end(pattern, at)
            out.append(pattern[at:end])
            at = end
        elif character == "{" and (opening := _OPENING.match(pattern, at)):
            if opening["name"]:
                end = _closing(pattern, opening.end(), pattern)
                inside = pattern[opening.end() : end - 1]
                inside = f"{{{inside}}}" if _ALONE.match(inside) and inside in named else inside
                out.append(f"(?P<{opening['name']}>{expand(inside, named)})")
                at = end
            else:
                out.append(_reference(opening, pattern, named))
                at = opening.end()
        elif plain := _PLAIN.match(pattern, at):
            out.append(plain[0])
            at = plain.end()
        else:
            out.append({" ": r"(?:[ \n]+)", "_": BLANK}.get(character, character))
            at += 1
    return "".join(out)


def _reference(opening: re.Match[str], pattern: str, named: Mapping[str, str]) -> str:
    if opening["again"]:
        return f"(?P={opening['again']})"
    name = opening["named"]
    if name not in named:
        raise PatternProblem(f"pattern {pattern!r}: no pattern is named {name}; there are {', '.join(sorted(named))}")
    return f"(?:{expand(named[name], named)})"


def _class_end(pattern: str, start: int) -> int:
    """The index after the ``]`` of the character class that begins at *start*."""
    at = start + 1
    if pattern[at : at + 1] == "^":
        at += 1
    if pattern[at : at + 1] == "]":
        at += 1
    while at < len(pattern) and pattern[at] != "]":
        at += 2 if pattern[at] == "\\" else 1
    return min(at + 1, len(pattern))


def _closing(pattern: str, at: int, whole: str) -> int:
    """The index after the ``}`` that closes the brace opened before *at*."""
    depth = 1
    while at < len(pattern):
        if pattern[at] == "\\":
            at += 2
        elif pattern[at] == "[":
            at = _class_end(pattern, at)
        else:
            depth += {"{": 1, "}": -1}.get(pattern[at], 0)
            at += 1
            if not depth:
                return at
    raise PatternProblem(f"pattern {whole!r}: a brace is not closed")
