"""The wheel has all that a site needs: in an empty environment, without this folder, a site is built and served."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from urllib.parse import quote
from zipfile import ZipFile

import pytest

from tests.as_is import write_waste
from tests.http_client import get
from tests.serving import ROOT, start_command

ROOMS = ("ontology", "mappings", "graph", "server", "shapes")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built of a copy, so that nothing is written into this folder."""
    folder = tmp_path_factory.mktemp("wheel")
    for room in ROOMS:
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    build = "from setuptools.build_meta import build_wheel; build_wheel('dist')"
    subprocess.run([sys.executable, "-c", build], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    (path,) = (folder / "dist").glob("*.whl")
    return path


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the commands of an environment in which the wheel is installed, and the packages that it wants.

    These packages are those of the environment of the tests: a test may not ask a registry.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    quiet = ("--quiet", "--disable-pip-version-check", "--no-compile")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", *quiet]
    subprocess.run([*pip, "--no-index", "--no-deps", str(wheel)], check=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    # A path alone: the finder by which the tests' environment finds this very folder is not followed.
    (packages / "wanted.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return folder / "bin"


def run(programs: Path, *arguments: str, folder: Path) -> str:
    """What ``tabunka`` prints in *folder*."""
    command = [str(programs / "tabunka"), *arguments]
    return subprocess.run(command, cwd=folder, check=True, text=True, stdout=subprocess.PIPE).stdout


def test_the_wheel_holds_the_engine_and_nothing_of_this_site(wheel: Path) -> None:
    names = ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if not name.startswith("tabunka-")} == set(ROOMS)
    assert not [name for name in names if name.startswith(("mappings/source_", "mappings/derive", "ontology/schemes"))]
    data = {path.relative_to(ROOT).as_posix() for path in (ROOT / "server" / "templates").rglob("*.*")}
    assert data <= set(names)


def test_a_file_of_concepts_is_served_with_the_wheel_alone(programs: Path, tmp_path: Path) -> None:
    path = write_waste(tmp_path, concepts=50)
    environment = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    server = start_command([str(programs / "tabunka"), "serve", path.name, "--port", "0"], tmp_path, None, environment)
    try:
        assert "Waste sorting" in get(server.url + "/").text
        assert "Item 49" in get(server.url + "/waste/item-49").text
        count = get(server.url + "/sparql?query=" + quote("SELECT (COUNT(*) AS ?n) { ?s a ?class }"))
        assert count.number == 58
    finally:
        assert server.stop() == 0


def test_a_site_is_built_and_served_with_the_wheel_alone(programs: Path, tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text('name = "waste"\ntitle = "Waste"\n', encoding="utf-8")
    assert run(programs, "build", folder=tmp_path).strip().startswith(str(tmp_path / "var"))
    count = run(programs, "query", "SELECT (COUNT(*) > 100 AS ?many) { ?s ?p ?o }", "--format", "csv", folder=tmp_path)
    assert count.split() == ["many", "true"]
    server = start_command([str(programs / "tabunka"), "serve", "--port", "0"], tmp_path)
    try:
        home = get(server.url + "/")
        style = get(server.url + "/static/style.css")
        assert (home.status, style.status) == (200, 200)
        assert "Waste" in home.text
        assert "states no licence" in home.text
    finally:
        assert server.stop() == 0
