"""The encoding of a CSV file, found by strict trials, and the character between its cells.

No library guesses here: the whole file is decoded in each encoding that Japanese offices use, and the text decides.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with a byte order mark",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 without a byte order mark",
    "utf-16-be": "UTF-16 without a byte order mark",
    "cp932": "Shift_JIS (CP932)",
    "euc_jp": "EUC-JP",
    "iso2022_jp": "ISO-2022-JP",
}
_JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
_HALF_KATAKANA = re.compile("[\uff61-\uff9f]")
_DELIMITERS = (",", "\t", ";")
_TEXT_OF_EXCEL = re.compile(r'\A="([^"]*)"\Z')
"""A cell that Excel shall not take for a number or a date: ``="042"`` is the text ``042``."""


@dataclass(frozen=True)
class CsvText:
    """The *text* of a CSV file; its *encoding* as Python calls it, its *delimiter*."""

    text: str
    encoding: str
    delimiter: str

    @property
    def encoding_name(self) -> str:
        """The encoding as people call it.

        >>> CsvText("", "cp932", ",").encoding_name
        'Shift_JIS (CP932)'
        """
        return _NAMES[self.encoding]

    def records(self) -> Iterator[tuple[int, int, list[str]]]:
        """Each record with its first and last line, counted from 1; cells are as a spreadsheet shows them.

        Raises ``csv.Error`` for malformed CSV.
        """
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter, strict=True)
        before = 0
        for cells in reader:
            yield before + 1, reader.line_num, [_TEXT_OF_EXCEL.sub(r"\1", cell) for cell in cells]
            before = reader.line_num


def decode(data: bytes) -> CsvText | None:
    """The text of a CSV file, or None where its bytes are text in no encoding that is known here."""
    encoding = encoding_of(data)
    if encoding is None:
        return None
    text = data.decode(encoding)
    return CsvText(text, encoding, _delimiter(text))


def encoding_of(data: bytes) -> str | None:
    """The encoding of *data*, or None.

    >>> encoding_of("名称".encode("cp932")), encoding_of("名称".encode()), encoding_of("名称".encode("euc_jp"))
    ('cp932', 'utf-8', 'euc_jp')
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding if _decodes(data, encoding) else None
    if b"\0" in data:
        # In UTF-16 every second byte of ASCII (the delimiters, at least) is zero.
        encoding = "utf-16-le" if data[1::2].count(0) > data[::2].count(0) else "utf-16-be"
        return encoding if _decodes(data, encoding) else None
    if b"\x1b$" in data and _decodes(data, "iso2022_jp"):
        return "iso2022_jp"
    if _decodes(data, "utf-8"):
        return "utf-8"
    possible = [encoding for encoding in ("cp932", "euc_jp") if _decodes(data, encoding)]
    # Text in one of the two encodings is in the other either invalid, or a row of half-width katakana.
    return max(possible, key=lambda encoding: _likelihood(data.decode(encoding)), default=None)


def encoding_name(data: bytes) -> str:
    """What the encoding of *data* is called; ``no text`` where it has none."""
    encoding = encoding_of(data)
    return _NAMES[encoding] if encoding else "no text"


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _likelihood(text: str) -> int:
    return len(_JAPANESE.findall(text)) - 2 * len(_HALF_KATAKANA.findall(text))


def _delimiter(text: str) -> str:
    header = text.partition("\n")[0]
    return max(_DELIMITERS, key=lambda delimiter: (header.count(delimiter), delimiter == "\t" in header))
