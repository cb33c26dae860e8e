"""A cache of finished answers: a release never changes, so an answer is made once.

It works as an HTTP cache (RFC 9111, section 4): the key of an answer is its URL and the headers of the request that its
own ``Vary`` names. Of the cookies only that of the language is part of the key. A kept answer is complete: its status,
its headers, and its body as it is sent, perhaps compressed.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

Key = tuple[object, ...]
_VARYING = {
    "accept": "HTTP_ACCEPT",
    "accept-datetime": "HTTP_ACCEPT_DATETIME",
    "accept-encoding": "HTTP_ACCEPT_ENCODING",
    "accept-language": "HTTP_ACCEPT_LANGUAGE",
    "cookie": "HTTP_COOKIE",
}
"""Headers of a request that an answer may vary by, with their names in the environment of WSGI."""
_REMEMBERED = 20_000
"""How many requests are remembered to tell the first from the second."""
_OVERHEAD = 1500
"""Bytes that an answer takes beside its body: its key, its headers, its place in the tables."""


@dataclass(slots=True)
class KeptAnswer:
    """An answer as it is sent, which nobody changes: *status* with its phrase, the *headers* that every client gets,
    *body*.

    *kind* is the blueprint that made it, for metrics and log.
    """

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    kind: str

    @property
    def entity_tag(self) -> str:
        """The entity tag with its quotes; empty if the answer has none."""
        return next((value for name, value in self.headers if name == "ETag"), "")


class KeptAnswers:
    """The most recently requested answers, as many as fit into *most* bytes. Threads may share it."""

    def __init__(self, most: int, largest: int) -> None:
        self._most = most
        self.largest = largest
        """Bytes of the largest body that is kept."""
        self._answers: OrderedDict[Key, KeptAnswer] = OrderedDict()
        self._varying: dict[Key, tuple[str, ...]] = {}
        self._once: OrderedDict[int, None] = OrderedDict()
        self._making: dict[Key, threading.Event] = {}
        self._lock = threading.Lock()
        self.size = 0
        """Bytes in use."""

    def __len__(self) -> int:
        return len(self._answers)

    def key(self, environ: Mapping[str, str], language_cookie: str) -> Key:
        """The key of this request: its URL, and the headers by which the last answer at this URL varied."""
        url = url_of(environ)
        names = self._varying.get(url)
        if names is None:
            return url
        return (*url, *[environ.get(n, "") if n != "HTTP_COOKIE" else language_cookie for n in names])

    def get(self, key: Key) -> KeptAnswer | None:
        """The answer kept by *key*, or None."""
        answer = self._answers.get(key)
        if answer is not None:
            with self._lock:
                if key in self._answers:
                    self._answers.move_to_end(key)
        return answer

    def keep(self, environ: Mapping[str, str], language_cookie: str, answer: KeptAnswer) -> None:
        """Keep *answer* for equal requests; the least recently requested answers make room."""
        if len(answer.body) > self.largest:
            return
        vary = next((value for name, value in answer.headers if name == "Vary"), "")
        names = tuple(
            _VARYING[name] for name in sorted(part.strip().lower() for part in vary.split(",") if part.strip())
        )
        with self._lock:
            self._varying[url_of(environ)] = names
            key = self.key(environ, language_cookie)
            before = self._answers.pop(key, None)
            self.size += _size(answer) - (_size(before) if before else 0)
            self._answers[key] = answer
            while self.size > self._most:
                _oldest, dropped = self._answers.popitem(last=False)
                self.size -= _size(dropped)
            if len(self._varying) > 4 * len(self._answers) + 1000:
                kept = {key[:5] for key in self._answers}
                self._varying = {url: names for url, names in self._varying.items() if url in kept}

    def is_second(self, key: Key) -> bool:
        """Was this requested before? An answer that is requested once would only push others out."""
        number = hash(key)
        with self._lock:
            if number in self._once:
                return True
            self._once[number] = None
            if len(self._once) > _REMEMBERED:
                self._once.popitem(last=False)
            return False

    def begin(self, key: Key) -> threading.Event | None:
        """None if nobody is making the answer for *key*: the caller makes it and then calls :meth:`end`.

        Otherwise an event that is set when the answer is made.
        """
        with self._lock:
            event = self._making.get(key)
            if event is None:
                self._making[key] = threading.Event()
            return event

    def end(self, key: Key) -> None:
        """Report that the answer for *key* is made, or could not be made."""
        with self._lock:
            event = self._making.pop(key, None)
        if event is not None:
            event.set()


def url_of(environ: Mapping[str, str]) -> Key:
    """The URL of a request, in parts: scheme, host, root of the application, path, query."""
    return (
        environ["wsgi.url_scheme"],
        environ.get("HTTP_HOST", ""),
        environ.get("SCRIPT_NAME", ""),
        environ["PATH_INFO"],
        environ.get("QUERY_STRING", ""),
    )


def _size(answer: KeptAnswer) -> int:
    return len(answer.body) + _OVERHEAD
