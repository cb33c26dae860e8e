"""Lists of supported projects and of those who were supported."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mappings.helpers.text import squeeze
from mappings.layout.filters import is_municipality
from mappings.layout.flow import Flow
from mappings.layout.templates import Value
from mappings.source_001.names import MUNICIPALITY, municipality, organisations

_LEGAL_FORM = re.compile(r"[（(](?:公財|一財|特非)[）)]")
_WITHDRAWN = re.compile(r"※(?P<who>\S+)は採択決定後辞退")


def grant_list(flow: Flow, _word: str = "") -> Iterator[dict[str, Value]]:
    """The projects of a list: the *title*, *who* was supported, the *partners*; or who declined it (*withdrawn*).

    A title may run over several lines; the recipient is the last word of its last line when that is a local government,
    or stands on lines of its own, for an organisation as many as its name needs. Partners follow in brackets.
    Raises ReaderError when a title has no recipient.
    """
    at, title = 0, 0
    lines = flow.lines
    while at < len(lines):
        head, _, last = lines[at].rpartition(" ")
        partners: Flow | str = ""
        if withdrawn := _WITHDRAWN.fullmatch(lines[at]):
            whole = _lines(flow, at, at + 1)
            yield {"title": "", "who": "", "partners": "", "withdrawn": whole.part(*withdrawn.span("who"))}
            title = at = at + 1
            continue
        if head and is_municipality(last):
            whole = _lines(flow, title, at + 1)
            named, who = whole.part(0, len(whole.text) - len(last)), _lines(flow, at, at + 1)
            who = who.part(len(who.text) - len(last), len(who.text))
            # The last line is one of the title's, even where the recipient is all that stands on it.
            at += 1
        elif title < at and is_municipality(lines[at]):
            named, who = _lines(flow, title, at), _lines(flow, at, at + 1)
            at += 1
            if at < len(lines) and lines[at].startswith("（"):
                end = next(n for n in range(at, len(lines)) if lines[n].endswith("）"))
                partners = _lines(flow, at, end + 1)
                at = end + 1
        elif title < at and _LEGAL_FORM.match(lines[at]):
            end = at + 1
            while squeeze("".join(lines[at:end])) not in organisations():
                if end == len(lines) or end - at > 2:
                    raise _lines(flow, at, len(lines)).error(
                        f"{lines[at]!r} begins no known organisation; add it to organisation_names.csv"
                    )
                end += 1
            named, who = _lines(flow, title, at), _lines(flow, at, end)
            at = end
        else:
            if head and re.fullmatch(MUNICIPALITY, last):
                # The word looks like a recipient. If it is none, stop: it must not become a piece of the next title.
                municipality(_lines(flow, at, at + 1).part(len(head), len(lines[at])).cell())
            at += 1
            continue
        yield {"title": named, "who": who, "partners": partners, "withdrawn": ""}
        title = at
    if title < at:
        raise _lines(flow, title, len(lines)).error("a project title without a recipient")


def _lines(flow: Flow, first: int, end: int) -> Flow:
    return Flow(flow.key, flow.lines[first:end], flow.numbers[first:end])
