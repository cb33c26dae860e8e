"""Work beside the build is done, or ends with one line; it never outlasts the build."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from graph.build.child_work import ChildWork, ChildWorkError
from graph.build.reifiers import LineageError


def test_what_work_writes_is_there_when_it_is_finished(tmp_path: Path) -> None:
    path = tmp_path / "written"
    with ChildWork(lambda: [path.write_text("done", encoding="utf-8")].clear()) as work:
        work.finish()
        assert path.read_text(encoding="utf-8") == "done"


def test_little_work_is_done_at_once_and_by_the_build_itself() -> None:
    numbers: list[int] = []
    with ChildWork(lambda: numbers.append(os.getpid()), is_small=True) as work:
        assert numbers == [os.getpid()]
        work.finish()


@pytest.mark.parametrize("error", [LineageError("two statements"), OSError(28, "No space left on device")], ids=str)
def test_an_error_of_the_work_is_one_of_the_build(error: Exception) -> None:
    def fail() -> None:
        raise error

    with ChildWork(fail) as work, pytest.raises(type(error), match=str(error.args[-1])):
        work.finish()


def test_work_that_is_killed_is_told_in_one_line() -> None:
    with (
        ChildWork(lambda: os.kill(os.getpid(), signal.SIGKILL)) as work,
        pytest.raises(ChildWorkError, match="has ended before it was done; build again"),
    ):
        work.finish()


def test_work_ends_with_the_build_that_needs_it_no_more(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    os.mkfifo(begun)

    def wait() -> None:
        with begun.open("w", encoding="utf-8") as file:
            file.write(str(os.getpid()))
        signal.pause()

    with ChildWork(wait):
        number = int(begun.read_text(encoding="utf-8"))
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
