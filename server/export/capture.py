"""The answers of the application to one address: one for each format and language that it negotiates."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import Flask, g, render_template
from werkzeug.test import Client, TestResponse

from graph import formats
from graph.formats import Format
from server.display.language import COOKIE

_PAGE = "text/html, */*;q=0.1"
"""A page, or what there is instead."""
_NONE = "application/x-none"
"""A media type that no answer has: the refusal lists the existing ones."""
_OF_THE_REQUEST = ("content-length", "content-type", "date", "etag", "set-cookie", "x-request-id")
"""Headers that a web server makes itself, or that are told apart from the rest here."""
_OF_THE_PAST = re.compile(r'rel="[^"]*(?:original|timegate|timemap|memento)')
"""Relations of links to earlier states (RFC 7089), which an export does not have."""


@dataclass(frozen=True)
class Variant:
    """One representation: its content type, its language or nothing, its body, the headers of it alone."""

    content_type: str
    language: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def extension(self) -> str:
        """The extension of a file of it."""
        media_type = self.content_type.partition(";")[0]
        return EXTENSIONS.get(media_type, media_type.rpartition("/")[2].partition("+")[0])


@dataclass
class Captured:
    """The answer of the application to an address: *status*, *headers*, and *variants*, the preferred first."""

    address: str
    status: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    variants: list[Variant] = field(default_factory=list)

    @property
    def location(self) -> str:
        """The target of a redirection; empty for other answers."""
        return next((value for name, value in self.headers if name == "Location"), "")


def _registry() -> dict[str, Format]:
    return {
        value.media_type: value
        for value in vars(formats).values()
        if isinstance(value, Format) and value != formats.PROBLEM
    }


FORMATS: Mapping[str, Format] = _registry()
"""Every format by its media type."""
EXTENSIONS: Mapping[str, str] = {
    **{media_type: form.extension for media_type, form in FORMATS.items()},
    "text/plain": "txt",
    "image/svg+xml": "svg",
    "image/png": "png",
    "application/problem+json": "problem.json",
}


class Capturing:
    """Asks *app* as browsers and programs do, for pages in *languages*. *base* is where the files will be."""

    def __init__(self, app: Flask, base: str, languages: Sequence[str]) -> None:
        self._app = app
        self._client: Client = app.test_client(use_cookies=False)
        self._base = base
        self._languages = languages
        self._formats: dict[str, tuple[str, ...]] = {}

    def capture(self, address: str) -> Captured:
        """Every answer to *address*."""
        first = self._get(address, _PAGE, self._languages[0])
        captured = Captured(address, first.status_code, _kept(first))
        vary = {name.strip().lower() for name in first.headers.get("Vary", "").split(",")}
        if captured.location or first.status_code >= 500:
            return captured
        self._add(captured, first, address, _PAGE, "accept-language" in vary)
        if "accept" in vary and first.status_code == 200:
            for media_type in self._others(address, first):
                answer = self._get(address, media_type, self._languages[0])
                varies = "accept-language" in answer.headers.get("Vary", "").lower()
                self._add(captured, answer, address, media_type, varies)
        return captured

    def needs_server(self, live: str) -> Captured:
        """The page that answers what files cannot, with the address *live* of a server that can, if any."""
        captured = Captured("", 200)
        for language in self._languages:
            with self._app.test_request_context("/", base_url=self._base):
                g.language = language
                body = render_template("export/needs_server.html", live=live).encode()
            captured.variants.append(Variant("text/html; charset=utf-8", language, body))
        return captured

    def _add(self, captured: Captured, answer: TestResponse, address: str, accept: str, is_in_language: bool) -> None:
        """Add *answer*, and those in the other languages."""
        captured.variants.append(_variant(answer, self._languages[0] if is_in_language else ""))
        if is_in_language:
            for language in self._languages[1:]:
                captured.variants.append(_variant(self._get(address, accept, language), language))

    def _others(self, address: str, first: TestResponse) -> tuple[str, ...]:
        """The media types of *address* beside that of *first*; each kind of address is asked for them once."""
        path = address.partition("?")[0]
        kind = re.sub(r"(?<=.)/.*", "", path) + str(min(path.count("/"), 3))
        if kind not in self._formats:
            refusal = self._get(address, _NONE, self._languages[0])
            offered = refusal.get_data(as_text=True) if refusal.status_code == 406 else ""
            self._formats[kind] = tuple(
                t for t in FORMATS if re.search(rf"(?<![\w/+]){re.escape(t)}(?![\w+/-])", offered)
            )
        return tuple(t for t in self._formats[kind] if t != first.mimetype)

    def _get(self, address: str, accept: str, language: str) -> TestResponse:
        headers = {"Accept": accept, "Cookie": f"{COOKIE}={language}"}
        answer = self._client.get(address, base_url=self._base, headers=headers)
        answer.get_data()
        return answer


def _variant(answer: TestResponse, language: str) -> Variant:
    return Variant(answer.headers["Content-Type"], language, answer.get_data(), tuple(_kept(answer)))


def _kept(answer: TestResponse) -> list[tuple[str, str]]:
    """The headers of *answer* that hold for every representation of it."""
    kept = []
    for name, value in answer.headers:
        if name.lower() in _OF_THE_REQUEST or (name == "Link" and _OF_THE_PAST.search(value)):
            continue
        if name == "Vary":
            value = ", ".join(part for part in value.split(", ") if part != "Accept-Datetime")
        kept.append((name, value))
    return kept
