"""``make chaos`` on a tiny site: it kills, and tells what is left."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from graph.write import conversion
from tests.chaos.__main__ import AIMED, WATCHED, Outcome, aims, main, report
from tests.graph.build.tiny_site import write_site


def test_builds_are_killed_and_a_whole_release_is_served(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversion, "SMALL", 0)  # as of a large site, whose dumps a process makes
    assert main(["--kills", "3", "--seed", "4", "--site", str(write_site(tmp_path))]) == 0
    told = capfd.readouterr().out
    assert told.startswith("seed 4\n")
    assert told.count("whole, served") == 3
    assert told.endswith("after a last build: whole, nothing left behind\n")


def test_kills_are_aimed_at_every_step() -> None:
    chosen = aims(50, random.Random(1))
    assert set(chosen) == {"anywhere", *WATCHED, *AIMED}
    assert chosen.count("anywhere") == 17


def test_what_is_wrong_is_told_and_fails(capfd: pytest.CaptureFixture[str]) -> None:
    whole = Outcome("anywhere", 1.0, "writing lineage", 2_000_000, False, [])
    damaged = Outcome("anywhere", 1.0, "writing lineage", 0, False, ["dump/tiny.nq is damaged"])
    assert report([whole], []) == 0
    assert report([whole, damaged], []) == 1
    assert report([whole], ["left behind: .draft-x"]) == 1
    assert "left behind: .draft-x" in capfd.readouterr().out
