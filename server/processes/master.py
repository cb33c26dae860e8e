"""The master process: it keeps one generation of the server running, and replaces it when the release changes.

A *generation* is a supervisor with its workers (:mod:`server.processes.supervisor`), in a process of its own that
opens one release. To change the release the master starts another generation on the same sockets; when that reports
that it is ready, the old one is told to finish. So no request is dropped, a release that cannot be opened changes
nothing, and the memory of the old release is freed with its process. The master itself never opens a release.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from graph.keeping import hold
from graph.loading import LoadingStore
from graph.release import Release, current
from ontology.errors import ReportedError
from server.children import END, Wakeup, ending, fork, reap, send
from server.metrics import MULTIPROCESS
from server.settings import Settings

_CHECK_SECONDS = 1.0
_OPEN_SECONDS = 600.0
"""The time that a generation may take to open its release."""
_ATTEMPTS = 3
"""Attempts to start a generation while none serves; then the server ends, so that no client waits for an answer."""

_log = logging.getLogger("tabunka.server")


class GenerationError(ReportedError):
    """The server could not be started on its release."""


@dataclass(frozen=True)
class ReleaseChoice:
    """Which release to serve: the one in *folder*, or where there is none, the current one below *var*."""

    folder: Path | None
    var: Path

    def release(self) -> Release:
        """The release as it is now. Raises ReleaseError."""
        return Release.open(self.folder) if self.folder else current(self.var)

    def target(self) -> str:
        """A name of the release that is read without opening it; it changes when another release should be served."""
        if self.folder:
            return str(self.folder)
        try:
            return str((self.var / "current").readlink())
        except OSError:
            return ""


@dataclass
class Generation:
    """A generation: its process, and the target of its release (:meth:`ReleaseChoice.target`)."""

    pid: int
    target: str


class Master:
    """Keeps a generation serving on *listeners*, one for each worker."""

    def __init__(
        self, choice: ReleaseChoice, listeners: Sequence[socket.socket], documents: Path | None, settings: Settings
    ) -> None:
        self._choice = choice
        self._listeners = listeners
        self._documents = documents
        self._settings = settings
        self._serving: Generation | None = None
        self._finishing: set[int] = set()
        self._failed = ""
        self._is_stopping = False
        self._is_told_to_reload = False
        self._wakeup = Wakeup()
        # All processes write their metrics to files in this folder (prometheus_client's multiprocess mode).
        self._numbers = Path(tempfile.mkdtemp(prefix="tabunka-metrics-"))

    def start(self) -> str:
        """Start the first generation and give the version of its release. Raises GenerationError."""
        logging.basicConfig(format="%(asctime)s %(process)d %(levelname)s %(message)s", level=logging.INFO)
        os.environ[MULTIPROCESS] = str(self._numbers)
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        signal.signal(signal.SIGHUP, self._reload)
        self._wakeup.listen()
        try:
            version, self._serving = self._open()
        except GenerationError:
            self._clean_up()
            raise
        return version

    def _close(self) -> None:
        """Close the listeners."""
        for listener in self._listeners:
            listener.close()

    def wait(self) -> None:
        """Run until told to stop; then let the generation finish.

        Raises GenerationError when the generation has ended and no other can be started.
        """
        checked = time.monotonic()
        failures = 0
        while not self._is_stopping:
            self._reap()
            if self._serving is None:
                self._replace("the generation ended")
                failures = failures + 1 if self._serving is None and not self._is_stopping else 0
                if failures == _ATTEMPTS:
                    self._close()
                    self._clean_up()
                    raise GenerationError(f"no generation could be started in {failures} attempts; the log says why")
            elif self._is_told_to_reload:
                self._is_told_to_reload, self._failed = False, ""
                self._replace("told to reload")
            elif 0 < self._settings.reload_seconds <= time.monotonic() - checked:
                checked = time.monotonic()
                target = self._choice.target()
                if target not in (self._serving.target, self._failed, ""):
                    self._replace(f"the current release is {target}")
            self._wakeup.sleep(_CHECK_SECONDS)
        self._close()
        if self._serving:
            send(END, self._serving.pid)
            self._finishing.add(self._serving.pid)
            self._serving = None
        give_up = time.monotonic() + self._settings.stop_seconds + 5
        while self._finishing and time.monotonic() < give_up:
            self._wakeup.sleep(0.1)
            self._reap()
        send(signal.SIGKILL, *self._finishing)
        self._clean_up()

    def _clean_up(self) -> None:
        self._wakeup.close()
        shutil.rmtree(self._numbers, ignore_errors=True)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._is_stopping = True

    def _reload(self, number: int, frame: FrameType | None) -> None:
        self._is_told_to_reload = True

    def _replace(self, why: str) -> None:
        """Replace the generation that serves by a new one, if one can be started."""
        target = self._choice.target()
        _log.info("%s: opening it", why)
        try:
            version, fresh = self._open()
        except GenerationError as error:
            self._failed = target
            _log.error("%s; %s", error, "the one before stays" if self._serving else "trying again")
            return
        _log.info("release %s is served", version)
        before, self._serving = self._serving, fresh
        if before:
            self._finishing.add(before.pid)
            send(signal.SIGTERM, before.pid)

    def _open(self) -> tuple[str, Generation]:
        """Start a generation and wait until it is ready. Raises GenerationError with the error that it reports."""
        target = self._choice.target()
        reader, writer = os.pipe()
        master = os.getpid()

        def run() -> None:
            try:
                os.close(reader)
                self._wakeup.close()
                self._generation(writer, master)
            except Exception:
                _log.exception("generation %d", os.getpid())
                raise

        pid = fork(run)
        os.close(writer)
        try:
            report = self._report(reader)
        finally:
            os.close(reader)
        if "ready" not in report:
            send(signal.SIGKILL, pid)
            raise GenerationError(report.get("error", "the process that opens the release ended before it was ready"))
        return report["ready"], Generation(pid, target)

    def _report(self, reader: int) -> dict[str, str]:
        """The report of the new generation: ``ready`` or ``error``; empty if it died."""
        received = b""
        give_up = time.monotonic() + _OPEN_SECONDS
        while not received.endswith(b"\n") and time.monotonic() < give_up and not self._is_stopping:
            self._reap()
            if self._wakeup.sleep(_CHECK_SECONDS, reader):
                data = os.read(reader, 65536)
                if not data:
                    break
                received += data
        report: dict[str, str] = json.loads(received) if received.endswith(b"\n") else {}
        return report

    def _generation(self, writer: int, master: int) -> None:
        """Be a generation: open the release, report it, serve until told to stop or the master is gone."""
        gc.disable()  # nothing of what a release is opened with is garbage
        try:
            release = self._choice.release()
            hold(release)
            store = None if self._settings.store else LoadingStore(release)
            # The application is imported while the store loads, on another processor.
            from server.processes.supervisor import Supervisor
            from server.sources.texts import load_documents

            texts = load_documents(release, self._documents)
            supervisor = Supervisor(release, store, self._listeners, texts, self._settings, master)
            supervisor.start()
        except ReportedError as error:
            os.write(writer, json.dumps({"error": str(error)}).encode() + b"\n")
            return
        os.write(writer, json.dumps({"ready": release.version}).encode() + b"\n")
        try:
            supervisor.wait()
        except ReportedError as error:
            _log.error("generation %d: %s", os.getpid(), error)

    def _reap(self) -> None:
        for pid, status in reap():
            self._finishing.discard(pid)
            if self._serving and self._serving.pid == pid:
                _log.error("generation %d ended (%s)", pid, ending(status))
                self._serving = None
