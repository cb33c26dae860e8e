"""The credentials in the environment, and the header ``Authorization`` that a store asks for.

A user and a password are sent only after a challenge of the store (RFC 9110, section 11.6.1), a token at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.request import AbstractDigestAuthHandler, HTTPPasswordMgr, Request, parse_http_list, parse_keqv_list

import urllib3

from graph.push.target import PushError

USER, PASSWORD, TOKEN = "TABUNKA_PUSH_USER", "TABUNKA_PUSH_PASSWORD", "TABUNKA_PUSH_TOKEN"


@dataclass(frozen=True)
class Credentials:
    """A user with a password, or a token (RFC 6750), or nobody."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Credentials:
        """Those in *environment*. Raises PushError for a user without password, and for two ways at once."""
        credentials = cls(environment.get(USER, ""), environment.get(PASSWORD, ""), environment.get(TOKEN, ""))
        if bool(credentials.user) != bool(credentials.password):
            raise PushError(f"{USER} and {PASSWORD} belong together; set both")
        if credentials.user and credentials.token:
            raise PushError(f"set {TOKEN}, or {USER} and {PASSWORD}, not both")
        return credentials

    def answer_to(self, challenges: Iterable[str]) -> Authorization | None:
        """The answer to one of *challenges* (headers ``WWW-Authenticate``), Digest before Basic; None if none fits."""
        if not self.user:
            return None
        schemes = {name.lower(): rest for name, _, rest in (text.strip().partition(" ") for text in challenges)}
        if "digest" in schemes:
            return Digest(self, parse_keqv_list(parse_http_list(schemes["digest"])))
        if "basic" in schemes:
            return Authorization(urllib3.make_headers(basic_auth=f"{self.user}:{self.password}")["authorization"])
        return None


class Authorization:
    """A header that is the same for every request: Basic (RFC 7617) or Bearer."""

    def __init__(self, header: str) -> None:
        self._header = header

    def header(self, method: str, url: str) -> str:
        """The value of ``Authorization`` for a request by *method* to *url*."""
        return self._header


class Digest(Authorization):
    """A header that is computed for each request from the challenge of the store (RFC 7616)."""

    def __init__(self, credentials: Credentials, challenge: Mapping[str, str]) -> None:
        self._challenge = challenge
        self._handler = AbstractDigestAuthHandler(_OnePassword(credentials))

    def header(self, method: str, url: str) -> str:
        """See :class:`Authorization`. Raises PushError for a way to hash that Python does not have."""
        try:
            computed = self._handler.get_authorization(Request(url, method=method), self._challenge)
        except ValueError as error:
            raise PushError(f"the store asks for a digest that cannot be made: {error}") from error
        if computed is None:
            raise PushError("the store asks for a digest without realm or nonce; try a token, or another address of it")
        return f"Digest {computed}"


class _OnePassword(HTTPPasswordMgr):
    """The same user and password wherever they are asked for."""

    def __init__(self, credentials: Credentials) -> None:
        super().__init__()
        self._credentials = credentials

    def find_user_password(self, realm: str, authuri: str) -> tuple[str | None, str | None]:
        return self._credentials.user, self._credentials.password
