"""``tabunka init`` makes a folder that is a site at once, and touches none that holds something."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from mappings.commands.init import init
from mappings.new_site.writing import NewSiteError, site_toml, write_new_site
from mappings.site import load_site
from ontology.namespaces import DEFAULT_BASE, BaseError


def test_a_new_folder_is_a_site_that_says_what_it_was_told(tmp_path: Path) -> None:
    folder = tmp_path / "example-city"
    titles = ["--title", 'ja=例示市 "の" データ', "--title", "en=Example city"]
    arguments = [str(folder), "--base-iri", "https://data.example-city.jp/lod/", *titles]
    result = CliRunner().invoke(init, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    site = load_site(folder)
    assert (site.name, site.base_iri) == ("example-city", "https://data.example-city.jp/lod")
    assert site.title == {"ja": '例示市 "の" データ', "en": "Example city"}
    assert site.interface.languages == ("ja", "ja-simple", "en")
    assert sorted(path.name for path in folder.iterdir()) == [".gitignore", "mappings", "site.toml"]


def test_what_the_new_file_offers_behind_its_signs_of_comment_can_be_taken_as_it_is(tmp_path: Path) -> None:
    lines = site_toml("example-city", DEFAULT_BASE, {}).splitlines()
    head = 2  # lines that explain the file
    text = "\n".join(line.removeprefix("# ") for line in lines[head:])
    (tmp_path / "site.toml").write_text(text.replace('"…"', '"x"'), encoding="utf-8")
    site = load_site(tmp_path)
    assert site.licence is not None
    assert site.publisher is not None
    assert (site.contact, site.sources, site.catalogue.place) == ("x", ("facility",), "Japan")


@pytest.mark.parametrize("content", ["site.toml", "mappings"])
def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path, content: str) -> None:
    (tmp_path / "town").mkdir()
    (tmp_path / "town" / content).write_text("mine", encoding="utf-8")
    with pytest.raises(NewSiteError, match="is not empty; name a new folder"):
        write_new_site(tmp_path / "town", DEFAULT_BASE, {})
    assert [path.read_text(encoding="utf-8") for path in (tmp_path / "town").iterdir()] == ["mine"]


@pytest.mark.parametrize("name", ["Example", "例示市", "a b"])
def test_a_name_that_cannot_name_files_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(NewSiteError, match="must be lower-case letters"):
        write_new_site(tmp_path / name, DEFAULT_BASE, {})
    assert list(tmp_path.iterdir()) == []


def test_a_base_that_makes_no_uris_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(BaseError):
        write_new_site(tmp_path / "town", "data.example-city.jp", {})
    assert list(tmp_path.iterdir()) == []


def test_a_title_needs_its_language(tmp_path: Path) -> None:
    result = CliRunner().invoke(init, [str(tmp_path / "town"), "--title", "Example city"])
    assert result.exit_code == 2
    assert "give it with its language" in result.output
