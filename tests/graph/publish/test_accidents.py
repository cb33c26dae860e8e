"""Builds of real processes meet accidents: each says one line, and the release that is served stays as it is."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.journal import MADE_CURRENT, events
from graph.publish.lock import LockedError, locked
from graph.publish.publishing import make_current
from graph.release import ReleaseError, current, releases
from graph.write import conversion
from tests.chaos.victim import ROOT, victim
from tests.chaos.wholeness import faults, leftovers, members
from tests.graph.build.tiny_site import CHANGES, built, change
from tests.graph.conftest import copied
from tests.serving import state, wait_until

CELL = CHANGES["a cell of a document"]


@pytest.fixture
def _as_of_a_large_site(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a process make the dumps, which must end with its build. (One writes the store of each victim.)"""
    monkeypatch.setattr(conversion, "SMALL", 0)


@pytest.fixture
def folder(built_site: Path, tmp_path: Path) -> Path:
    """The tiny site with a release, and a change in a table since."""
    change(copied(built_site, tmp_path), CELL)
    return tmp_path


def start(folder: Path, *accident: str) -> subprocess.Popen[str]:
    return victim(*accident, "build", "--site", str(folder))


def the_line(process: subprocess.Popen[str]) -> str:
    """The error of a build that has failed: the last line, the only one that is no step of the build."""
    _, errors = process.communicate()
    assert process.returncode == 1, errors
    assert "Traceback" not in errors
    return errors.splitlines()[-1]


def is_untouched(folder: Path, version: str) -> bool:
    var = folder / "var"
    return current(var).version == version and faults(var) == [] and leftovers(var) == [] and len(list_of(var)) == 1


def list_of(var: Path) -> list[str]:
    return [release.version for release in releases(var / "releases")]


def test_one_build_at_a_time_and_the_other_names_the_one_that_holds_the_lock(folder: Path) -> None:
    before = current(folder / "var").version
    with start(folder, "wait", "open .*/dump/tiny.nq ") as first:
        assert first.stdout
        assert first.stdout.readline() == "reached\n"
        with start(folder, "wait", "no such step") as second:
            assert f"process {first.pid} is building or publishing a release there; wait" in the_line(second)
        assert current(folder / "var").version == before
        _, errors = first.communicate("\n")
        assert first.returncode == 0, errors
    assert current(folder / "var").version != before
    assert leftovers(folder / "var") == []


def test_a_process_holds_a_lock_once(tmp_path: Path) -> None:
    with locked(tmp_path):
        with pytest.raises(LockedError, match=f"process {os.getpid()} is building"), locked(tmp_path):
            pass
        with locked(tmp_path / "other", is_new=True):
            pass
    with locked(tmp_path):
        pass


STEPS = {
    "while tables are written": r"sqlite3.connect .*rows.sqlite",
    "while dumps are": r"open .*/\.draft-[^/]*/dump/tiny\.nq ",
    "while the store is": r"open .*/stories.json|open .*/manifest.json w",
    "before the draft becomes a release": r"os.rename .*/\.draft-",
    "before the release becomes current": r"os.symlink ",
    "before the link is replaced": r"os.rename .*/\.current-",
    "before the cache is committed": r"os.rename .*/cache/\.new-",
}


@pytest.mark.usefixtures("_as_of_a_large_site")
def test_after_a_kill_at_any_step_a_whole_release_is_current_and_the_next_build_sweeps(folder: Path) -> None:
    var = folder / "var"
    before, left = current(var).version, set[str]()
    for what, step in STEPS.items():
        with start(folder, "kill", step) as process:
            process.communicate()
        assert process.returncode == -signal.SIGKILL, f"{what}: there is no such step"
        assert wait_until(lambda session=process.pid: not members(session)), f"{what}: a process outlived its build"
        assert faults(var) == [], what
        if what != "before the cache is committed":
            assert current(var).version == before, what
        left |= {name[:5] for name in leftovers(var)}
    assert left == {".draf", ".curr", ".new-", "2026-"}, "kills leave something to sweep"
    assert current(var).version != before, "the last one was killed after it had published"
    built(folder, var)
    assert faults(var) == leftovers(var) == []
    assert len(list_of(var)) == 2


@pytest.mark.usefixtures("_as_of_a_large_site")
@pytest.mark.parametrize("size", [500, 8_000, 70_000])
def test_a_full_disk_is_one_line_and_leaves_nothing(folder: Path, size: int) -> None:
    """No file may grow beyond *size* bytes: first descriptions cannot be written, then the tables, then dumps."""
    before = current(folder / "var").version
    with start(folder, "starve", str(size)) as process:
        assert re.search("(File too large|disk I/O error|disk is full); nothing was published", the_line(process))
    assert is_untouched(folder, before)


def edited(folder: Path) -> str:
    change(folder, ("mappings/list/tables/counters.csv", "sunday", "monday"))
    return "counters.csv: was edited during the build; build again"


def removed(folder: Path) -> str:
    (folder / "mappings" / "list" / "tables" / "counters.csv").unlink()
    return "counters.csv: was edited during the build; build again"


def overtaken(folder: Path) -> str:
    var = folder / "var"
    newer = shutil.copytree(current(var).path, var / "releases" / "2999-01-01-00000000")
    make_current(var, newer.name)
    return "release 2999-01-01-00000000 became the current one during the build; build again"


@pytest.mark.usefixtures("_as_of_a_large_site")
@pytest.mark.parametrize("accident", [edited, removed, overtaken])
def test_what_happens_to_a_site_during_its_build_stops_it(folder: Path, accident: Callable[[Path], str]) -> None:
    with start(folder, "wait", "open .*/dump/tiny.nq ") as process:
        assert process.stdout
        assert process.stdout.readline() == "reached\n"
        expected = accident(folder)
        now = current(folder / "var").version
        assert process.stdin
        process.stdin.write("\n")
        assert expected in the_line(process)
    assert current(folder / "var").version == now
    assert leftovers(folder / "var") == []


def test_a_release_before_that_cannot_be_read_stops_a_build_until_it_is_removed(folder: Path) -> None:
    var = folder / "var"
    before = current(var).path
    message = "the release before cannot be read: .*; restore it from a copy, or remove"
    for name, content in (("manifest.json", b'{"version": '), ("gone.json", b"{"), ("things.txt", b"\xff\xfe")):
        whole = (before / name).read_bytes()
        (before / name).write_bytes(content)
        with pytest.raises(ReleaseError, match=message):
            built(folder, var)
        assert (before / name).read_bytes() == content
        assert leftovers(var) == []
        (before / name).write_bytes(whole)
    (before / name).write_bytes(content)
    (var / "current").unlink()
    shutil.rmtree(before)
    assert built(folder, var).release.path == current(var).path


def test_a_release_that_nobody_has_seen_is_swept_and_the_journal_tells_which_became_current(folder: Path) -> None:
    var = folder / "var"
    first = current(var).version
    with start(folder, "kill", STEPS["before the release becomes current"]) as process:
        process.communicate()
    assert len(list_of(var)) == 2
    with locked(var):
        assert list_of(var) == [first]
    second = built(folder, var).release.version
    name, old, new = CELL
    change(folder, (name, new, old))
    with start(folder, "kill", r"open .*/journal.jsonl a ") as process:
        process.communicate()
    assert current(var).version == first
    assert made_current(var) == [first, second]
    with locked(var):
        assert made_current(var) == [first, second, first]


def made_current(var: Path) -> list[str]:
    return [event.version for event in events(var) if event.kind == MADE_CURRENT]


PARENT = """
import sys
from pathlib import Path
from graph.build.store_writer import StoreWriter
with StoreWriter(Path(sys.argv[1])) as writer:
    print(writer._process.pid, flush=True)
    sys.stdin.read()
"""


def test_a_worker_that_cannot_hear_that_its_build_is_killed_ends_all_the_same(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path / "store")],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with parent:
        assert parent.stdout
        worker = int(parent.stdout.readline())
        assert wait_until((tmp_path / "store" / "CURRENT").exists)
        os.kill(worker, signal.SIGSTOP)
        parent.kill()
    assert wait_until(lambda: state(worker) in ("", "Z"))
