"""A build takes over what did not change, makes the same bytes as without it, and trusts nothing that is not whole."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from graph.build import inputs, pipeline, release_store, store_basis
from graph.build.assemble import Assembly
from graph.build.inputs import ChangedInputError, read_inputs
from graph.build.reuse import Reuse
from graph.build.store_basis import find_basis
from graph.build.store_writer import StoreWriter
from graph.commands.build import build as build_command
from graph.release import Release, current, releases
from graph.write.blocks import Cut, compress
from mappings.problems import ProblemsError
from mappings.site import load_site
from ontology.namespaces import Namespace
from tests.graph.build.tiny_site import CHANGES, built, cache_of, change, differing, write_site

CELL = CHANGES["a cell of a document"]


@pytest.fixture(autouse=True)
def _any_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    # Most of the tiny site is its description, so that any change alters more than a large site may.
    monkeypatch.setattr(store_basis, "MOST_CHANGED", 1e9)


@pytest.fixture(scope="module")
def _built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny")
    write_site(folder)
    built(folder, folder / "var", cache_of(folder, folder / "var"))
    return folder


@pytest.fixture
def folder(_built_site: Path, tmp_path: Path) -> Path:
    """A copy of the tiny site, and below ``var`` of a release of it with its cache."""
    return Path(shutil.copytree(_built_site, tmp_path, symlinks=True, dirs_exist_ok=True))


def without_cache(folder: Path, var: Path) -> Path:
    """A copy of the releases below *var*, for a build without cache that has the same releases before it."""
    copy = folder / "var-without-cache"
    shutil.rmtree(copy, ignore_errors=True)
    return Path(shutil.copytree(var, copy, symlinks=True, ignore=shutil.ignore_patterns("cache")))


@pytest.fixture(scope="module")
def after_a_cell(_built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The release that a build without cache makes after the release of *folder*, when a cell has changed."""
    folder = Path(shutil.copytree(_built_site, tmp_path_factory.mktemp("anew"), symlinks=True, dirs_exist_ok=True))
    change(folder, CELL)
    return built(folder, without_cache(folder, folder / "var")).release


def test_after_any_change_a_build_with_the_cache_makes_what_one_without_it_makes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_basis, "MOST_STEPS", 100)
    var, plain = folder / "var", without_cache(folder, folder / "var")
    for what, replacement in CHANGES.items():
        change(folder, replacement)
        cache = cache_of(folder, var)
        cached, anew = built(folder, var, cache).release, built(folder, plain).release
        assert cached.version == anew.version, what
        assert len(releases(var / "releases")) == len(releases(plain / "releases")) > 1, what
        assert differing(cached, anew) == [], what
        assert cache.hits, f"nothing was taken over after a change of {what}"
        basis = find_basis(var, cache)
        assert basis, what
        assert basis.steps, "the store was not made of the one before"


@pytest.fixture
def mapped_sources(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of the sources that builds map, in turn."""
    keys: list[str] = []
    mapped = pipeline.assemble.__globals__["mapped"]

    def recorded(source: object, *arguments: object) -> object:
        keys.append(getattr(source, "key", ""))
        return mapped(source, *arguments)

    monkeypatch.setitem(pipeline.assemble.__globals__, "mapped", recorded)
    return keys


def test_what_did_not_change_is_not_mapped_again(folder: Path, mapped_sources: list[str]) -> None:
    for what, expected in {
        "a cell of a document": ["001"],
        "a cell that documents refer to": ["places", "001"],
        "a question": [],
        "a shape": [],
        "a term of the ontology": ["001"],
    }.items():
        mapped_sources.clear()
        change(folder, CHANGES[what])
        built(folder, folder / "var", cache_of(folder, folder / "var"))
        assert mapped_sources == expected, what


def test_the_first_build_of_a_fresh_copy_of_the_engine_keeps_what_it_made(
    tmp_path: Path, mapped_sources: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, folder = tmp_path / "engine", write_site(tmp_path / "site")
    for room in ("graph", "mappings", "ontology", "shapes"):
        shutil.copytree(inputs.ENGINE / room, engine / room)
    command = [sys.executable, "-c", "from graph.commands.build import build; build()", "--site", str(folder)]
    subprocess.run(command, cwd=engine, check=True)

    changes: list[object] = []
    validate = pipeline.validate_lines
    monkeypatch.setattr(pipeline, "validate_lines", lambda *parts: changes.append(parts[-1]) or validate(*parts))
    change(folder, CELL)
    built(folder, folder / "var", cache_of(folder, folder / "var"))
    assert mapped_sources == ["001"], "sources that did not change were mapped again"
    assert changes != [None], "what did not change was validated again"


def cut_file(path: Path) -> Cut:
    return compress(path, path.with_suffix(".packed"))


def cut_off(entry: Path) -> None:
    entry.write_bytes(entry.read_bytes()[:-1])


def altered(entry: Path) -> None:
    data = bytearray(entry.read_bytes())
    data[-1] ^= 1
    entry.write_bytes(data)


def emptied(entry: Path) -> None:
    entry.write_bytes(b"")


def made_a_folder(entry: Path) -> None:
    entry.unlink()
    entry.mkdir()


@pytest.mark.parametrize("harm", [cut_off, altered, emptied, made_a_folder])
def test_an_entry_that_is_not_whole_is_not_trusted_and_not_needed(
    folder: Path, harm: Callable[[Path], None], after_a_cell: Release
) -> None:
    var = folder / "var"
    entries = list((var / "cache").iterdir())
    assert len(entries) > 5
    for entry in entries:
        harm(entry)
    change(folder, CELL)
    cache = cache_of(folder, var)
    assert differing(built(folder, var, cache).release, after_a_cell) == []
    assert cache.requests > cache.hits == 0


def test_the_hash_of_the_software_covers_every_program_that_a_build_runs_and_every_package(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = tmp_path_factory.mktemp("engine")
    leave = shutil.ignore_patterns("__pycache__")
    for room in ("graph", "mappings", "ontology", "shapes"):
        shutil.copytree(inputs.ENGINE / room, engine / room, ignore=leave)
    monkeypatch.setattr(inputs, "ENGINE", engine)
    site = load_site(folder)
    hashes = {read_inputs(site).software}
    edited = (
        "graph/build/screen.py",
        "graph/build/catalogue.ttl",
        "mappings/helpers/eras.py",
        "ontology/prefixes.json",
    )
    for name in edited:
        with (engine / name).open("a", encoding="utf-8") as file:
            file.write(" ")
        hashes.add(read_inputs(site).software)
    monkeypatch.setattr(inputs, "_packages", lambda: ["rdflib-0.dist-info"])
    hashes.add(read_inputs(site).software)
    assert len(hashes) == 2 + len(edited)
    assert not read_inputs(site).is_certain, "an engine that was edited just now may not be the one that runs"
    monkeypatch.setattr(inputs, "_BEGAN", time.time() + 3600)
    assert read_inputs(site).is_certain


@pytest.mark.parametrize("name", ["CURRENT", "*.sst", "MANIFEST-*"])
def test_a_store_that_was_changed_is_not_built_upon(folder: Path, name: str, after_a_cell: Release) -> None:
    var = folder / "var"
    cache = cache_of(folder, var)
    assert find_basis(var, cache)
    for path in (current(var).path / "store").glob(name):
        path.write_bytes(path.read_bytes() + b" ")
    assert find_basis(var, cache) is None
    change(folder, CELL)
    assert differing(built(folder, var, cache).release, after_a_cell) == []


def test_a_store_is_not_built_upon_where_the_dumps_that_tell_what_it_holds_were_changed(folder: Path) -> None:
    var = folder / "var"
    dump = current(var).dump_folder / "tiny.nq"
    dump.write_bytes(dump.read_bytes().replace(b"monday", b"Monday"))
    plain = without_cache(folder, var)
    change(folder, CELL)
    assert differing(built(folder, var, cache_of(folder, var)).release, built(folder, plain).release) == []


def test_nothing_is_published_of_a_copy_of_a_store_that_was_ended_half_way(
    folder: Path, after_a_cell: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    class SlowCopy(StoreWriter):
        """A writer whose copy is not complete when much turns out to have changed. RocksDB copies beside the folder."""

        def end(self) -> None:
            super().end()
            unfinished = self.folder.with_name(f"{self.folder.name}.tmp")
            unfinished.mkdir(exist_ok=True)
            (unfinished / "000009.sst").touch()

    monkeypatch.setattr(store_basis, "MOST_CHANGED", 0)
    monkeypatch.setattr(release_store, "StoreWriter", SlowCopy)
    monkeypatch.setattr(Assembly, "is_small", False)
    change(folder, CELL)
    var = folder / "var"
    release = built(folder, var, cache_of(folder, var)).release
    assert differing(release, after_a_cell) == []


def test_a_store_is_loaded_afresh_after_some_differences(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_basis, "MOST_STEPS", 2)
    var, steps = folder / "var", []
    for number in range(4):
        basis = find_basis(var, cache_of(folder, var))
        steps.append(basis.steps if basis else None)
        change(folder, ("site.toml", 'place = "Japan', f'place = "Japan {number}'))
        built(folder, var, cache_of(folder, var))
    assert steps == [0, 1, None, 0]


def test_a_store_is_loaded_afresh_where_much_has_changed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    var = folder / "var"
    basis = find_basis(var, cache_of(folder, var))
    assert basis
    new = {path: cut_file(path) for path in (basis.release.dump_folder / name for name in basis.blocks)}
    assert basis.difference(new) == store_basis.Difference(set(), set())
    (folder / "tiny.nq").write_text("".join(f"<urn:s> <urn:p> <urn:{n}> .\n" for n in range(100)), encoding="utf-8")
    other = {folder / "tiny.nq": cut_file(folder / "tiny.nq")}
    difference = basis.difference(other)
    assert difference
    assert len(difference.added) == 100
    monkeypatch.setattr(store_basis, "MOST_CHANGED", 0.1)
    assert basis.difference(other) is None


def test_a_cache_that_cannot_be_written_changes_nothing(folder: Path, after_a_cell: Release) -> None:
    var = folder / "var"
    shutil.rmtree(var / "cache")
    (var / "cache").write_text("a file where the folder should be", encoding="utf-8")
    change(folder, CELL)
    assert differing(built(folder, var, cache_of(folder, var)).release, after_a_cell) == []


def test_a_file_edited_during_a_build_is_an_error_and_nothing_made_of_it_is_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    var = folder / "var"
    before = current(var).version
    entries = sorted(path.name for path in (var / "cache").iterdir())
    change(folder, CELL)
    assemble = pipeline.assemble

    def edited(*arguments: object) -> object:
        change(folder, ("mappings/list/tables/counters.csv", "sunday", "monday"))
        assembly = assemble(*arguments)
        change(folder, ("mappings/list/tables/counters.csv", "monday", "sunday"))
        return assembly

    monkeypatch.setattr(pipeline, "assemble", edited)
    with pytest.raises(ChangedInputError, match=r"counters.csv: was edited during the build; build again"):
        built(folder, var, cache_of(folder, var))
    assert current(var).version == before
    assert [path.name for path in (var / "releases").iterdir()] == [before]
    assert sorted(path.name for path in (var / "cache").iterdir()) == entries


def test_a_table_stands_beside_the_metadata_that_describe_it(folder: Path) -> None:
    """So that every file that a source is made from lies in its folder, which is hashed."""
    change(folder, ("mappings/list/tables/csvw.json", "counters.csv", "../../counters.csv"))
    with pytest.raises(ProblemsError, match="must lie beside it"):
        built(folder, folder / "var")


# ---------------------------------------------------------------- nothing changed


@pytest.fixture
def certain(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine counts as unedited, also where this run began just after an edit."""
    monkeypatch.setattr(inputs, "_BEGAN", time.time() + 3600)


def run(folder: Path, *options: str) -> str:
    result = CliRunner().invoke(build_command, ["--site", str(folder), *options], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.usefixtures("certain")
def test_a_build_that_changes_nothing_says_so_and_makes_no_release(folder: Path) -> None:
    first = current(folder / "var")
    output = run(folder)
    assert f"nothing changed since release {first.version} was built" in output
    assert output.splitlines()[-1] == str(first.path)
    assert [release.version for release in releases(folder / "var" / "releases")] == [first.version]
    assert "nothing changed" not in run(folder, "--no-cache")
    assert "nothing changed" not in run(folder, "--base-iri", "https://data.example.net")


@pytest.mark.usefixtures("certain")
def test_after_a_change_was_undone_the_release_before_is_current_again(folder: Path) -> None:
    first = current(folder / "var").version
    name, old, new = CELL
    change(folder, CELL)
    assert "nothing changed" not in run(folder)
    assert current(folder / "var").version != first
    change(folder, (name, new, old))
    assert "nothing changed" in run(folder)
    assert current(folder / "var").version == first


@pytest.mark.usefixtures("certain")
@pytest.mark.parametrize("name", ["manifest.json", "dump/tiny.ttl", "dump/tiny.nq.gz", "site.toml", "SHA256SUMS"])
def test_a_release_that_was_damaged_is_not_one_that_is_there(folder: Path, name: str) -> None:
    site = load_site(folder)
    reuse, namespace = Reuse.of(site, folder / "var"), Namespace.of(site.base_iri)
    assert reuse.release(folder / "var", namespace, None) == current(folder / "var")
    path = current(folder / "var").path / name
    path.write_bytes(path.read_bytes() + b"\n")
    assert reuse.release(folder / "var", namespace, None) is None
