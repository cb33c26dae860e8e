"""The zygote: a process of one thread with the store in its memory, which forks, kills and replaces evaluators.

It is forked once, before there are threads, and evaluates nothing. So every evaluator begins in the same clean state
and shares the store with all others (copy-on-write). It reaps evaluators and writes on their connections how they
ended. An evaluator that retired has a successor on the same connection; if it retired because no request came for a
long time, the successor is forked when the next request comes.
"""

from __future__ import annotations

import contextlib
import gc
import mmap
import os
import selectors
import signal
import socket
import struct
import time
from dataclasses import dataclass

from server.children import FAILED, Wakeup, fork, reap, send
from server.query import sandbox
from server.query.evaluation import Evaluator
from server.query.evaluator import IDLE, LEFT, RETIRED, Retirement, serve
from server.query.frames import End, Order, OrderMessage, receive_order

_LAST_WORD_SECONDS = 0.2
_PID = struct.Struct("@i")
_SCHEDULED = 2
"""CPUCLOCK_SCHED: with it and its id one reads the processor time of another process (clock_getcpuclockid(3))."""


class Roster:
    """The process id of each evaluator, in memory that the worker and the zygote share. An evaluator has a slot."""

    def __init__(self, slots: int) -> None:
        self._memory = mmap.mmap(-1, slots * _PID.size)

    def write(self, slot: int, pid: int) -> None:
        """Note that process *pid* is now the evaluator with *slot*."""
        _PID.pack_into(self._memory, slot * _PID.size, pid)

    def processor_seconds(self, slot: int) -> tuple[int, float]:
        """The process id of the evaluator with *slot*, and its processor time; 0 where that cannot be read."""
        (pid,) = _PID.unpack_from(self._memory, slot * _PID.size)
        try:
            return pid, time.clock_gettime(~pid << 3 | _SCHEDULED) if pid else 0.0
        except OSError:
            return pid, 0.0


class Zygote:
    """A worker's handle on its zygote, which starts up to *slots* evaluators.

    Threads may share it; each order is one message.
    """

    def __init__(self, evaluator: Evaluator, retirement: Retirement, slots: int) -> None:
        self._slots = slots
        self.roster: Roster
        """Made by :meth:`start`."""
        self._evaluator = evaluator
        self._retirement = retirement
        self._control: socket.socket | None = None
        self.pid = 0

    def start(self) -> None:
        """Fork the zygote."""
        # Not before: workers that are forked from one process would share it, and take each other's evaluators for
        # their own.
        self.roster = Roster(self._slots)
        self._control, there = socket.socketpair()

        def work() -> None:
            sandbox.close_descriptors(but=[there.fileno()])
            ZygoteProcess(there, self._evaluator, self._retirement, self.roster).run()

        self.pid = fork(work)
        there.close()

    def order(self, message: OrderMessage) -> None:
        """Send the zygote an order about an evaluator. Raises OSError when the zygote is gone."""
        if self._control is None:
            raise BrokenPipeError
        message.send(self._control)

    def is_alive(self) -> bool:
        """Is the process still there?"""
        try:
            return os.waitpid(self.pid, os.WNOHANG) == (0, 0) if self.pid else False
        except ChildProcessError:
            return False

    def close(self) -> None:
        """End the zygote, and its evaluators with it."""
        if self._control is not None:
            self._control.close()
            self._control = None
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self.pid, 0)


@dataclass
class _Seat:
    """An evaluator's connection, and the process that serves it now (0: none until somebody asks)."""

    number: int
    slot: int
    connection: socket.socket
    pid: int = 0


class ZygoteProcess:
    """The zygote itself, on its end of the control socket."""

    def __init__(self, control: socket.socket, evaluator: Evaluator, retirement: Retirement, roster: Roster) -> None:
        self._roster = roster
        self._control = control
        self._evaluator = evaluator
        self._retirement = retirement
        self._seats: dict[int, _Seat] = {}
        self._selector = selectors.DefaultSelector()
        self._wakeup = Wakeup()

    def run(self) -> None:
        """Carry out orders until the worker is gone."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        sandbox.silence()
        sandbox.use_small_pages()
        gc.freeze()
        self._wakeup.listen()
        self._selector.register(self._control, selectors.EVENT_READ)
        self._selector.register(self._wakeup, selectors.EVENT_READ)
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._wakeup:
                    self._wakeup.drain()
                elif key.fileobj is self._control:
                    if not self._obey():
                        send(signal.SIGKILL, *(seat.pid for seat in self._seats.values() if seat.pid))
                        return
                elif key.data.number in self._seats:
                    self._selector.unregister(key.fileobj)
                    self._fork(key.data)
            self._reap()

    def _obey(self) -> bool:
        """Carry out the next order of the worker. False when the worker is gone."""
        message = receive_order(self._control)
        if message is None:
            return False
        if message.connection is not None:
            self._seats[message.number] = _Seat(message.number, message.slot, message.connection)
            self._fork(self._seats[message.number])
        elif message.number in self._seats:
            self._treat(message.order, self._seats[message.number])
        return True

    def _treat(self, order: Order, seat: _Seat) -> None:
        if order is Order.KILL and not seat.pid:
            self._leave(seat)
        elif seat.pid and order is Order.SLOW:
            sandbox.slow(seat.pid)
        elif seat.pid:
            os.kill(seat.pid, {Order.KILL: signal.SIGKILL, Order.HOLD: signal.SIGSTOP}.get(order, signal.SIGCONT))

    def _fork(self, seat: _Seat) -> None:
        zygote = os.getpid()

        def work() -> int:
            # This evaluator must not hold the connections of others open: the worker waits until they are closed.
            for other in self._seats.values():
                if other is not seat:
                    other.connection.close()
            self._control.close()
            self._selector.close()
            self._wakeup.close()
            return serve(self._evaluator, seat.connection, self._retirement, parent=zygote)

        try:
            seat.pid = fork(work)
        except OSError:  # no process, or no memory for one
            self._leave(seat, End(0, FAILED))
        else:
            self._roster.write(seat.slot, seat.pid)

    def _reap(self) -> None:
        for pid, status in reap():
            seat = next(seat for seat in self._seats.values() if seat.pid == pid)
            seat.pid = 0
            code = os.waitstatus_to_exitcode(status)
            if code == RETIRED or (code == IDLE and not any(other.pid for other in self._seats.values())):
                self._fork(seat)
            elif code == IDLE:
                self._selector.register(seat.connection, selectors.EVENT_READ, seat)
            elif code == LEFT:
                self._leave(seat)
            else:
                self._leave(seat, End(max(0, -code), max(0, code)))

    def _leave(self, seat: _Seat, end: End | None = None) -> None:
        """Close the connection of *seat*; if *end* is given, write on it how its evaluator ended."""
        del self._seats[seat.number]
        with contextlib.suppress(KeyError, ValueError):
            self._selector.unregister(seat.connection)
        with seat.connection as connection, contextlib.suppress(OSError):
            if end is not None:
                # The last part of an answer may still fill the socket: wait only a moment until it is read.
                connection.settimeout(_LAST_WORD_SECONDS)
                connection.sendall(end.packed())
