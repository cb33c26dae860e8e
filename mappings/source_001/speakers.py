"""Speakers of seminars and advisers: the organisation and post stay, the person's name is withheld."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mappings.helpers.text import squeeze
from mappings.layout.flow import Flow
from mappings.read.document import ReaderError
from mappings.source_001.names import organisation_prefix, unaffiliated_posts

_NAME = r"[一-龥々ぁ-んァ-ヶー]+ [一-龥々ぁ-んァ-ヶー]+|[ァ-ヶー]+・[ァ-ヶー]+|[一-鿿]{2,4}"
_SPEAKER = re.compile(rf"(?P<before>(?:.|\n)+?)[ \n]+(?P<name>(?![^ \n]*長[ \n])(?:{_NAME})) 氏(?:\n|\Z)")


@dataclass(frozen=True)
class SpeakerPost:
    """A speaker: the organisation (its key, and as printed) and the post; *name* is where the name stands."""

    organisation: str
    printed: Flow
    post: Flow
    name: Flow


def _standings(before: Flow, name: Flow) -> list[SpeakerPost] | None:
    if squeeze(before.text) in unaffiliated_posts():
        return [SpeakerPost("", Flow(before.key, (), ()), before, name)]
    for slash in re.finditer("／", before.text):
        first = _standings(before.part(0, slash.start()), name)
        rest = _standings(before.part(slash.end(), len(before.text)), name)
        if first and rest:
            return [*first, *rest]
    named = organisation_prefix(before)
    if named is None:
        return None
    key, organisation, post = named
    return [SpeakerPost(key, organisation, post, name)]


def parse_speakers(flow: Flow) -> list[SpeakerPost] | None:
    """The speakers of *flow*, whose names all end in 氏; None when the whole of it is not such a list."""
    text, position = flow.text, 0
    speakers: list[SpeakerPost] = []
    while position < len(text):
        match = _SPEAKER.match(text, position)
        if match is None:
            return None
        before = flow.part(*match.span("before"))
        standings = _standings(before, flow.part(*match.span("name")))
        if standings is None:
            return None
        speakers += standings
        position = match.end()
    return speakers


def title_and_speakers(flow: Flow) -> tuple[Flow, Flow]:
    """Cut *flow* between a title and the speakers after it: at the first line from which on it is only speakers.

    Raises ReaderError when no known organisation begins such a line.
    """
    for at in range(1, len(flow.lines)):
        rest = Flow(flow.key, flow.lines[at:], flow.numbers[at:])
        if parse_speakers(rest) is not None:
            return Flow(flow.key, flow.lines[:at], flow.numbers[:at]), rest
    raise ReaderError(
        flow.key, flow.first, f"no speakers of known organisations after the title {' / '.join(flow.lines)!r}"
    )


def speakers(flow: Flow, _word: str = "") -> Iterator[dict[str, Flow | str]]:
    """The speakers of *flow*: the key of the *organisation*, *who* it is, the *post*, and where the *name* stands.

    Raises ReaderError when the whole of it is not such a list.
    """
    standings = parse_speakers(flow)
    if standings is None:
        raise flow.error("speakers are printed as organisation, post and name; add the organisation to the register")
    for standing in standings:
        yield {
            "organisation": standing.organisation,
            "who": standing.printed,
            "post": standing.post,
            "name": standing.name,
        }


_WORD = r"[一-龥々ぁ-んァ-ヶー]+"
_NAMES = re.compile(rf" (?:(?:(?!\S*(?:理事|主査|長|者) ){_WORD} )?{_WORD} 氏(?:、|\Z))+\Z")


def speakers_by_line(flow: Flow, _word: str = "") -> Iterator[dict[str, Flow | str]]:
    """The speakers of *flow*, one a line: the organisation (*who*), the *post*, and the line of the *name* after them.

    Raises ReaderError for a line of another shape.
    """
    for line, number in zip(flow.lines, flow.numbers, strict=True):
        whole = Flow(flow.key, (line,), (number,))
        names = _NAMES.search(line)
        if names is None:
            raise whole.error(f"not an organisation, a post and a name: {line[:20]!r}…")
        who, post = _who_and_post(whole.part(0, names.start()))
        yield {"who": who, "post": post, "name": whole}


def _who_and_post(flow: Flow) -> tuple[Flow, Flow]:
    """Cut ``新潟県産業労働部産業政策課 主査``: a named organisation or a local government first, the post after it."""
    named = organisation_prefix(flow)
    if named is not None:
        return named[1], named[2]
    match = flow.match(r"(?P<who>(?:\S+?[都道府県])?\S*?[都道府県市町村])(?P<post>\S+ \S+)?")
    return match.sub("who"), match.sub("post")
