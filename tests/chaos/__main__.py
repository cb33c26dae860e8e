"""Kill builds of a site at random moments, and tell what is left each time: ``make chaos``.

    python -m tests.chaos [--kills 50] [--seed N] [--site FOLDER]

Every third build is killed wherever it is; the others while dumps are written, while the store is, and around the steps
that publish. Before each one the description of the site is changed, so that there is something to build. After each
kill the current release must be whole (checksums, store, a query) and served, and no process may be left. At the end
one build runs through, and nothing may lie there that does not belong. Exits 1 if anything was wrong.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from graph.release import RELEASES, current, releases
from tests.chaos.victim import ROOT, victim
from tests.chaos.wholeness import faults, leftovers, members
from tests.serving import RunningServer, start, wait_until

AIMED = {
    # Killed by itself before the step (tests/chaos/victim.py).
    "before the draft is renamed": r"os.rename .*/\.draft-",
    "before the link is made": r"os.symlink ",
    "before the link is replaced": r"os.rename .*/\.current-",
    "after the link was replaced": r"os.rename .*/cache/\.new-",
}
WATCHED = {
    # Killed by us when the file is there, and after a little while.
    "inside dumps": "releases/.draft-*/dump/*",
    "inside the store": "releases/.draft-*/store/*",
}
KEPT = 3
"""Releases that stay: fifty would fill the disk."""
MARK = "A build of chaos, number "


@dataclass(frozen=True)
class Outcome:
    """What a kill *aim* did *seconds* after the build began, and what is *wrong* afterwards."""

    aim: str
    seconds: float
    step: str
    left: int
    is_published: bool
    wrong: list[str]


class Chaos:
    """A copy of a site in *folder*, which is built, killed, and served."""

    def __init__(self, folder: Path, luck: random.Random) -> None:
        self.folder, self.var, self._luck = folder, folder / "var", luck
        self._number = 0
        self.seconds = 0.0
        self._server: RunningServer | None = None

    def begin(self) -> None:
        """Build the first release and one after a change, to learn how long that takes; serve it."""
        for _ in range(2):
            started = time.monotonic()
            self._change()
            self.build_through()
            self.seconds = time.monotonic() - started
        self._server = start(None, "--workers", "1", folder=self.folder)

    def end(self) -> None:
        """Stop serving."""
        if self._server:
            self._server.stop()

    def build_through(self) -> None:
        """Build without a kill. Raises SystemExit with the output of the build when it fails."""
        with victim("wait", "no such step", "build", "--site", str(self.folder)) as process:
            _, errors = process.communicate()
        if process.returncode:
            raise SystemExit(errors)

    def kill(self, aim: str) -> Outcome:
        """Kill one build where *aim* says."""
        self._change()
        before = current(self.var).version
        for old in [release for release in releases(self.var / RELEASES) if release.version != before][:-KEPT]:
            shutil.rmtree(old.path)
        step = AIMED.get(aim)
        left = set(self.var.glob(WATCHED.get(aim, "no such file")))
        started = time.monotonic()
        process = victim("kill" if step else "wait", step or "no such step", "build", "--site", str(self.folder))
        with process:
            if aim in WATCHED:
                self._until(process, lambda: not left.issuperset(self.var.glob(WATCHED[aim])))
                time.sleep(self._luck.uniform(0, self.seconds / 8))
            elif not step:
                time.sleep(self._luck.uniform(0, self.seconds))
            if not step:
                process.kill()
            _, errors = process.communicate()
            seconds = time.monotonic() - started
        wrong = [] if wait_until(lambda: not members(process.pid), 10) else ["a process outlived its build"]
        if step and process.returncode >= 0:
            wrong.append(f"the build never came to this step: {errors[-200:]}")
        wrong += faults(self.var)
        now = current(self.var).version
        if now != before and now not in {release.version for release in releases(self.var / RELEASES)}:
            wrong.append(f"{now} is current and no release")
        wrong += self._not_served(now)
        steps = errors.strip().splitlines()
        return Outcome(aim, seconds, steps[-1] if steps else "starting", self._size(), now != before, wrong)

    def _change(self) -> None:
        path = self.folder / "site.toml"
        text = path.read_text(encoding="utf-8")
        beginning = "[description]\n"
        head, _, rest = text.partition(beginning)
        lines = [line for line in rest.splitlines() if not line.startswith("de = ")]
        self._number += 1
        described = f'{head}{beginning}de = "{MARK}{self._number}"\n' + "\n".join(lines) + "\n"
        path.write_text(described, encoding="utf-8")

    def _until(self, process: subprocess.Popen[str], condition: Callable[[], bool]) -> None:
        while process.poll() is None and not condition():
            time.sleep(0.002)

    def _size(self) -> int:
        """The bytes of what the kill left."""
        named = (path for name in leftovers(self.var) for path in self.var.rglob(name))
        paths = [path for path in named if not path.is_symlink()]
        files = {file for path in paths for file in (path, *path.rglob("*")) if file.is_file()}
        return sum(file.lstat().st_size for file in files)

    def _not_served(self, version: str) -> list[str]:
        assert self._server

        def is_served() -> bool:
            assert self._server
            with urlopen(f"{self._server.url}/dataset", timeout=30) as response:
                return version in response.read().decode()

        return [] if wait_until(is_served, 120) else [f"{version} is not served"]


def aims(kills: int, luck: random.Random) -> list[str]:
    """Where to kill: a third anywhere, a third in dumps and the store, a third around the publication."""
    rounds = [("anywhere",), tuple(WATCHED), tuple(AIMED)]
    chosen = [rounds[number % 3][number // 3 % len(rounds[number % 3])] for number in range(kills)]
    luck.shuffle(chosen)
    return chosen


def main(arguments: list[str]) -> int:
    """Carry out what *arguments* say. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="make chaos")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--site", type=Path, default=ROOT)
    options = parser.parse_args(arguments)
    luck = random.Random(options.seed)
    print(f"seed {options.seed}", flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        chaos = Chaos(copied(options.site, Path(temporary)), luck)
        try:
            outcomes = _outcomes(chaos, aims(options.kills, luck))
        finally:
            chaos.end()
        chaos.build_through()
        wrong = [f"left behind: {name}" for name in leftovers(chaos.var)] + faults(chaos.var)
    return report(outcomes, wrong)


def copied(site: Path, folder: Path) -> Path:
    """A copy of *site* in *folder*, without its releases."""
    for name in ("mappings", "ontology", "shapes", "site"):
        if (site / name).is_dir():
            shutil.copytree(site / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(site / "site.toml", folder)
    return folder


def _outcomes(chaos: Chaos, chosen: list[str]) -> list[Outcome]:
    chaos.begin()
    print(f"a build takes {chaos.seconds:.1f} s", flush=True)
    outcomes = []
    for number, aim in enumerate(chosen, 1):
        outcome = chaos.kill(aim)
        outcomes.append(outcome)
        published = "published" if outcome.is_published else "not published"
        left, state = f"left {outcome.left / 1e6:6.1f} MB", "; ".join(outcome.wrong) or "whole, served"
        print(
            f"{number:3} {aim:28} {outcome.seconds:5.1f} s  {outcome.step[:44]:44} {left}  {published:13} {state}",
            flush=True,
        )
    return outcomes


def report(outcomes: list[Outcome], wrong: list[str]) -> int:
    """Print a table by aim and what is *wrong* at the end. Returns the exit code."""
    print(f"\n{'killed':28} {'kills':>5} {'published':>9} {'left, MB':>9} {'faults':>6}")
    for aim in dict.fromkeys(outcome.aim for outcome in outcomes):
        some = [outcome for outcome in outcomes if outcome.aim == aim]
        published, faulty = sum(one.is_published for one in some), sum(bool(one.wrong) for one in some)
        print(f"{aim:28} {len(some):5} {published:9} {max(one.left for one in some) / 1e6:9.1f} {faulty:6}")
    print(f"after a last build: {'; '.join(wrong) or 'whole, nothing left behind'}")
    return 1 if wrong or any(outcome.wrong for outcome in outcomes) else 0


if __name__ == "__main__":
    # So that the server ends and the copy is removed, too, when somebody ends this.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main(sys.argv[1:]))
