"""The language of the reader: what the URL says, then the cookie, then the browser."""

from __future__ import annotations

from babel import Locale
from babel.core import UnknownLocaleError
from flask import Flask, Request, Response, g, request

from server.display.translations import FALLBACK, LANGUAGES, PHRASE_LANGUAGES, Catalogue, catalogue, complete

COOKIE = "lang"
PARAMETER = "lang"
READABLE = (*LANGUAGES, *PHRASE_LANGUAGES)
_YEAR = 365 * 24 * 3600


def chosen_language(asked: Request) -> str:
    """One of :data:`READABLE`. A reader of none of them gets English; one who says nothing, Japanese."""
    for wanted in (asked.args.get(PARAMETER), asked.cookies.get(COOKIE)):
        if wanted in READABLE:
            return str(wanted)
    if not asked.accept_languages:
        return LANGUAGES[0]
    for tag, quality in asked.accept_languages:
        if quality <= 0:
            continue
        if tag == "*":
            return LANGUAGES[0]
        if language := _readable(tag):
            return language if language in LANGUAGES else _with_japanese(asked) or language
    return FALLBACK


def _with_japanese(asked: Request) -> str | None:
    """The Japanese that a reader of a language with key phrases reads as well, or None.

    The rest of such a page is in English. Who reads Japanese and says nothing of English is served better by a page
    that is in Japanese as a whole.
    """
    for tag, quality in asked.accept_languages:
        language = _readable(tag) if quality > 0 else None
        if language in LANGUAGES:
            return None if language == FALLBACK else language
    return None


def _readable(tag: str) -> str | None:
    """The language of ours that serves a reader of *tag*; ``zh-TW`` is written in the traditional script."""
    for language in sorted(READABLE, key=len, reverse=True):
        if tag.lower() == language.lower() or tag.lower().startswith(f"{language.lower()}-"):
            return language
    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
    if locale.language == "zh":
        return f"zh-{locale.script or 'Hans'}" if locale.script in (None, "Hans", "Hant") else None
    # CLDR knows older tags: browsers ask for Filipino by ``tl``, and for Indonesian by ``in``.
    return locale.language if locale.language in READABLE else None


def reader_language() -> str:
    """The language of this request's reader, one of :data:`READABLE`: for names, numbers, dates and key phrases."""
    language: str = g.language
    return language


def words_language() -> str:
    """The language in which this reader finds everything said, one of ``LANGUAGES``: for texts in these only."""
    return complete(reader_language())


def reader_catalogue() -> Catalogue:
    """The words in that language."""
    return catalogue(reader_language())


def register(app: Flask) -> None:
    """Choose the language before each request; remember what a reader chose."""

    @app.before_request
    def choose() -> None:
        g.language = chosen_language(request)

    @app.after_request
    def remember(response: Response) -> Response:
        if request.args.get(PARAMETER) in READABLE and response.mimetype == "text/html":
            response.set_cookie(
                COOKIE, request.args[PARAMETER], max_age=_YEAR, samesite="Lax", httponly=True, secure=request.is_secure
            )
        return response
