"""The layer in front of the application for every request: its identifier, rate limit, log line, and kept answers.

A kept answer is sent without waking the application, and what holds for other answers holds for it: the client's rate
is counted, the request gets a name of its own, metrics and log know of it. Only a host that the application answered
before is answered, because the host is part of the key of an answer.

The application says by :func:`keep` which answers may be kept.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from werkzeug.http import parse_cookie, parse_etags
from werkzeug.wsgi import ClosingIterator

from server.http.access_log import AccessLog
from server.http.conditions import FAILED, is_plain, preconditions_of, take_preconditions
from server.http.kept_answers import KeptAnswer, KeptAnswers, Key
from server.http.rate_limit import Allowance, RateLimit
from server.metrics import Metrics

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

AT_ONCE = "tabunka.at_once"
"""A key of the environment: if set, the caller wants an answer only if it takes no time."""
NOT_AT_HAND: list[bytes] = []
"""The answer to such a caller if making one would take time: nothing was started."""
LATER = "tabunka.later"
"""Where the environment then has a function that makes the answer: call it once, in a thread that may take its time."""
_KEEP, _KIND, _ALLOWANCE = "tabunka.keep", "tabunka.kind", "tabunka.allowance"
_AT_ONCE, _IF_AGAIN = "at once", "if asked again"
_IDENTIFIER = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")
_NOT_IN_304 = ("content-type", "content-length", "content-encoding", "content-disposition", "content-language")
_OF_THE_BODY = (*_NOT_IN_304, "accept-ranges", "cache-control", "content-range", "repr-digest")
_MAKING_SECONDS = 30.0
_FREE = ("/static/", "/site/", "/health", "/metrics")
"""Paths that are not counted against the rate of a client."""
_ALONE = ("/health", "/metrics", "/sparql")
"""Paths whose answers are made for each request, though others ask the same just now."""


class Lane(Protocol):
    """A short way to an answer; None where it has none."""

    def at_once(self, environ: WSGIEnvironment) -> KeptAnswer | None:
        """An answer that takes no time."""

    def __call__(self, environ: WSGIEnvironment) -> KeptAnswer | None:
        """An answer that may take time. It is asked after :meth:`at_once`; where it has none, the application is."""


def keep(environ: WSGIEnvironment, *, if_again: bool = False) -> None:
    """Let the answer to this request be kept for all that ask the same; *if_again*: once it is asked a second time."""
    environ[_KEEP] = _IF_AGAIN if if_again else _AT_ONCE


def set_kind(environ: WSGIEnvironment, kind: str) -> None:
    """Name the blueprint that answers this request, for metrics and log."""
    environ[_KIND] = kind


def allowance_of(environ: Mapping[str, Any]) -> Allowance | None:
    """The rest of the rate of this request's client, where rates are limited."""
    allowance: Allowance | None = environ.get(_ALLOWANCE)
    return allowance


class Front:
    """Stands before *application*."""

    def __init__(
        self,
        application: WSGIApplication,
        answers: KeptAnswers,
        metrics: Metrics,
        log: AccessLog,
        *,
        rate: RateLimit | None = None,
        language_cookie: str,
        lanes: Mapping[str, Lane] | None = None,
    ) -> None:
        self._application = application
        self._answers = answers
        self._metrics = metrics
        self._log = log
        self._rate = rate
        self._language_cookie = language_cookie
        self._lanes = dict(lanes or {})

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        began = time.perf_counter()
        path = environ["PATH_INFO"]
        identifier = environ.get("HTTP_X_REQUEST_ID", "")
        added = [("X-Request-Id", identifier if identifier and _IDENTIFIER.match(identifier) else _new_name())]
        allowance = None
        if self._rate is not None and not path.startswith(_FREE):
            allowance = environ[_ALLOWANCE] = self._rate.ask(environ.get("REMOTE_ADDR") or "")
            added += allowance.headers(self._rate)
        exchange = _Exchange(environ, start_response, added, began)
        if not is_plain(environ):
            take_preconditions(environ)
            return _later(environ, partial(self._pass_on, exchange))
        if (allowance is not None and not allowance.is_allowed) or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return _later(environ, partial(self._pass_on, exchange))
        cookie = _cookie(environ, self._language_cookie)
        key = self._answers.key(environ, cookie)
        answer = self._answers.get(key)
        if answer is not None:
            self._metrics.count_kept("hit")
            return self._send(exchange, answer)
        lane = self._lanes.get(path)
        if lane is not None and (answer := lane.at_once(environ)) is not None:
            self._keep_if_wanted(exchange, key, cookie, answer)
            return self._send(exchange, answer)
        return _later(environ, partial(self._make, exchange, lane, key, cookie))

    # -- an answer that is kept

    def _send(self, exchange: _Exchange, answer: KeptAnswer) -> Iterable[bytes]:
        environ = exchange.environ
        known_tags = environ.get("HTTP_IF_NONE_MATCH")
        if known_tags and answer.entity_tag and parse_etags(known_tags).contains_weak(_opaque(answer.entity_tag)):
            headers = [header for header in answer.headers if header[0].lower() not in _NOT_IN_304]
            exchange.start_response("304 NOT MODIFIED", headers + exchange.added)
            self._record(exchange, answer.kind, 304, 0)
            return []
        exchange.start_response(answer.status, [*answer.headers, *exchange.added])
        size = 0 if environ["REQUEST_METHOD"] == "HEAD" else len(answer.body)
        self._record(exchange, answer.kind, int(answer.status[:3]), size)
        return [answer.body] if size else []

    # -- an answer that is made

    def _pass_on(self, exchange: _Exchange) -> Iterable[bytes]:
        """The application's answer, which is not kept; an error without it where the request's conditions fail."""
        made = self._ask(exchange)
        preconditions = preconditions_of(exchange.environ)
        if preconditions is not None and not preconditions.hold(made.status, made.headers):
            if close := getattr(made.rest, "close", None):
                close()
            made = _failed(made.headers)
        return self._finish(exchange, made)

    def _make(self, exchange: _Exchange, lane: Lane | None, key: Key, cookie: str) -> Iterable[bytes]:
        """Make the answer for *key*; while another thread makes it, wait and take that one."""
        if lane is not None:
            answer = lane(exchange.environ)
            if answer is not None:
                self._keep_if_wanted(exchange, key, cookie, answer)
                return self._send(exchange, answer)
            return self._kept(exchange, key, cookie)
        if exchange.environ["PATH_INFO"].startswith(_ALONE):
            return self._kept(exchange, key, cookie)
        event = self._answers.begin(key)
        if event is not None:
            event.wait(_MAKING_SECONDS)
            # The first answer at a URL tells by what it varies, so that the key may be another now.
            key = self._answers.key(exchange.environ, cookie)
            answer = self._answers.get(key)
            return self._send(exchange, answer) if answer is not None else self._kept(exchange, key, cookie)
        try:
            return self._kept(exchange, key, cookie)
        finally:
            self._answers.end(key)

    def _kept(self, exchange: _Exchange, key: Key, cookie: str) -> Iterable[bytes]:
        """The application's answer, kept where it says so."""
        self._metrics.count_kept("miss")
        made = self._ask(exchange)
        if _KEEP in exchange.environ and made.body is not None and made.status[:3] in ("200", "303"):
            # Each answer gets the date of the moment at which it is sent.
            headers = tuple(header for header in made.headers if header[0] != "Date")
            kept = KeptAnswer(made.status, headers, made.body, _kind(exchange.environ))
            if exchange.environ["REQUEST_METHOD"] == "GET":
                self._keep_if_wanted(exchange, key, cookie, kept)
        return self._finish(exchange, made)

    def _keep_if_wanted(self, exchange: _Exchange, key: Key, cookie: str, answer: KeptAnswer) -> None:
        how = exchange.environ.get(_KEEP)
        if how == _AT_ONCE or (how == _IF_AGAIN and self._answers.is_second(key)):
            self._answers.keep(exchange.environ, cookie, answer)

    def _ask(self, exchange: _Exchange) -> _Made:
        """The application's answer; a small one whole."""
        started: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            started[:] = [status, headers]
            return _no_write

        iterable = self._application(exchange.environ, start)
        status, headers = started
        length = next((value for name, value in headers if name == "Content-Length"), "")
        if not length.isdigit() or int(length) > self._answers.largest:
            return _Made(status, headers, None, iterable)
        try:
            return _Made(status, headers, b"".join(iterable), [])
        finally:
            if close := getattr(iterable, "close", None):
                close()

    def _finish(self, exchange: _Exchange, made: _Made) -> Iterable[bytes]:
        """Send *made*, and record it when it was sent."""
        exchange.start_response(made.status, [*made.headers, *exchange.added])
        kind, status = _kind(exchange.environ), int(made.status[:3])
        if made.body is not None:
            self._record(exchange, kind, status, len(made.body))
            return [made.body] if made.body else []
        length = next((value for name, value in made.headers if name == "Content-Length"), "0")
        return ClosingIterator(made.rest, lambda: self._record(exchange, kind, status, int(length)))

    def _record(self, exchange: _Exchange, kind: str, status: int, size: int) -> None:
        seconds = time.perf_counter() - exchange.began
        self._metrics.count_request(kind, exchange.environ["REQUEST_METHOD"], status, seconds)
        self._log.write(
            exchange.environ,
            identifier=exchange.added[0][1],
            kind=kind,
            status=status,
            size=size,
            seconds=seconds,
        )


@dataclass(slots=True)
class _Exchange:
    """A request and how to answer it: *added* are the headers that every answer to this client gets."""

    environ: WSGIEnvironment
    start_response: StartResponse
    added: list[tuple[str, str]]
    began: float


@dataclass(slots=True)
class _Made:
    """An answer of the application: *body* if it is small, else None, and *rest* gives it."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes | None
    rest: Iterable[bytes]


def _later(environ: WSGIEnvironment, make: Callable[[], Iterable[bytes]]) -> Iterable[bytes]:
    """Make the answer now; or leave that for later, if the caller wants nothing that takes time."""
    if AT_ONCE not in environ:
        return make()
    environ[LATER] = make
    return NOT_AT_HAND


def _new_name() -> str:
    """A name for a request, which is no secret: the generator is seeded anew in each process and asks no kernel."""
    return f"{random.getrandbits(64):016x}"


def _no_write(data: bytes) -> None:
    raise NotImplementedError("the application gives an iterable; write() is for older ones (PEP 3333)")


def _failed(headers: list[tuple[str, str]]) -> _Made:
    """The answer to a request whose precondition does not hold, for what would be answered with *headers*."""
    body = f"{FAILED.title()}: this is not what If-Match or If-Unmodified-Since names; see ETag\n".encode()
    kept = [header for header in headers if header[0].lower() not in _OF_THE_BODY]
    about = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
    return _Made(FAILED, [*kept, *about, ("Cache-Control", "no-store")], body, [])


def _kind(environ: WSGIEnvironment) -> str:
    kind: str = environ.get(_KIND, "none")
    return kind


def _opaque(entity_tag: str) -> str:
    """The tag without W/ and quotes."""
    return entity_tag.removeprefix("W/").strip('"')


def _cookie(environ: WSGIEnvironment, name: str) -> str:
    """The value of the cookie *name*, or nothing."""
    cookies = environ.get("HTTP_COOKIE")
    return parse_cookie(cookies).get(name, "") if cookies else ""
