"""Which format a client gets (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MIMEAccept

from graph.formats import Format, by_extension
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
    # A range (text/*) covers the media type of the answer; an alias of a format counts only when the client names it.
    named = {media_type.partition(";")[0].strip().lower(): quality for media_type, quality in accept}
    qualities = [
        max(accept.quality(form.media_type), *(named.get(alias, 0) for alias in form.aliases), 0) for form in formats
    ]
    best = max(qualities)
    if best <= 0:
        raise NotAcceptableError(formats)
    return formats[qualities.index(best)]
