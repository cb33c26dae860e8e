"""The summaries of seminars: a theme, or talks with their speakers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mappings.layout.flow import Flow
from mappings.layout.templates import Value
from mappings.source_001.speakers import parse_speakers, title_and_speakers

_MARK = re.compile(r"^(?:＜(?P<mark>テーマ|講演\d*)＞$|(?P<part>第[一二]部) )", re.MULTILINE)
THEME = "テーマ"


def seminar_parts(body: Flow, _word: str = "") -> Iterator[dict[str, Value]]:
    """The parts of a summary: the *mark*, the *subject*, the *people* who speak, and the number of the *talk*.

    A theme is no talk, and has no speakers of its own when talks follow. Raises ReaderError for another shape.
    """
    text = body.text
    marks = list(_MARK.finditer(text))
    if not marks or marks[0].start() != 0:
        raise body.error("a summary begins with a theme or a talk")
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    talks = 0
    for mark, end in zip(marks, ends, strict=True):
        content = body.part(mark.end(), end)
        if not content:
            continue
        name = body.part(*mark.span("mark" if mark["mark"] else "part"))
        if mark["mark"] == THEME and len(marks) > 1:
            if parse_speakers(content):
                raise content.error("a theme that talks follow has no speakers of its own")
            yield {"mark": name, "subject": content, "people": "", "talk": ""}
            continue
        talks += mark["mark"] != THEME
        subject, people = title_and_speakers(content)
        yield {"mark": name, "subject": subject, "people": people, "talk": str(talks) if mark["mark"] != THEME else ""}


def theme(body: Flow | str, _word: str) -> Flow | str:
    """The theme of a summary, if it has one."""
    assert isinstance(body, Flow)
    themes = [part["subject"] for part in seminar_parts(body) if not part["talk"]]
    return themes[0] if themes else ""


def only_talk(body: Flow | str, _word: str) -> Flow | str:
    """The title of the talk of a summary that has one talk and no theme."""
    assert isinstance(body, Flow)
    parts = list(seminar_parts(body))
    return parts[0]["subject"] if len(parts) == 1 and parts[0]["talk"] else ""
