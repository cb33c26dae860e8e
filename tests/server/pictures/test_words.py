from __future__ import annotations

import ast
import re

import pytest
from babel.messages.pofile import read_po

from server.pictures.reader import FOLDER, LANGUAGES, Reader
from server.pictures.week import Opening
from server.pictures.windows import WINDOWS
from tests.this_site import LANGUAGES as INTERFACE

ROOM = FOLDER.parent


def used() -> set[str]:
    """The messages in the code: what is given to ``reader.text`` and ``reader.html``."""
    found = {opening.value for opening in Opening} | {window.name for window in WINDOWS}
    for path in ROOM.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("text", "html")
            ):
                found |= {argument.value for argument in node.args[:1] if isinstance(argument, ast.Constant)}
    return found


def messages(language: str) -> dict[str, str]:
    path = FOLDER / language.replace("-", "_") / "LC_MESSAGES" / "pictures.po"
    with path.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file, abort_invalid=True) if message.id}


def test_pictures_speak_the_languages_of_the_interface() -> None:
    assert set(LANGUAGES) == set(INTERFACE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_there_and_none_is_left_over(language: str) -> None:
    found = messages(language)
    assert set(found) == used()
    assert not [message for message, words in found.items() if not words]


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_places_of_values(language: str) -> None:
    assert len(messages(language)) > 20
    for message, translated in messages(language).items():
        assert sorted(re.findall(r"%\(\w+\)s", translated)) == sorted(re.findall(r"%\(\w+\)s", message))


def test_easy_japanese_has_a_reading_over_every_kanji() -> None:
    assert len(messages("ja-simple")) > 20
    for translated in messages("ja-simple").values():
        without = re.sub(r"[一-鿿々〇ヶ]+《[^》]+》", "", translated)
        if translated != "祝":  # the one letter over the column of public holidays
            assert not re.search(r"[一-鿿]", without), translated


@pytest.mark.parametrize(
    ("language", "number", "day"),
    [
        ("ja", "393,585", "土曜日"),
        ("en", "393,585", "Saturday"),
        ("pt", "393.585", "sábado"),
        ("zh-Hans", "393,585", "星期六"),
        ("zh-Hant", "393,585", "星期六"),
        ("ko", "393,585", "토요일"),
        ("xx-unknown", "393,585", "Saturday"),
    ],
)
def test_numbers_and_days_are_those_of_the_language(language: str, number: str, day: str) -> None:
    reader = Reader(language)
    assert (reader.number(393585), reader.weekday("saturday")) == (number, day)
