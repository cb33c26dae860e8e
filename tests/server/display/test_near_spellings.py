"""Names that are spelt nearly like a text."""

from __future__ import annotations

from itertools import product

import pytest

from server.display.near_spellings import NearSpellings, allowed, distance

NAMES = ("sapporo", "osaka", "kobe", "nagoya", "hamamatu", "さっぽろ", "札幌市中央区", "uji", "kitakyusyu")
NEAR = NearSpellings(NAMES)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("saporo", "sapporo"),
        ("spaporo", "sapporo"),
        ("osakka", "osaka"),
        ("oskaa", "osaka"),
        ("nagoia", "nagoya"),
        ("さぽろ", "さっぽろ"),
        ("kitakyuusu", "kitakyusyu"),
    ],
)
def test_a_few_letters_may_differ(text: str, name: str) -> None:
    assert NEAR.find(text)[0][1] == name


@pytest.mark.parametrize("text", ["", "uij", "札幌市中央", "sendai", "s", "sapporo" * 10])
def test_what_is_like_no_name_finds_none(text: str) -> None:
    assert NEAR.find(text) == []


def test_the_index_misses_no_name_that_a_comparison_of_all_would_find() -> None:
    letters = ("sa", "ka", "na", "po", "r", "ts")
    names = ["".join(parts) for parts in product(letters, repeat=3)]
    index = NearSpellings(names)
    for text in names[::7]:
        typed = text[1:] + "x"
        edits = {name: distance(typed, name, allowed(name)) for name in names if allowed(name)}
        assert index.find(typed) == sorted((number, name) for name, number in edits.items() if number is not None)
