"""Facts carry over, sentences do not: neither the repository nor a dump holds one of the documents."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from graph.release import Release

ROOT = Path(__file__).parent.parent.parent
_SPACE = re.compile(r"[\s\u3000]+")


def squeezed(text: str) -> str:
    return _SPACE.sub("", text)


@dataclass(frozen=True)
class Prose:
    """The last 40 characters of every sentence of the documents of 24 or more, with the document's name."""

    sentences: Mapping[str, str]

    @cached_property
    def lengths(self) -> list[int]:
        """How long these ends are."""
        return sorted({len(sentence) for sentence in self.sentences})

    def held(self, text: str) -> list[str]:
        """The sentences that stand in *text*. Only places that end like a sentence are looked at."""
        plain = squeezed(text)
        return [
            plain[match.end() - length : match.end()]
            for match in re.finditer("。", plain)
            for length in self.lengths
            if plain[max(0, match.end() - length) : match.end()] in self.sentences
        ]


@pytest.fixture(scope="module")
def prose(documents_dir: Path) -> Prose:
    names = {}
    for path in sorted(documents_dir.glob("*.txt")):
        for sentence in re.split(r"(?<=。)", squeezed(path.read_text(encoding="utf-8"))):
            if sentence.endswith("。") and len(sentence) >= 24:
                names[sentence[-40:]] = path.name
    return Prose(names)


def test_the_check_finds_a_sentence_that_is_there(prose: Prose) -> None:
    assert len(prose.sentences) > 500
    sentence = next(iter(prose.sentences))
    assert prose.held(f"before {sentence[:10]}\n {sentence[10:]} after") == [sentence]


def test_no_sentence_of_a_document_stands_in_the_repository(prose: Prose) -> None:
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for name in filter(None, tracked.split("\0")):
        path = ROOT / name
        if path.is_file():
            assert prose.held(path.read_bytes().decode("utf-8", "replace")) == [], name


def test_no_sentence_of_a_document_stands_in_a_dump(prose: Prose, release: Release) -> None:
    for name in ("tabunka.nq", "tabunka-provenance.nq"):
        for line in (release.dump_folder / name).read_bytes().splitlines():
            if "。".encode() in line:
                assert prose.held(line.decode()) == [], name
