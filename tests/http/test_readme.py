"""The commands that the README shows do what it says: those of the command line, and those of a client."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from graph.release import Release, current
from server.cli import run
from tests.conftest import need
from tests.serving import RunningServer

ROOT = Path(__file__).parents[2]


def block(language: str) -> list[str]:
    """The lines of the README's code block of *language*, without comments."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (body,) = re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [re.sub(r"\s{2,}#.*", "", line) for line in body.splitlines() if line.strip()]


SHOWN = [line for line in block("sh") if not line.startswith("tabunka build")]
VALIDATE = "tabunka validate"
GOVERNMENTS = """PREFIX tbk: <http://localhost:8000/ontology#>
SELECT (COUNT(*) AS ?governments) { ?government a tbk:Municipality }"""


def run_line(line: str, var: Path, capfd: pytest.CaptureFixture[str]) -> str:
    """What a command that the README shows prints, run on the current release of *var*."""
    program, *arguments = shlex.split(line)
    assert program == "tabunka"
    assert run([*arguments, "--out", str(var)]) == 0
    return capfd.readouterr().out


@pytest.mark.parametrize("line", [line for line in SHOWN if line != VALIDATE])
def test_a_command_of_the_readme_works(line: str, var: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_line(line, var, capfd).strip()


def test_the_command_that_validates_looks_with_every_shape(var: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert VALIDATE in SHOWN
    printed = re.fullmatch(r"conforms: ([0-9,]+) shapes, ([0-9,]+) focus nodes\n", run_line(VALIDATE, var, capfd))
    assert printed
    report = json.loads((current(var).path / "report.json").read_text(encoding="utf-8"))
    shapes, focus_nodes = (int(number.replace(",", "")) for number in printed.groups())
    assert shapes == len(report["focus_nodes"]) > 200
    assert focus_nodes == sum(report["focus_nodes"].values())


def test_the_sizes_of_the_readme_are_those_of_the_release(server: RunningServer, release: Release) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (sizes,) = re.findall(
        r"\*\*(\d+)\*\* local governments, \*\*(\d+)\*\* consultation counters and more than \*\*([\d,]+)\*\*", text
    )
    governments, counters, statements = (int(size.replace(",", "")) for size in sizes)
    asked = {"query": GOVERNMENTS, "format": "csv"}
    with urlopen(f"{server.url}/sparql?{urlencode(asked)}") as answer:
        assert answer.read().split()[1:] == [str(governments).encode()]
    with urlopen(f"{server.url}/find?kind=counter&format=json") as answer:
        assert json.load(answer)["count"] == counters
    assert statements <= release.manifest["triples"] < statements + 10_000


@pytest.mark.parametrize("line", block("http"))
def test_a_request_of_the_readme_is_answered(
    line: str, server: RunningServer, release: Release, tmp_path: Path
) -> None:
    need(shutil.which("curl") is not None, "curl")
    line = line.replace("http://localhost:8000", server.url)
    process = subprocess.run(
        ["curl", "--fail", "-sS", *shlex.split(line)[1:]], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert process.returncode == 0, process.stderr
    written = [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()]
    assert (process.stdout + "".join(written)).strip()


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
