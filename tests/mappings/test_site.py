"""A site is declared by ``site.toml``; errors name the file and the wrong setting."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.declared import DeclarationError, declared
from mappings.site import SiteError, load_site
from tests.this_site import SITE

TEXT = (SITE.folder / "site.toml").read_text(encoding="utf-8")


def site_of(folder: Path, old: str, new: str) -> object:
    assert old in TEXT
    (folder / "site.toml").write_text(TEXT.replace(old, new), encoding="utf-8")
    return load_site(folder)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('name = "tabunka"', 'name = "My Site"', "name 'My Site' must be lower-case letters"),
        ('key = "tabunka"', 'key = "a b"', "key 'a b' of the publisher must be letters"),
        ("[licence]", "[license]", "'license' is not a setting; did you mean 'licence'?"),
        ("after-years", "after_years", "'after_years' in [archive] is not a setting; did you mean 'after-years'?"),
        ("[catalogue]", "[catalog]", "'catalog' is not a setting; did you mean 'catalogue'?"),
        (
            'iri = "https://creativecommons.org/licenses/by/4.0/"',
            'iri = "by"',
            "iri of the licence: 'by'",
        ),
        ('theme = "http://', 'theme = "http:// ', "theme: 'http:// "),
        ("issued = 2026-11-22", 'issued = "2026"', "issued: '2026' must be a date"),
        ('root = "municipality/01000"', 'root = "01000"', "root: '01000' must be the kind and the key of a thing"),
        ('fallback = "en"', 'fallback = "fr"', "fallback 'fr' is not one of the languages"),
        ("[title]\nja = ", '[title]\n"日本語" = ', "title: '日本語' is not the tag of a language"),
        ("[brand]", "[brand", "cannot be read"),
    ],
)
def test_a_mistake_in_site_toml_is_told_by_name(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(SiteError, match=r"site\.toml: ") as error:
        site_of(tmp_path, old, new)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_a_site_need_have_no_more_than_a_name(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text('name = "waste"', encoding="utf-8")
    site = load_site(tmp_path)
    assert (site.title, site.brand.text, site.author) == ({"en": "waste"}, "waste", "waste")
    assert (site.licence, site.publisher, site.catalogue.issued, site.data_languages) == (None, None, None, ("en",))


def test_a_text_without_a_language_is_in_the_one_that_pages_fall_back_to(tmp_path: Path) -> None:
    text = 'name = "gomi"\ntitle = "ごみの分け方"\n[interface]\nlanguages = ["ja"]'
    (tmp_path / "site.toml").write_text(text, encoding="utf-8")
    assert load_site(tmp_path).title == {"ja": "ごみの分け方"}


def test_a_folder_without_site_toml_is_not_a_site(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="name it by --site"):
        load_site(tmp_path)


def test_a_declaration_that_is_absent_is_none_and_a_broken_one_names_its_file(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(TEXT, encoding="utf-8")
    site = load_site(tmp_path)
    assert declared(site, "linksets.yaml", dict) is None
    site.data.mkdir()
    (site.data / "linksets.yaml").write_text("- {name: wikidata}", encoding="utf-8")
    with pytest.raises(DeclarationError, match=r"linksets\.yaml: 'start' is missing"):
        declared(site, "linksets.yaml", lambda raw: [entry["start"] for entry in raw])
