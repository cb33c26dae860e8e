"""The language of the interface: what the URL says, then the cookie, then the browser."""

from __future__ import annotations

from flask import Flask, Request, Response, g, request

from server.translations import LANGUAGES, Catalogue, catalogue

COOKIE = "lang"
PARAMETER = "lang"
_YEAR = 365 * 24 * 3600


def chosen_language(asked: Request) -> str:
    """One of :data:`LANGUAGES`. A reader of none of them gets English; one who says nothing, Japanese."""
    for wanted in (asked.args.get(PARAMETER), asked.cookies.get(COOKIE)):
        if wanted in LANGUAGES:
            return str(wanted)
    if not asked.accept_languages:
        return LANGUAGES[0]
    for tag, quality in asked.accept_languages:
        if quality <= 0:
            continue
        if tag == "*":
            return LANGUAGES[0]
        for language in sorted(LANGUAGES, key=len, reverse=True):
            if tag.lower() == language or tag.lower().startswith(f"{language}-"):
                return language
    return "en"


def reader_language() -> str:
    """The language of this request's reader."""
    language: str = g.language
    return language


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
        if request.args.get(PARAMETER) in LANGUAGES and response.mimetype == "text/html":
            response.set_cookie(
                COOKIE, request.args[PARAMETER], max_age=_YEAR, samesite="Lax", httponly=True, secure=request.is_secure
            )
        return response
