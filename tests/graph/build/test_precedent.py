"""A build that reuses results of the release before and of the lines of documents misses no change."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from graph.build import pipeline, store_basis
from graph.build.affected import Change
from graph.build.validate import ValidationError, ValidationReport
from graph.release import current
from mappings.read.ledger import COLUMNS
from mappings.read.reasons import japanese_reasons
from tests.graph.build.tiny_site import built, cache_of, change, differing, write_site

LEDGER_LINE = "1,Counters,furniture,the title,0,0,0,"
BREAKS_A_SHAPE = ("mappings/list/tables/counters.csv", "monday", "no day")


@pytest.fixture(scope="module")
def _built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_site(tmp_path_factory.mktemp("tiny"))
    built(folder, folder / "var", cache_of(folder, folder / "var"))
    return folder


@pytest.fixture
def folder(_built_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the tiny site, and below ``var`` of a release of it with its cache."""
    # Most of the tiny site is its description, so that any change alters more than a large site may.
    monkeypatch.setattr(store_basis, "MOST_CHANGED", 1e9)
    return Path(shutil.copytree(_built_site, tmp_path, symlinks=True, dirs_exist_ok=True))


def test_a_change_that_breaks_a_shape_is_refused_although_the_release_before_conforms(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes: list[Change | None] = []
    validated = pipeline.validate_lines

    def recorded(*arguments: Any) -> ValidationReport:
        changes.append(arguments[-1])
        return validated(*arguments)

    monkeypatch.setattr(pipeline, "validate_lines", recorded)
    var = folder / "var"
    change(folder, BREAKS_A_SHAPE)
    with pytest.raises(ValidationError, match='openingHours "no day": A counter has a day'):
        built(folder, var, cache_of(folder, var))
    # What is told of the graph before is true of this very graph only: not of one that was edited, nor of other shapes.
    dump = current(var).dump_folder / "tiny.nt"
    dump.write_text(dump.read_text(encoding="utf-8").replace("monday", "no day"), encoding="utf-8")
    with pytest.raises(ValidationError, match="no day"):
        built(folder, var, cache_of(folder, var))
    change(folder, ("shapes/counter.ttl", "sh:maxCount 2", "sh:maxCount 1"))
    with pytest.raises(ValidationError, match="no day"):
        built(folder, var, cache_of(folder, var))
    assert [bool(one) for one in changes] == [True, False, False]


def test_a_shape_that_changes_is_held_to_everything(folder: Path) -> None:
    var = folder / "var"
    change(folder, ("shapes/counter.ttl", '"sunday"', '"saturday"'))
    with pytest.raises(ValidationError, match='counter/b .*openingHours "sunday"'):
        built(folder, var, cache_of(folder, var))


def test_the_description_of_lines_follows_the_ledger_and_its_translations(folder: Path) -> None:
    var = folder / "var"
    written = {
        "mappings/list/ledger.csv": ",".join(COLUMNS) + "\n" + LEDGER_LINE + "\n",
        "mappings/reasons.csv": "en,ja\nthe title,題名\n",
    }
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8")
    with (folder / "site.toml").open("a", encoding="utf-8") as file:
        file.write("\n[allowed]\ndangling-links = 1\n")  # nothing describes the language of the document
    built(folder, var, cache_of(folder, var))
    made: list[str] = []
    for replacement, told in (
        (("mappings/list/ledger.csv", "Counters", "All counters"), '"All counters"'),
        (("mappings/reasons.csv", "題名", "表題"), '"表題"@ja'),
        (("mappings/list/metadata.yaml", "sha256:", "language: [en]\nsha256:"), '"All counters"@en'),
        (("mappings/list/ledger.csv", "furniture", "prose"), "line-status/prose"),
    ):
        # A copy of the releases, for a build without cache that has the same releases before it.
        plain = folder / "var-without-cache"
        shutil.rmtree(plain, ignore_errors=True)
        shutil.copytree(var, plain, symlinks=True, ignore=shutil.ignore_patterns("cache"))
        change(folder, replacement)
        japanese_reasons.cache_clear()  # as for another process
        cached, anew = built(folder, var, cache_of(folder, var)).release, built(folder, plain).release
        assert differing(cached, anew) == [], replacement
        text = (cached.dump_folder / "tiny.nq").read_text(encoding="utf-8")
        assert told in text, replacement
        made.append(cached.version)
    assert len(set(made)) == len(made)
