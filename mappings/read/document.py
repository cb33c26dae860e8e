"""A source document: numbered lines of text, known by their SHA-256."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from mappings.csv_source.encoding import encoding_name
from ontology.errors import ReportedError


class DocumentError(ReportedError):
    """A document is missing, matched by several files, or not the text that its metadata describes."""


class ReaderError(ReportedError):
    """The text of a document has a shape that its reader does not know.

    The message reads ``document KEY, line 57: …``.
    """

    def __init__(self, document: str, line: int, message: str) -> None:
        super().__init__(f"document {document}, line {line}: {message}")
        self.document = document
        self.line_number = line


@dataclass(frozen=True)
class Document:
    """The text of a source. ``lines[0]`` is line 1; a last line without a newline counts."""

    key: str
    lines: tuple[str, ...]

    @classmethod
    def from_text(cls, key: str, text: str) -> Document:
        """Split *text* at line feeds only: form feeds and other separators stay inside their line."""
        lines = text.removeprefix("\ufeff").split("\n")
        if lines and lines[-1] == "":
            lines.pop()
        return cls(key, tuple(line.removesuffix("\r") for line in lines))

    def line(self, number: int) -> str:
        """Line *number*, counted from 1. Raises IndexError outside the document."""
        if not 1 <= number <= len(self.lines):
            raise IndexError(f"document {self.key} has lines 1 to {len(self.lines)}, not {number}")
        return self.lines[number - 1]


def find_document(folder: Path, key: str, pattern: str) -> Path:
    """The one file of *folder* that matches *pattern*. Raises DocumentError when there is none, or several."""
    if not folder.is_dir():
        raise DocumentError(f"documents folder {folder} does not exist; name the folder that holds {pattern}")
    paths = sorted(folder.glob(pattern))
    if len(paths) != 1:
        outcome = "no file matches" if not paths else f"{len(paths)} files match"
        raise DocumentError(f"document {key}: {outcome} {pattern} in {folder}; there must be exactly one")
    return paths[0]


def load_document(folder: Path, key: str, pattern: str, sha256: str) -> Document:
    """Read document *key* from *folder* and check that it is the text with that SHA-256.

    Raises DocumentError when the file is missing, is not UTF-8, or has another digest (truncated, edited).
    """
    path = find_document(folder, key, pattern)
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    if digest != sha256:
        raise DocumentError(
            f"document {key}: {path} has SHA-256 {digest[:12]}… but its metadata says {sha256[:12]}…; "
            "it was truncated or edited: restore the original, or write the new SHA-256 into metadata.yaml"
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        encoding = encoding_name(data)
        raise DocumentError(f"document {key}: {path} is not UTF-8 but {encoding}; save it as UTF-8") from error
    return Document.from_text(key, text)
