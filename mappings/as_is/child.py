"""Run work in a child process: a crash there becomes an error here, and its memory is returned to the system."""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any

from ontology.errors import ReportedError


class ChildError(ReportedError):
    """The process ended before its work was done."""


def in_child(work: Callable[[], Any], crashed: str) -> Any:
    """The result of *work*, which must be JSON data. This process must have no other threads.

    Raises a ReportedError with the message of the ReportedError that *work* raises, and ChildError with the text
    *crashed* where the child process dies.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        _run(work, writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        try:
            answer = pipe.read()
        except BaseException:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            raise
    _, status = os.waitpid(pid, 0)
    if not answer:
        number = os.waitstatus_to_exitcode(status)
        cause = signal.Signals(-number).name if number < 0 else f"exit {number}"
        raise ChildError(f"{crashed} ({cause})")
    outcome = json.loads(answer)
    if "error" in outcome:
        raise ChildError(outcome["error"])
    return outcome["answer"]


def _run(work: Callable[[], Any], writer: int) -> None:
    """The child process: send the result or the error, and end without the parent's exit handlers."""
    faulthandler.disable()  # the child exists because work may crash; the parent reports the crash in one line
    status = 1
    try:
        try:
            outcome = {"answer": work()}
        except ReportedError as error:
            outcome = {"error": str(error)}
        with os.fdopen(writer, "w", encoding="utf-8") as pipe:
            json.dump(outcome, pipe)
        status = 0
    except KeyboardInterrupt:
        status = 130
    except Exception:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)
