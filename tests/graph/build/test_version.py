"""The version of a release tells whether anything differs that it publishes; a published release never changes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.build.assemble import assemble
from graph.build.site_files import quality_files
from graph.build.version import build_time, edition_of, fingerprint
from graph.publish.comparison import differences
from graph.publish.publishing import publish
from graph.release import Release, ReleaseError, current, releases
from mappings.site import load_site
from ontology.namespaces import Namespace
from tests.this_site import SITE

Edit = Callable[[Path], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A site with the register, the declarations and the shapes of this one, and none of its documents."""
    text = (SITE.folder / "site.toml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("sources")]
    (tmp_path / "site.toml").write_text("\n".join(lines), encoding="utf-8")
    shutil.copytree(SITE.mappings / "register", tmp_path / "mappings" / "register")
    shutil.copytree(SITE.data, tmp_path / "site")
    shutil.copytree(SITE.shapes, tmp_path / "shapes")
    return tmp_path


def version_of(folder: Path, base: str = "http://localhost:8000") -> str:
    return fingerprint(assemble(load_site(folder), Namespace.of(base)))


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
        replaced("site.toml", 'name = "CC BY 4.0"', 'name = "CC0"'),
        replaced("site/questions/council-members.yaml", "ORDER BY", "ORDER BY DESC(1 + 0)"),
        replaced("site/words/ja/LC_MESSAGES/site.po", "msgstr", "# changed\nmsgstr"),
        replaced("shapes/page.ttl", "sh:message", "sh:severity sh:Violation ; sh:message"),
        replaced("mappings/register/tables/languages.csv", "French", "Francais"),
        lambda folder: (folder / "site" / "linksets.yaml").unlink(),
    ],
    ids=["licence", "question", "words", "shape", "table", "linksets"],
)
def test_whatever_is_published_differently_has_another_version(folder: Path, edit: Edit) -> None:
    before = version_of(folder)
    edit(folder)
    assert version_of(folder) != before


def test_the_same_inputs_have_the_same_version_in_any_folder(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other") / "site"
    shutil.copytree(folder, other)
    (other / "site" / ".facets.yaml.swp").write_text("left by an editor", encoding="utf-8")
    assert version_of(other) == version_of(folder)
    assert version_of(other, "https://data.example.org") != version_of(folder)


def test_a_release_is_dated_by_its_day_whatever_the_hour(folder: Path) -> None:
    assembly = assemble(load_site(folder), Namespace())
    morning, evening = datetime(2026, 3, 4, 6, 7, 8, tzinfo=UTC), datetime(2026, 3, 4, 22, 0, tzinfo=UTC)
    edition = edition_of(assembly, morning)
    assert edition == edition_of(assembly, evening)
    assert edition.version.startswith("2026-03-04-")
    assert edition.modified == datetime(2026, 3, 4, tzinfo=UTC)


def test_the_time_of_a_build_can_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764460801")
    assert build_time() == datetime(2025, 11, 30, 0, 0, 1, tzinfo=UTC)


@pytest.fixture
def published(release: Release, tmp_path: Path) -> tuple[Path, Path]:
    """A folder with the release published in it, and a draft of the same version."""
    var = tmp_path / "var"
    leave = shutil.ignore_patterns("store", "*.nq", "*.trig", "*.rdf", "*.jsonld", "*.ttl", "*.nt", "*.gz")
    for target in (var / "releases" / release.version, var / "releases" / ".draft-x"):
        shutil.copytree(release.path, target, ignore=leave)
    return var, var / "releases" / ".draft-x"


def test_a_release_that_exists_already_is_kept_and_made_current(release: Release, published: tuple[Path, Path]) -> None:
    var, draft = published
    published_before = publish(draft, var, release.version)
    assert published_before.path == current(var).path == (var / "releases" / release.version).resolve()
    assert draft.exists(), "the draft was not needed"


@pytest.mark.parametrize("name", ["site.toml", "dump/SHA256SUMS", "site/facets.yaml", "ontology/prefixes.json"])
def test_another_content_under_a_published_version_is_refused_by_name(
    release: Release, published: tuple[Path, Path], name: str
) -> None:
    var, draft = published
    with (draft / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert differences(var / "releases" / release.version, draft) == [name]
    with pytest.raises(ReleaseError, match=f"differs in {name}; remove it and build again"):
        publish(draft, var, release.version)
    assert [kept_release.version for kept_release in releases(var / "releases")] == [release.version]


def test_a_release_carries_the_site_that_it_was_built_from(release: Release) -> None:
    assert release.site.title == SITE.title
    assert release.site.licence == SITE.licence
    questions = {path.name for path in (release.site.data / "questions").iterdir()}
    assert questions == {path.name for path in (SITE.data / "questions").glob("*.yaml")}
    assert release.namespace.prefix_file.is_relative_to(release.path)
    assert [path.read_bytes() for path in release.quality] == [path.read_bytes() for path in quality_files(SITE)]
    assert "@context" in release.context
