"""The version of a release tells whether anything differs that it publishes; a published release never changes."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest
import rdflib

from graph.build import inputs
from graph.build.assemble import Assembly, assemble
from graph.build.inputs import read_inputs
from graph.build.release_inputs import PACKAGES, ReleaseInputs, release_inputs
from graph.build.site_files import quality_files
from graph.build.version import DateError, date_of_inputs, edition_of, fingerprint, given_date
from graph.publish.checksums import CHECKSUMS, damaged, read_checksums
from graph.publish.publishing import publish
from graph.release import Release, ReleaseError, current, releases
from graph.write.files import file_facts
from mappings.site import load_site
from ontology.namespaces import Namespace
from tests.graph.build.tiny_site import write_site
from tests.this_site import SITE

Edit = Callable[[Path], object]


@pytest.fixture(scope="module")
def unedited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny site, which has a part of every kind, with the words of this one."""
    folder = write_site(tmp_path_factory.mktemp("unedited"))
    shutil.copytree(SITE.data / "words", folder / "site" / "words")
    return folder


@pytest.fixture(scope="module")
def version_before(unedited: Path) -> str:
    return version_of(unedited)


@pytest.fixture
def folder(unedited: Path, tmp_path: Path) -> Path:
    """A copy of that site, to be edited."""
    return shutil.copytree(unedited, tmp_path, dirs_exist_ok=True)


def assembled(folder: Path, base: str = "http://localhost:8000") -> tuple[Assembly, ReleaseInputs]:
    site = load_site(folder)
    assembly = assemble(site, Namespace.of(base))
    return assembly, release_inputs(read_inputs(site), assembly.sources)


def version_of(folder: Path, base: str = "http://localhost:8000") -> str:
    return fingerprint(*assembled(folder, base))


def replaced(name: str, old: str, new: str) -> Edit:
    def edit(folder: Path) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text, name
        path.write_text(text.replace(old, new), encoding="utf-8")

    return edit


@pytest.mark.parametrize(
    "edit",
    [
        replaced("site.toml", 'name = "CC0 1.0"', 'name = "CC0"'),
        replaced("site/questions/where.yaml", '}"', '} ORDER BY ?counter"'),
        replaced("site/words/ja/LC_MESSAGES/site.po", "msgstr", "# changed\nmsgstr"),
        replaced("shapes/counter.ttl", "sh:message", "sh:severity sh:Violation ; sh:message"),
        replaced("mappings/places/tables/places.csv", "神戸市", "神戸"),
        lambda folder: (folder / "site" / "linksets.yaml").unlink(),
    ],
    ids=["licence", "question", "words", "shape", "table", "linksets"],
)
def test_whatever_is_published_differently_has_another_version(folder: Path, edit: Edit, version_before: str) -> None:
    edit(folder)
    assert version_of(folder) != version_before


def test_the_same_inputs_have_the_same_version_in_any_folder(folder: Path, version_before: str) -> None:
    (folder / "site" / ".facets.yaml.swp").write_text("left by an editor", encoding="utf-8")
    assert version_of(folder) == version_before
    assert version_of(folder, "https://data.example.org") != version_before


def test_a_release_is_dated_by_the_newest_day_that_its_inputs_state(tmp_path: Path) -> None:
    folder = write_site(tmp_path)
    days = []
    for edit in (
        replaced("mappings/corrections.csv", "2026-01-01", "2024-12-31"),
        replaced("site.toml", "issued = 2026-01-01", "issued = 2025-02-03"),
        replaced("mappings/list/metadata.yaml", "title:", "date: 2026\ntitle:"),
        replaced("site.toml", "issued =", "modified = 2026-03-04\nissued ="),
        replaced("mappings/places/metadata.yaml", "title:", 'date: "2026-03"\ntitle:'),
        replaced("mappings/corrections.csv", "2024-12-31", "2026-05-06"),
    ):
        edit(folder)
        days.append(str(date_of_inputs(assembled(folder)[0])))
    assert days == ["2026-01-01", "2025-02-03", "2026-01-01", "2026-03-04", "2026-03-04", "2026-05-06"]
    edition = edition_of(*assembled(folder))
    assert edition.version.startswith("2026-05-06-")
    assert edition.modified == datetime(2026, 5, 6, tzinfo=UTC)
    replaced("mappings/corrections.csv", "2026-05-06", "yesterday")(folder)
    with pytest.raises(DateError, match="the correction of counters.b.since has the date 'yesterday'; give it as in"):
        date_of_inputs(assembled(folder)[0])


def test_the_date_of_a_release_can_be_given(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert given_date() is None
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764460801")
    assert given_date() == date(2025, 11, 30)
    assert edition_of(*assembled(folder), given_date()).version.startswith("2025-11-30-")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "2025-11-30")
    with pytest.raises(DateError, match="SOURCE_DATE_EPOCH is '2025-11-30'; set it to a number of seconds"):
        given_date()


@pytest.fixture
def tiny(built_site: Path) -> Path:
    """A folder with a release of the tiny site."""
    return built_site / "var"


@pytest.fixture
def published(tiny: Path, tmp_path: Path) -> Path:
    """A copy of it, beside which lies a draft of the same release."""
    shutil.copytree(current(tiny).path, tmp_path / "draft")
    return Path(shutil.copytree(tiny, tmp_path / "var", symlinks=True))


def test_a_release_that_exists_already_is_kept_and_made_current(published: Path) -> None:
    release = current(published)
    (published / "current").unlink()
    draft = published.parent / "draft"
    (draft / "gone.json").write_text('{"counter/a": "2020-01-01-00000000"}', encoding="utf-8")
    assert publish(draft, published, release.version).path == current(published).path == release.path
    assert draft.exists(), "the draft was not needed"
    assert (release.path / "gone.json").read_text(encoding="utf-8") == "{}\n", "what is there never changes"


@pytest.mark.parametrize("name", ["dump/tiny.nt.gz", "manifest.json", "store/CURRENT"])
def test_a_release_that_is_no_longer_whole_is_replaced_by_its_draft(published: Path, name: str) -> None:
    release, draft = current(published), published.parent / "var" / "releases" / ".draft-x"
    shutil.move(published.parent / "draft", draft)
    if name.startswith("store"):
        shutil.rmtree(release.path / "store")
    else:
        (release.path / name).write_bytes((draft / name).read_bytes() + b"\n")
    assert publish(draft, published, release.version) == current(published)
    assert damaged(release.path) == []
    assert (release.path / "store" / "CURRENT").is_file()
    assert [kept.version for kept in releases(published / "releases")] == [release.version]


@pytest.mark.parametrize("name", ["site.toml", "dump/tiny.ttl", "site/linksets.yaml", "manifest.json", "rows.sqlite"])
def test_another_content_under_a_published_version_is_refused_by_name(published: Path, name: str) -> None:
    release, draft = current(published), published.parent / "draft"
    before = file_facts(draft / name)["sha256"]
    with (draft / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    differing = name
    if name.startswith("dump/"):  # whose checksums are taken while they are written
        sums = draft / "dump" / CHECKSUMS
        text = sums.read_text(encoding="utf-8")
        sums.write_text(text.replace(str(before), str(file_facts(draft / name)["sha256"])), encoding="utf-8")
        differing = f"dump/{CHECKSUMS}, {name}"
    with pytest.raises(ReleaseError, match=f"differs in {differing}; its checksums were edited, or another zlib"):
        publish(draft, published, release.version)
    assert [kept.version for kept in releases(published / "releases")] == [release.version]


def test_the_checksums_of_a_release_are_of_every_file_that_it_publishes(published: Path) -> None:
    folder = current(published).path
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    stored = {name for name in files if name.startswith("store/")}
    assert read_checksums(folder).keys() == files - stored - {"SHA256SUMS"}
    assert damaged(folder) == []
    result = subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=folder, check=False)
    assert result.returncode == 0
    (folder / "usage.json").write_bytes(b"{}")
    (folder / "void.ttl").unlink()
    assert damaged(folder) == ["usage.json", "void.ttl"]


def test_a_release_says_what_it_was_made_from(tiny: Path) -> None:
    folder, release = tiny.parent, current(tiny)
    result = subprocess.run(
        ["sha256sum", "--check", "--quiet", release.path / "inputs.sha256"], cwd=folder, check=False
    )
    assert result.returncode == 0, "the folder of the site is what the release was made from"
    inputs = (release.path / "inputs.sha256").read_text(encoding="utf-8")
    names = {line.split("  ")[1] for line in inputs.splitlines()}
    assert {"site.toml", "shapes/counter.ttl", "ontology/terms.ttl", "mappings/derive/001-counter-labels.rq"} <= names
    assert {"mappings/list/tables/counters.csv", "mappings/list/tables/rules.yaml", "mappings/corrections.csv"} <= names
    made = release.manifest["made_from"]
    for kind in ("tables", "rules", "ontology", "shapes", "site"):
        assert made[kind]["files"] > 0, kind
    assert made["software"]["packages"]["pyoxigraph"] == version("pyoxigraph")
    graph = rdflib.Graph().parse(release.path / "dcat.ttl")
    (build,) = graph.objects(rdflib.URIRef(f"{release.base}/release/{release.version}"), rdflib.PROV.wasGeneratedBy)
    used = {str(thing).partition("#")[2] for thing in graph.objects(build, rdflib.PROV.used)}
    assert used == {"tables", "rules", "ontology", "shapes", "site", "software"}


def test_the_software_is_the_same_wherever_it_is_and_whatever_site_lies_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def digest() -> str:
        return release_inputs(read_inputs(load_site(site)), ()).software.sha256

    site = write_site(tmp_path / "site")
    here = digest()
    leave = shutil.ignore_patterns("__pycache__", "source_00?", "register", "derive", "labels", "schemes")
    for room in ("graph", "mappings", "ontology", "shapes"):
        shutil.copytree(inputs.ENGINE / room, tmp_path / "engine" / room, ignore=leave)
    shutil.copytree(inputs.ENGINE / "ontology" / "engine", tmp_path / "engine/ontology/engine", dirs_exist_ok=True)
    for path in (tmp_path / "engine" / "ontology").glob("*.ttl"):
        path.unlink()
    monkeypatch.setattr(inputs, "ENGINE", tmp_path / "engine")
    (tmp_path / "engine" / "graph" / ".quality.yaml.swp").write_text("left by an editor", encoding="utf-8")
    assert digest() == here
    with (tmp_path / "engine" / "graph" / "quality.yaml").open("a", encoding="utf-8") as file:
        file.write("#")
    assert digest() != here


def test_what_a_build_uses_of_other_packages_is_part_of_the_software() -> None:
    imported = {
        name.partition(".")[0]
        for room in (
            "graph/build",
            "graph/write",
            "graph/ask",
            "mappings/map",
            "mappings/helpers",
            "ontology",
            "shapes",
        )
        for path in (SITE.folder / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in ([a.name for a in node.names] if isinstance(node, ast.Import) else [getattr(node, "module", "")])
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    others = imported - set(sys.stdlib_module_names) - {"graph", "mappings", "ontology", "shapes"}
    distributions = packages_distributions()
    packages = {package.lower() for name in others for package in distributions[name]}
    assert packages == set(PACKAGES)


def test_a_release_carries_the_site_that_it_was_built_from(release: Release) -> None:
    assert release.site.title == SITE.title
    assert release.site.licence == SITE.licence
    questions = {path.name for path in (release.site.data / "questions").iterdir()}
    assert questions == {path.name for path in (SITE.data / "questions").glob("*.yaml")}
    assert release.namespace.prefix_file.is_relative_to(release.path)
    assert [path.read_bytes() for path in release.quality] == [path.read_bytes() for path in quality_files(SITE)]
    assert "@context" in release.context
