"""The language of the reader: what the URL says, then the cookie, then the browser."""

from __future__ import annotations

from babel import Locale
from babel.core import UnknownLocaleError
from flask import Flask, Request, Response, g, request

from mappings.site import Interface

COOKIE = "lang"
PARAMETER = "lang"
_YEAR = 365 * 24 * 3600


def chosen_language(incoming: Request, interface: Interface) -> str:
    """The language of *interface* for a request.

    The fallback for a reader of none of its languages, the first for a request that names no language.
    """
    for choice in (incoming.args.get(PARAMETER), incoming.cookies.get(COOKIE)):
        if choice in interface.readable:
            return str(choice)
    if not incoming.accept_languages:
        return interface.languages[0]
    for tag, quality in incoming.accept_languages:
        if quality <= 0:
            continue
        if tag == "*":
            return interface.languages[0]
        if language := _readable(tag, interface):
            return language if language in interface.languages else _with_complete(incoming, interface) or language
    return interface.fallback


def _with_complete(incoming: Request, interface: Interface) -> str | None:
    """The complete language that a reader of a language with key phrases reads as well, or None.

    A page in a language with key phrases is in the fallback for the rest. A reader who names another complete language
    before the fallback is served better by a page that is wholly in it.
    """
    for tag, quality in incoming.accept_languages:
        language = _readable(tag, interface) if quality > 0 else None
        if language in interface.languages:
            return None if language == interface.fallback else language
    return None


def _readable(tag: str, interface: Interface) -> str | None:
    """The interface language for a reader of *tag*; ``zh-TW`` is written in the traditional script."""
    for language in sorted(interface.readable, key=len, reverse=True):
        if tag.lower() == language.lower() or tag.lower().startswith(f"{language.lower()}-"):
            return language
    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
    if locale.language == "zh":
        return f"zh-{locale.script or 'Hans'}" if locale.script in (None, "Hans", "Hant") else None
    # CLDR knows older tags: browsers ask for Filipino by ``tl``, and for Indonesian by ``in``.
    return locale.language if locale.language in interface.readable else None


def register(app: Flask, interface: Interface) -> None:
    """Choose the language before each request; remember what a reader chose."""

    @app.before_request
    def choose() -> None:
        g.language = chosen_language(request, interface)

    @app.after_request
    def remember(response: Response) -> Response:
        if request.args.get(PARAMETER) in interface.readable and response.mimetype == "text/html":
            response.set_cookie(
                COOKIE, request.args[PARAMETER], max_age=_YEAR, samesite="Lax", httponly=True, secure=request.is_secure
            )
        return response
