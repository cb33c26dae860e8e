"""``docs/your-own-documents.md`` is run word for word: a reader who types what it says gets what it says."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import need
from tests.serving import ROOT, RunningServer, start_command

GUIDE = (ROOT / "docs" / "your-own-documents.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SAVE = re.compile(r"Save this as `([^`]+)`[^`]*\Z")
ADDRESS = "http://localhost:8000"


@dataclass
class Step:
    """A command with the lines that it must print, or a file to save (*name*, *text*)."""

    command: str = ""
    printed: tuple[str, ...] = ()
    name: str = ""
    text: str = ""


def steps() -> list[Step]:
    """What the guide says to do, in order: its files and its commands."""
    steps_of_the_guide: list[Step] = []
    for match in FENCE.finditer(GUIDE):
        language, text = match.groups()
        before = GUIDE[: match.start()]
        if save := SAVE.search(before):
            steps_of_the_guide.append(Step(name=save[1], text=text))
        elif language == "console":
            for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
                command, *printed = part.splitlines()
                steps_of_the_guide.append(Step(command, tuple(printed)))
    return steps_of_the_guide


class Walk:
    """A shell in a folder, with the command ``tabunka``, and the server that it started, while it is asked.

    (That a server takes up a new release is what ``tests/http/test_time.py`` shows; here it would do so twice.)
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server: RunningServer | None = None
        programs = folder / "bin"
        programs.mkdir()
        script = programs / "tabunka"
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m server.cli "$@"\n', encoding="utf-8")
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        self.environment = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": f"{programs}:{os.environ['PATH']}"}

    def run(self, command: str) -> str:
        """What *command* prints; it must succeed."""
        if command.startswith("cd "):
            self.folder /= command.removeprefix("cd ")
            return ""
        if command == "tabunka serve":
            self.server = start_command([sys.executable, "-m", "server.cli", "serve", "--port", "0"], self.folder, ROOT)
            return ADDRESS + "/"
        if command.startswith("curl ") and self.server:
            command = command.replace(f"{ADDRESS}/", f"{self.server.url}/")
        else:
            self.stop()
        process = subprocess.run(
            ["bash", "-c", command], cwd=self.folder, env=self.environment, text=True, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert process.returncode == 0, f"{command}\n{process.stdout}"
        return process.stdout

    def stop(self) -> None:
        """Stop the server, if there is one."""
        server, self.server = self.server, None
        if server:
            assert server.stop() == 0


def test_following_the_guide_gives_the_results_that_it_shows(tmp_path: Path) -> None:
    need(shutil.which("curl") is not None, "curl")
    walk = Walk(tmp_path)
    taken = steps()
    try:
        for step in taken:
            if step.name:
                (walk.folder / step.name).write_text(step.text, encoding="utf-8")
                continue
            output = walk.run(step.command)
            for line in step.printed:
                assert line.strip() in output, f"{step.command}\n{output}"
    finally:
        walk.stop()
    commands = " ".join(step.command for step in taken)
    for name in ("init", "source add", "check", "preview", "build", "query", "serve", "diff", "correct", "export"):
        assert f"tabunka {name}" in commands
