"""Facts carry over, sentences do not: neither the repository nor a dump holds one of the documents."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from graph.release import Release

ROOT = Path(__file__).parent.parent.parent
_SPACE = re.compile(r"[\s\u3000]+")


def squeezed(text: str) -> str:
    return _SPACE.sub("", text)


def sentences(folder: Path) -> dict[str, str]:
    """The last 40 characters of every sentence of the documents of 24 or more, with the document's name."""
    names = {}
    for path in sorted(folder.glob("*.txt")):
        for sentence in re.split(r"(?<=。)", squeezed(path.read_text(encoding="utf-8"))):
            if sentence.endswith("。") and len(sentence) >= 24:
                names[sentence[-40:]] = path.name
    return names


def held(text: str, prose: dict[str, str]) -> list[str]:
    """The sentences that stand in *text*. Only places that end like a sentence are looked at."""
    plain = squeezed(text)
    lengths = sorted({len(sentence) for sentence in prose})
    return [
        plain[match.end() - length : match.end()]
        for match in re.finditer("。", plain)
        for length in lengths
        if plain[max(0, match.end() - length) : match.end()] in prose
    ]


def test_the_check_finds_a_sentence_that_is_there(documents_dir: Path) -> None:
    prose = sentences(documents_dir)
    assert len(prose) > 500
    sentence = next(iter(prose))
    assert held(f"before {sentence[:10]}\n {sentence[10:]} after", prose) == [sentence]


def test_no_sentence_of_a_document_stands_in_the_repository(documents_dir: Path) -> None:
    prose = sentences(documents_dir)
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for name in filter(None, tracked.split("\0")):
        path = ROOT / name
        if path.is_file():
            assert held(path.read_bytes().decode("utf-8", "replace"), prose) == [], name


def test_no_sentence_of_a_document_stands_in_a_dump(documents_dir: Path, release: Release) -> None:
    prose = sentences(documents_dir)
    for name in ("tabunka.nq", "tabunka-provenance.nq"):
        for line in (release.dump_folder / name).read_text(encoding="utf-8").splitlines():
            if "。" in line:
                assert held(line, prose) == [], name
