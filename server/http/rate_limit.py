"""How many requests a client may make: the generic cell rate algorithm, over all workers of a generation.

A client that asks too often gets 429 (RFC 6585, section 4); RateLimit headers tell every client how much is left. Each
client has a slot, by a keyed hash of its address, in memory that the workers share: one number, the time until which
its requests count. When two workers write it at once, one request more may pass; in return there is no lock, which a
dying worker could keep.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
import mmap
import secrets
import struct
import time
from dataclasses import dataclass

from ontology.errors import ReportedError

_SLOTS = 1 << 16
_TIME = struct.Struct("d")
_IPV6_SITE = 64
"""The bits of an IPv6 address that identify a client; it can choose the other bits itself."""


@dataclass(frozen=True)
class Allowance:
    """Is a request allowed, how many more are allowed now, and in how many seconds will the next one be?"""

    is_allowed: bool
    remaining: int
    retry_after: int

    def headers(self, rate: RateLimit) -> list[tuple[str, str]]:
        """The headers that tell the client (RateLimit header fields for HTTP, IETF draft)."""
        return [
            ("RateLimit-Policy", f'"client";q={rate.per_minute};w=60'),
            ("RateLimit", f'"client";r={self.remaining};t={self.retry_after}'),
        ]


class TooManyRequestsError(ReportedError):
    """A client asked more often than it may."""

    status = 429

    def __init__(self, allowance: Allowance) -> None:
        super().__init__(f"you ask too often; wait {allowance.retry_after} s, or load a dump and ask that")
        self.retry_after = allowance.retry_after


class RateLimit:
    """Allows each client *per_minute* requests, *burst* of them at once."""

    def __init__(self, per_minute: int, burst: int) -> None:
        self.per_minute = per_minute
        self.burst = burst
        self._interval = 60.0 / per_minute
        self._key = secrets.token_bytes(16)
        self._memory = mmap.mmap(-1, _SLOTS * _TIME.size)

    def ask(self, client: str, now: float | None = None) -> Allowance:
        """Count a request of the address *client* at *now* (monotonic seconds)."""
        now = time.monotonic() if now is None else now
        offset = self._offset(client)
        (used_up,) = _TIME.unpack_from(self._memory, offset)
        used_up = max(used_up, now)
        ahead, most = used_up - now, (self.burst - 1) * self._interval
        if ahead > most:
            return Allowance(False, 0, max(1, math.ceil(ahead - most)))
        _TIME.pack_into(self._memory, offset, used_up + self._interval)
        remaining = int((most - ahead) / self._interval)
        return Allowance(True, remaining, 0 if remaining else math.ceil(self._interval))

    def _offset(self, client: str) -> int:
        digest = hashlib.blake2b(network_of(client).encode(), key=self._key, digest_size=4).digest()
        return (int.from_bytes(digest, "big") % _SLOTS) * _TIME.size


def network_of(client: str) -> str:
    """The address *client*; for an IPv6 address its network."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, _IPV6_SITE), strict=False))
    return str(address)
