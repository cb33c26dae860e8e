"""The commands that the README shows do what it says: those of the command line, and those of a client."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from graph.release import Release
from server.cli import run
from tests.conftest import need
from tests.serving import RunningServer

ROOT = Path(__file__).parents[2]


def block(language: str) -> list[str]:
    """The lines of the README's code block of *language*, without comments."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (body,) = re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [re.sub(r"\s{2,}#.*", "", line) for line in body.splitlines() if line.strip()]


@pytest.mark.parametrize("line", [line for line in block("sh") if not line.startswith("tabunka build")])
def test_a_command_of_the_readme_works(line: str, var: Path, capfd: pytest.CaptureFixture[str]) -> None:
    program, *arguments = shlex.split(line)
    assert program == "tabunka"
    assert run([*arguments, "--out", str(var)]) == 0
    output = capfd.readouterr().out
    assert output.strip()
    if arguments == ["validate"]:
        assert output.startswith("conforms: 2"), "more than two hundred shapes"


@pytest.mark.parametrize("line", block("http"))
def test_a_request_of_the_readme_is_answered(
    line: str, server: RunningServer, release: Release, tmp_path: Path
) -> None:
    need(shutil.which("curl") is not None, "curl")
    line = line.replace("http://localhost:8000", server.url)
    done = subprocess.run(
        ["curl", "--fail", "-sS", *shlex.split(line)[1:]], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    written = [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()]
    assert (done.stdout + "".join(written)).strip()


def test_the_two_commands_stand_in_the_readme_and_in_the_makefile() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("serve", "test"):
        assert f"make {target}" in readme
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_every_link_of_the_documentation_leads_somewhere() -> None:
    followed = 0
    for page in [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                followed += 1
                assert (page.parent / target).exists(), f"{page.name}: {target}"
    assert followed > 4


def test_every_test_that_the_documentation_names_exists() -> None:
    named = 0
    for page in [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]:
        for target in re.findall(r"`(tests/[^`{}]+|test_[^`{}]+\.py)`", page.read_text(encoding="utf-8")):
            named += 1
            assert (ROOT / target).exists(), f"{page.name}: {target}"
    assert named > 20
