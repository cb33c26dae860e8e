"""Local governments that do not exist, for tables that are longer than the country is large."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mappings.csv_files import Row
from mappings.csv_source.municipalities import check_digit
from ontology.errors import ReportedError

PREFECTURE = "prefecture"
_FIRST_WIKIDATA = 900_000_000
_OF_NO_PREFECTURE = ("48", "49")
"""Prefixes of codes that no prefecture has: there are 47 prefectures, and the tables allow codes below 50000."""


class GrowthError(ReportedError):
    """The tables cannot be made that large."""


class Municipalities:
    """The register's municipalities and, for each copy of the tables from 1 on, others in their places.

    A copy has no prefectures of its own: where the original has a prefecture, it has one more city of that prefecture.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self.prefectures = frozenset(row["key"] for row in rows if row["type"] == PREFECTURE)
        self._codes = _FreeCodes(row["key"] for row in rows)
        self._copies: list[dict[str, str]] = []

    def code(self, original: str, copy: int) -> str:
        """The five-digit code of what stands for *original* in *copy*. Raises GrowthError when codes run out."""
        while len(self._copies) < copy:
            taken = {row["key"]: self._codes.below(row["key"][:2]) for row in self._rows}
            self._copies.append(taken)
        return self._copies[copy - 1][original] if copy else original

    def rows(self, copy: int) -> Iterator[Row]:
        """The rows of the register for *copy*, from 1 on."""
        for number, row in enumerate(self._rows):
            key = self.code(row["key"], copy)
            new = row | {
                "key": key,
                "code6": key + check_digit(key),
                "name_ja": f"{row['name_ja']}第{copy}",
                "name_kana": f"{row['name_kana']}だい{copy}",
                "name_en": f"{row['name_en']} {copy}",
                "romaji": f"{row['romaji']}-dai-{copy}",
                "wikidata": f"Q{_FIRST_WIKIDATA + copy * len(self._rows) + number}",
                "lat": _moved(row["lat"], copy, 0.003),
                "lon": _moved(row["lon"], copy * 7 % 31 - 15, 0.004),
                "iso3166_2": "",
                "parent": self._above(row["parent"], copy),
                "city": self._above(row["city"], copy),
            }
            if row["type"] == PREFECTURE:
                new |= {"type": "city", "prefecture": row["key"], "parent": row["key"]}
            yield new

    def _above(self, code: str, copy: int) -> str:
        return code if not code or code in self.prefectures else self.code(code, copy)


def _moved(degrees: str, steps: int, step: float) -> str:
    return f"{float(degrees) + steps * step:.6f}" if degrees else ""


class _FreeCodes:
    """Five-digit codes that are not *taken*: below a prefecture as long as there are any, then below none."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = frozenset(taken)
        self._next: dict[str, Iterator[str]] = {}
        self._others = self._free(_OF_NO_PREFECTURE)

    def below(self, prefecture: str) -> str:
        """The next free code that begins with the two digits *prefecture*."""
        codes = self._next.setdefault(prefecture, self._free([prefecture]))
        code = next(codes, "") or next(self._others, "")
        if not code:
            raise GrowthError("there are no more five-digit codes for local governments; make fewer copies")
        return code

    def _free(self, starts: Iterable[str]) -> Iterator[str]:
        codes = (f"{start}{number:03}" for start in starts for number in range(1, 1000))
        return (code for code in codes if code not in self._taken)
