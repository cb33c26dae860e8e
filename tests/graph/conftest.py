"""Releases of tiny sites that several modules look at. Each is built once: copy what you change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.graph.build.tiny_site import built, write_site
from tests.graph.compare.changing_site import first_release, second_release


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny site, and a release of it below ``var``."""
    folder = write_site(tmp_path_factory.mktemp("tiny"))
    built(folder, folder / "var")
    return folder


@pytest.fixture(scope="session")
def changing_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The changing site with its first release."""
    folder = tmp_path_factory.mktemp("changing")
    first_release(folder)
    return folder


@pytest.fixture(scope="session")
def changed_site(changing_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The changing site with its first two releases."""
    folder = copied(changing_site, tmp_path_factory.mktemp("changed"))
    second_release(folder)
    return folder


def copied(site: Path, folder: Path) -> Path:
    """A copy of *site* and its releases in *folder*, which is there."""
    return Path(shutil.copytree(site, folder, symlinks=True, dirs_exist_ok=True))
