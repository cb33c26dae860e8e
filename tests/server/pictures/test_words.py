"""The words in pictures: in every language of the interface, and none that no picture says."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import server.pictures
from server.pictures.reader import CONTEXT
from tests.server.pictures.conftest import reader_of
from tests.this_site import LANGUAGES, WORDS

ROOM = Path(server.pictures.__file__).parent


def named_in_code() -> set[str]:
    """The messages in the code: what is given to ``reader.text`` and ``reader.html``."""
    messages: set[str] = set()
    for path in ROOM.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("text", "html")
            ):
                messages |= {str(argument.value) for argument in node.args[:1] if isinstance(argument, ast.Constant)}
    return messages


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_there_and_none_is_left_over(language: str) -> None:
    messages = WORDS.catalogue(language).in_context(CONTEXT).messages
    assert set(messages) == named_in_code()
    assert len(messages) > 20
    assert all(messages.values())


def test_a_word_in_a_picture_can_differ_from_the_same_word_on_a_page() -> None:
    catalogue = WORDS.catalogue("ja")
    assert catalogue.plain("Statements") == "文"
    assert catalogue.in_context(CONTEXT).plain("Statements") == "文の数"


def test_key_phrases_of_pages_are_not_mixed_into_the_english_of_pictures() -> None:
    """A picture is in one language: for a reader of Vietnamese, English, and marked so."""
    assert WORDS.catalogue("vi").plain("not stated") == "không ghi rõ"
    reader = reader_of("vi")
    assert reader.text("not stated") == "not stated"
    assert reader.html("not stated") == "not stated"
    assert reader.foreign_language == "en"
    assert reader_of("ja").foreign_language is None


@pytest.mark.parametrize(
    ("language", "number"),
    [
        ("ja", "393,585"),
        ("en", "393,585"),
        ("pt", "393,585"),  # among English words "393.585 people" would be read as 394
        ("zh-Hans", "393,585"),
        ("ko", "393,585"),
        ("xx-unknown", "393,585"),
    ],
)
def test_numbers_are_those_of_the_language_of_the_words(language: str, number: str) -> None:
    assert reader_of(language).number(393585) == number
