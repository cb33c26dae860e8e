"""Which format a client gets (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_options_header

from graph.formats import HTML, Format, by_extension
from ontology.errors import ReportedError


class NotAcceptableError(ReportedError):
    """The client accepts none of the *formats* on offer."""

    status = 406

    def __init__(self, formats: Sequence[Format]) -> None:
        names = ", ".join(form.media_type for form in formats)
        super().__init__(f"none of the media types you accept is on offer here; ask for one of {names}")
        self.formats = tuple(formats)


@dataclass(frozen=True)
class Choice:
    """The format of an answer, and whether the URL fixes it, so that the answer does not vary."""

    format: Format
    is_fixed: bool = False


def negotiate(formats: Sequence[Format], accept: MIMEAccept, extension: str | None = None) -> Choice:
    """The format with *extension* where the URL has one, else what *accept* prefers. Raises NotAcceptableError."""
    if extension is not None:
        return Choice(by_extension(formats)[extension], is_fixed=True)
    return Choice(choose(formats, accept))


def split_suffix(name: str, formats: Sequence[Format]) -> tuple[str, str | None]:
    """*name* without the extension of a format at its end, and the extension or None."""
    stem, dot, extension = name.rpartition(".")
    return (stem, extension) if dot and stem and extension in by_extension(formats) else (name, None)


def choose(formats: Sequence[Format], accept: MIMEAccept) -> Format:
    """The format of *formats* that *accept* gives the highest quality; of equals the first.

    Without an Accept header that is the first. Raises NotAcceptableError.
    """
    if not accept:
        return formats[0]
    ranges = [_MediaRange.parse(text, quality) for text, quality in accept]
    qualities = [_quality(form, ranges) for form in formats]
    best = max(qualities)
    if best <= 0:
        raise NotAcceptableError(formats)
    return formats[qualities.index(best)]


def named_types(accept: MIMEAccept) -> dict[str, float]:
    """The media types that *accept* names whole, without ranges and parameters, each with its highest quality."""
    named: dict[str, float] = {}
    for text, quality in accept:
        media_type = _MediaRange.parse(text, quality).media_type
        if "*" not in media_type:
            named[media_type] = max(quality, named.get(media_type, 0))
    return named


def prefers_page(accept: MIMEAccept) -> bool:
    """Does *accept* name HTML, and no other media type before it? Programs take ``*/*`` as well, which names none."""
    named = named_types(accept)
    of_html = max(named.get(media_type, 0) for media_type in HTML.media_types)
    return of_html > 0 and of_html >= max(named.values())


@dataclass(frozen=True)
class _MediaRange:
    """A media range of an Accept header, in lower case: *media_type* may be ``text/*`` or ``*/*``."""

    media_type: str
    parameters: Mapping[str, str]
    quality: float

    @classmethod
    def parse(cls, text: str, quality: float) -> _MediaRange:
        media_type, parameters = parse_options_header(text)
        media_type = media_type.strip().lower()
        return cls("*/*" if media_type == "*" else media_type, {k: v.lower() for k, v in parameters.items()}, quality)

    def precision(self, form: Format) -> int:
        """How precisely it names the media type of *form* (RFC 9110, 12.5.1): 0 not at all, 1 any, 2 a type, 3 and up.

        A parameter counts only where the answer has a value of its own for it: that of another value does not fit,
        one that the answer says nothing of is no obstacle.
        """
        if self.media_type == "*/*":
            return 1
        if self.media_type == f"{form.media_type.partition('/')[0]}/*":
            return 2
        if self.media_type != form.media_type:
            return 0
        stated = parse_options_header(form.content_type)[1]
        compared = [name for name in self.parameters if name in stated]
        if any(self.parameters[name] != stated[name] for name in compared):
            return 0
        return 3 + len(compared)


def _quality(form: Format, ranges: Sequence[_MediaRange]) -> float:
    """The quality of *form*: what the most precise range says of its media type, or what an alias of it is given.

    A range (``text/*``) covers the media type of the answer; an alias counts only when the client names it.
    """
    of_alias = max(
        (media_range.quality for media_range in ranges if media_range.media_type in form.aliases), default=0.0
    )
    precisions = [(media_range.precision(form), media_range.quality) for media_range in ranges]
    precision, quality = max(precisions)
    return max(of_alias, quality if precision else 0.0)
