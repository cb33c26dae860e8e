"""Everyday words are declared by facet, value and language."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.declared import DeclarationError
from server.finder.everyday import load_everyday_words
from tests.this_site import with_file


def test_words_are_read_with_what_they_mean(tmp_path: Path) -> None:
    text = "{fillers: {en: [In, 'on']}, topic: {waste: {en: [trash], ja: [ゴミ]}}}"
    everyday = load_everyday_words(with_file(tmp_path, "everyday_words.yaml", text))
    assert [(word.word, word.language, word.facet, word.key) for word in everyday.words] == [
        ("trash", "en", "topic", "waste"),
        ("ゴミ", "ja", "topic", "waste"),
    ]
    assert everyday.fillers == {"in", "on"}
    assert everyday.ranges == everyday.alternatives == frozenset()


def test_a_site_without_the_file_has_no_everyday_words(tmp_path: Path) -> None:
    assert load_everyday_words(with_file(tmp_path, "other.yaml", "")).words == ()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{fillers: {en: [in, 12]}}", "fillers: 12 is not a word; put it in quotes"),
        ("{topic: {waste: {en: trash}}}", "topic waste: words are a list"),
        ("{topic: {waste: {en: ['-']}}}", "topic waste: '-' is not a word"),
    ],
)
def test_what_is_no_word_is_refused_with_its_place(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(DeclarationError, match=f"everyday_words.yaml: {fault}"):
        load_everyday_words(with_file(tmp_path, "everyday_words.yaml", text))
