"""The messages between a worker, its zygote and its evaluators, byte by byte.

A worker sends *orders* to the zygote. It has a connection to each evaluator, on which it sends requests and receives
frames: any number of parts of the answer, then one frame that ends it. When an evaluator has ended, the zygote writes
how it ended as the last bytes of that connection.
"""

from __future__ import annotations

import contextlib
import json
import math
import select
import signal
import socket
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import Any

from server.query.request import QueryRequest

_ORDER = struct.Struct("!cQH")
_HEAD = struct.Struct("!?I")
"""Before a request: whether it may read other graphs than the default one, and its length."""
_FRAME = struct.Struct("!BI")
_END = struct.Struct("!2sBB")
"""Shorter than the head of a frame, so that it is never taken for one."""
_END_MARK = b"\xffE"
_AT_ONCE = 64 * 1024
_SEND_SECONDS = 10.0
"""An evaluator that does not take a request in this time is broken."""


class Order(Enum):
    """An order of a worker to the zygote about an evaluator."""

    START = b"S"
    """Start it on the connection that comes with the order."""
    HOLD = b"H"
    CONTINUE = b"C"
    SLOW = b"P"
    """Lower its priority."""
    KILL = b"K"


@dataclass(frozen=True)
class OrderMessage:
    """An *order* about the evaluator with *number*. START carries the evaluator's end of its *connection*.

    The zygote writes the process id of the evaluator into *slot* of the :class:`server.query.zygote.Roster`.
    """

    order: Order
    number: int
    slot: int
    connection: socket.socket | None = None

    def send(self, control: socket.socket) -> None:
        """Send it to the zygote. Raises OSError."""
        descriptors = [self.connection.fileno()] if self.connection else []
        socket.send_fds(control, [_ORDER.pack(self.order.value, self.number, self.slot)], descriptors)


def receive_order(control: socket.socket) -> OrderMessage | None:
    """The next order. None when the worker is gone."""
    try:
        message, descriptors, _, _ = socket.recv_fds(control, _ORDER.size, 1)
    except OSError:
        return None
    if len(message) < _ORDER.size:
        return None
    letter, number, slot = _ORDER.unpack(message)
    return OrderMessage(Order(letter), number, slot, socket.socket(fileno=descriptors[0]) if descriptors else None)


class FrameKind(IntEnum):
    """The content of a frame from an evaluator."""

    PART = 1
    """A part of the answer, after which more comes."""
    LAST = 2
    """The last part of the answer, which is complete now."""
    ERROR = 3
    """A :class:`Failure`; the parts of the answer before it are void."""


@dataclass(frozen=True)
class Frame:
    """A frame as it was received."""

    kind: FrameKind
    data: bytes


class FailureKind(Enum):
    """Why there is no answer."""

    SYNTAX = "syntax"
    ROWS = "rows"
    BYTES = "bytes"
    MEMORY = "memory"
    UNAVAILABLE = "unavailable"
    EVALUATION = "evaluation"


@dataclass(frozen=True)
class Failure:
    """An error that an evaluator reports; *line* and *column* are 0 where the error has no position in the query."""

    kind: FailureKind
    message: str = ""
    line: int = 0
    column: int = 0
    fault: Mapping[str, Any] = field(default_factory=dict)
    """The members of its :class:`server.query.faults.Fault`."""

    def packed(self) -> bytes:
        """As the data of a frame."""
        return json.dumps([self.kind.value, self.message, self.line, self.column, self.fault]).encode()

    @classmethod
    def unpacked(cls, data: bytes) -> Failure:
        """The reverse of :meth:`packed`."""
        kind, *others = json.loads(data)
        return cls(FailureKind(kind), *others)


@dataclass(frozen=True)
class End:
    """How an evaluator ended: the signal that killed it (0: none), else its exit status."""

    signal: int
    status: int

    @property
    def is_exhaustion(self) -> bool:
        """Did the engine abort, as it does where memory or stack ends?"""
        return self.signal in (signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS)

    def packed(self) -> bytes:
        """As the last bytes of a connection."""
        return _END.pack(_END_MARK, self.signal, self.status)

    @classmethod
    def of(cls, received: bytes) -> End | None:
        """The message at the end of *received*, or None if there is none."""
        if len(received) < _END.size:
            return None
        mark, number, status = _END.unpack(received[-_END.size :])
        return cls(number, status) if mark == _END_MARK else None


class EndedError(Exception):
    """The connection to an evaluator ended. *end* tells how the evaluator ended; None if nothing told."""

    def __init__(self, end: End | None) -> None:
        super().__init__()
        self.end = end


def send_request(connection: socket.socket, request: QueryRequest) -> None:
    """Send *request* on a non-blocking connection. Raises OSError; TimeoutError if the evaluator does not read it."""
    data = request.packed()
    data = _HEAD.pack(request.may_read_other_graphs, len(data)) + data
    sent = 0
    with contextlib.suppress(BlockingIOError):
        sent = connection.send(data)
    if sent < len(data):
        connection.settimeout(_SEND_SECONDS)
        connection.sendall(data[sent:])
        connection.setblocking(False)


def next_may_read_other_graphs(connection: socket.socket) -> bool:
    """May the next request read other graphs than the default one? It stays to be received.

    False at the end of the connection. Raises BlockingIOError if none begins in time.
    """
    return connection.recv(1, socket.MSG_PEEK) == b"\x01"


def receive_request(connection: socket.socket) -> QueryRequest | None:
    """The next request; None at the end of the connection. Raises BlockingIOError if none begins in time."""
    data = connection.recv(_AT_ONCE)
    while len(data) < _HEAD.size or len(data) < _HEAD.size + _HEAD.unpack_from(data)[1]:
        try:
            more = connection.recv(_AT_ONCE)
        except BlockingIOError:
            if not data:
                raise
            continue
        if not more:
            return None
        data += more
    return QueryRequest.unpacked(data[_HEAD.size :])


def send_frame(connection: socket.socket, kind: FrameKind, data: bytes) -> None:
    """Send a frame. Raises OSError."""
    connection.sendall(_FRAME.pack(kind, len(data)) + data)


class FrameReader:
    """Cuts the bytes that an evaluator sends on the non-blocking *connection* into frames."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._poll = select.poll()
        self._poll.register(connection, select.POLLIN)
        self._received = b""

    def is_silent(self) -> bool:
        """Is there nothing to read? Bytes that come before a request tell that the evaluator has ended."""
        return not self._received and not self._poll.poll(0)

    def wait(self, seconds: float) -> Iterator[Frame]:
        """Wait up to *seconds* for bytes, and give the frames that are complete then, perhaps none.

        Raises EndedError.
        """
        if not self._poll.poll(math.ceil(max(seconds, 0.0) * 1000)):
            return
        try:
            data = self._connection.recv(_AT_ONCE)
        except ConnectionResetError:
            data = b""
        if not data:
            raise EndedError(End.of(self._received))
        self._received = self._received + data if self._received else data
        while len(self._received) >= _FRAME.size:
            kind, size = _FRAME.unpack_from(self._received)
            end_of_frame = _FRAME.size + size
            if len(self._received) < end_of_frame:
                return
            frame = Frame(FrameKind(kind), self._received[_FRAME.size : end_of_frame])
            self._received = self._received[end_of_frame:]
            yield frame
