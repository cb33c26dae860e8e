"""Nothing on a page is without its words in every language."""

from __future__ import annotations

import io
import re
import string
from dataclasses import astuple
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

import server
from mappings.site import Interface
from mappings.yaml_text import parse_yaml
from ontology.ruby import without_ruby
from server.catalogue.graphs import load_descriptions
from server.display.translations import Words, language_name, locale_of, weekday_name, with_ruby
from server.finder.declaration import FinderWords, load_declaration
from server.pages.home import SearchWords, load_home_page
from server.things.comparison import load_comparison
from server.things.figures import load_figures
from server.things.lead import load_leads
from server.things.sheet_kinds import load_sheet_kinds
from tests.this_site import LANGUAGES, LAYOUT, READABLE, SITE, WORDS

ROOM = Path(server.__file__).parent
TEMPLATES = ROOM / "templates"
DOMAIN = Path("LC_MESSAGES") / "site.po"
KEYWORDS = {"_": None, "plain": None, "spoken": None, "ngettext": (1, 2)}
MARKUP = tuple(
    ROOM / name
    for name in (
        "catalogue/term_markup.py",
        "display/markup.py",
        "finder/markup.py",
        "things/matrix_markup.py",
        "things/sheet_parts.py",
    )
)
"""Modules that write HTML without a template."""
KEYWORDS_OF_MARKUP = {"html": None, "plain": None, "template": None, "word": None, "plural_html": (1, 2)}


@cache
def of_templates() -> set[str | tuple[str, str]]:
    """Every message that a template or code in its place names; of one with a plural, both forms."""
    messages: set[str | tuple[str, str]] = set()
    for path in (*sorted(TEMPLATES.rglob("*.html")), *MARKUP):
        method, keywords = ("python", KEYWORDS_OF_MARKUP) if path in MARKUP else (babel_extract, KEYWORDS)
        with path.open("rb") as file:
            for _, message, _, _ in extract(method, file, keywords, (), {}):
                messages.add(message if isinstance(message, str) else (message[0], message[1]))
    return messages


@cache
def messages() -> set[str | tuple[str, str]]:
    """Every message that a template or a declaration of the site names."""
    compared, stated, finder = load_comparison(SITE), load_figures(SITE), load_declaration(SITE)
    assert compared
    assert finder
    assert stated
    return {
        *of_templates(),
        *LAYOUT.messages,
        *load_home_page(SITE).messages,
        *finder.messages,
        *load_leads(SITE).messages,
        *load_sheet_kinds(SITE).messages,
        *compared.messages,
        *stated.ranked.values(),
        *load_descriptions(SITE).values(),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_missing_and_none_is_left_over(language: str) -> None:
    translated = {
        message.id if isinstance(message.id, str) else (message.id[0], message.id[1])
        for path in WORDS.domains(language)
        for message in read_po(io.BytesIO(path.read_bytes()), locale=language.partition("-")[0])
        if message.id and message.string and all(message.string) and not message.fuzzy
    }
    assert messages() <= translated
    # What code chooses stands there as it is.
    left_over = translated - messages()
    assert not {message_id for message_id in left_over if not any(str(message_id) in text for text in code())}


@cache
def code() -> list[str]:
    """The text of each program of the server."""
    return [path.read_text(encoding="utf-8") for suffix in ("py", "mjs") for path in ROOM.rglob(f"*.{suffix}")]


def strings(declaration: object) -> set[str]:
    """Every text in what a YAML file declares."""
    if isinstance(declaration, dict):
        return {text for value in declaration.values() for text in strings(value)}
    if isinstance(declaration, list):
        return {text for value in declaration for text in strings(value)}
    return {declaration} if isinstance(declaration, str) else set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_engine_has_the_words_of_its_templates_without_a_site(language: str) -> None:
    engine = Words(SITE.interface).catalogue(language).messages
    templates = {message if isinstance(message, str) else message[0] for message in of_templates()}
    assert len(templates) > 200
    assert not templates - set(engine)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", [FinderWords(), SearchWords()])
def test_the_engine_has_a_word_for_each_that_a_site_may_leave_out(
    words: FinderWords | SearchWords, language: str
) -> None:
    assert set(astuple(words)) <= set(Words(SITE.interface).catalogue(language).messages)


@cache
def declared() -> set[str]:
    """Every text in what the site declares."""
    texts = set(LAYOUT.messages)
    for path in SITE.data.glob("*.yaml"):
        texts |= strings(parse_yaml(path.read_text(encoding="utf-8")))
    return texts


@pytest.mark.parametrize("language", READABLE)
def test_the_words_of_the_site_are_those_that_its_declarations_name(language: str) -> None:
    path = SITE.data / "words" / language.replace("-", "_") / DOMAIN
    words = {message.id for message in read_po(io.BytesIO(path.read_bytes())) if message.id}
    assert words
    assert not words - declared()


@pytest.mark.parametrize("language", READABLE)
def test_a_translation_has_the_blanks_of_its_message(language: str) -> None:
    assert len(WORDS.catalogue(language).messages) > 100
    for message, translation in WORDS.catalogue(language).messages.items():
        blanks = set(re.findall(r"%\((\w+)\)s", message))
        for text in [translation] if isinstance(translation, str) else translation:
            assert set(re.findall(r"%\((\w+)\)s", text)) == blanks, text
            assert text.count("%") == len(re.findall(r"%\(\w+\)s", text)), text


def test_easy_japanese_has_a_reading_over_every_kanji() -> None:
    assert len(WORDS.catalogue("ja-simple").messages) > 100
    for translation in WORDS.catalogue("ja-simple").messages.values():
        for text in [translation] if isinstance(translation, str) else translation:
            rest = re.sub(r"(?:｜[^｜《》]+|[一-鿿々〇ヶ]+)《[ぁ-ゖー]+》", "", text)
            assert not re.search("[一-鿿]", rest), text


def test_english_is_written_without_japanese() -> None:
    assert len(WORDS.catalogue("en").messages) > 100
    for translation in WORDS.catalogue("en").messages.values():
        for text in [translation] if isinstance(translation, str) else translation:
            assert set(text) <= set(string.printable + "…–“”’"), text


def test_readings_become_ruby_on_a_page_and_vanish_in_an_attribute() -> None:
    assert with_ruby("市役所《しやくしょ》へ") == "<ruby>市役所<rp>（</rp><rt>しやくしょ</rt><rp>）</rp></ruby>へ"
    assert with_ruby("お｜知《し》らせ") == "お<ruby>知<rp>（</rp><rt>し</rt><rp>）</rp></ruby>らせ"
    assert without_ruby("お｜知《し》らせと 市役所《しやくしょ》") == "お知らせと 市役所"
    assert with_ruby("<b>市《し》</b>") == "&lt;b&gt;<ruby>市<rp>（</rp><rt>し</rt><rp>）</rp></ruby>&lt;/b&gt;"


def test_numbers_agree() -> None:
    english, japanese = WORDS.catalogue("en"), WORDS.catalogue("ja")
    assert str(english.plural_html("%(num)s row.", "%(num)s rows.", 1)) == "1 row."
    assert str(english.plural_html("%(num)s row.", "%(num)s rows.", 1234)) == "1,234 rows."
    assert str(japanese.plural_html("%(num)s row.", "%(num)s rows.", 2)) == "2 行。"


def test_a_message_can_have_other_words_in_a_context(tmp_path: Path) -> None:
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    (folder / "site.po").write_text(
        head + 'msgid "Bank"\nmsgstr "Money"\n\nmsgctxt "river"\nmsgid "Bank"\nmsgstr "Shore"\n', encoding="utf-8"
    )
    catalogue = Words(Interface(("en",)), tmp_path).catalogue("en")
    assert catalogue.plain("Bank") == "Money"
    assert catalogue.in_context("river").plain("Bank") == "Shore"
    assert catalogue.in_context("river").plain("Money") == "Money", "what is missing is shown by its id"


@pytest.mark.parametrize(
    ("language", "day", "width", "name"),
    [
        ("ja", "saturday", "wide", "土曜日"),
        ("ja-simple", "sunday", "abbreviated", "日"),
        ("en", "monday", "abbreviated", "Mon"),
        ("pt", "saturday", "wide", "sábado"),
        ("zh-Hant", "saturday", "wide", "星期六"),
    ],
)
def test_weekdays_are_named_as_cldr_names_them(language: str, day: str, width: str, name: str) -> None:
    assert weekday_name(language, day, width) == name


@pytest.mark.parametrize("language", READABLE)
def test_a_language_is_called_what_cldr_says_that_it_calls_itself(language: str) -> None:
    name = "やさしい日本語" if language == "ja-simple" else locale_of(language).get_display_name()
    assert name
    assert language_name(language).casefold() == name.casefold()
    assert language_name(language)[0] == name[0].upper()
