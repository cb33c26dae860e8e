"""Several files are replaced together: all, or none."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mappings.read.replacing import ReplacingError, finish, replace_all, require_finished
from tests.this_site import SITE

OLD, NEW = "key,name\na,old\n", "key,name\na,new\n"
NAMES = ("one/tables/a.csv", "one/tables/b.csv", "one/ledger.csv", "two/tables/c.csv")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in NAMES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(OLD, encoding="utf-8")
    return tmp_path


def texts(folder: Path) -> dict[Path, str]:
    return {folder / name: NEW for name in NAMES}


def contents(folder: Path) -> set[str]:
    """The different contents of all files below *folder*."""
    return {path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file()}


def test_only_what_differs_is_written(folder: Path) -> None:
    (folder / NAMES[0]).write_text(NEW, encoding="utf-8")
    assert replace_all(folder, texts(folder)) == [folder / name for name in NAMES[1:]]
    assert contents(folder) == {NEW}
    assert replace_all(folder, texts(folder)) == []


def test_where_one_cannot_be_written_none_is(folder: Path) -> None:
    (folder / f"{NAMES[2]}.new").mkdir()
    with pytest.raises(ReplacingError, match=r"ledger.csv.new: cannot be written .*; nothing was changed"):
        replace_all(folder, texts(folder))
    assert contents(folder) == {OLD}


KILLED = """
import os, signal, sys
from pathlib import Path
from mappings.read.replacing import replace_all

left = int(sys.argv[2])

def hook(event, arguments):
    global left
    if event in ("open", "os.rename") and str(arguments[0]).startswith(sys.argv[1]):
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(hook)
folder = Path(sys.argv[1])
replace_all(folder, {folder / name: NEW for name in NAMES})
"""


def test_a_process_that_is_killed_has_replaced_none_or_the_next_replaces_all(folder: Path) -> None:
    """It is killed before each step: each file that it opens, reads or renames."""
    outcomes = []
    for step in range(1, 99):
        for name in NAMES:
            (folder / name).write_text(OLD, encoding="utf-8")
        program = KILLED.replace("NEW", repr(NEW)).replace("NAMES", repr(NAMES))
        command = [sys.executable, "-S", "-c", program, str(folder), str(step)]
        code = subprocess.run(command, cwd=SITE.folder, check=False).returncode
        if code == 0:
            break
        assert code == -signal.SIGKILL
        try:
            require_finished(folder)
        except ReplacingError:
            finish(folder)
            assert {(folder / name).read_text(encoding="utf-8") for name in NAMES} == {NEW}
            outcomes.append("all")
        else:
            outcomes.append((folder / NAMES[0]).read_text(encoding="utf-8"))
            assert len({(folder / name).read_text(encoding="utf-8") for name in NAMES}) == 1
    assert code == 0
    assert OLD in outcomes
    assert outcomes.count("all") >= len(NAMES)
    assert {path for path in folder.rglob("*") if path.is_file()} == {folder / name for name in NAMES}


def test_what_cannot_be_finished_is_an_error(folder: Path) -> None:
    (folder / ".replacing.json").write_text("[", encoding="utf-8")
    with pytest.raises(ReplacingError, match="cannot be replaced"):
        finish(folder)
    with pytest.raises(ReplacingError, match="was cut off while it replaced tables; run it again"):
        require_finished(folder)
