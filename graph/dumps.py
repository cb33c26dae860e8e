"""Dumps: the files of a release that people download, named after the site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from graph.formats import DATASET_FORMATS, N_QUADS, RDF_FORMATS, RdfFormat

Content = Literal["default graph", "all graphs", "provenance"]
"""``all graphs`` are the default graph and the named ones; provenance, which needs RDF 1.2, has a file of its own."""
_TITLES: dict[Content, tuple[str, str]] = {
    "default graph": ("既定グラフ", "default graph"),
    "all graphs": ("全グラフ", "all graphs"),
    "provenance": ("来歴（RDF 1.2）", "lineage (RDF 1.2)"),
}


@dataclass(frozen=True)
class Dump:
    """One file of a release that people download."""

    name: str
    format: RdfFormat
    content: Content
    compressed: bool

    @property
    def titles(self) -> dict[str, str]:
        """The title of the file, in ja and en."""
        ja, en = _TITLES[self.content]
        extra_ja, extra_en = ("、gzip", ", gzip") if self.compressed else ("", "")
        return {"ja": f"{ja}（{self.format.name}{extra_ja}）", "en": f"{en}, {self.format.name}{extra_en}"}


@lru_cache
def dumps(site: str) -> tuple[Dump, ...]:
    """Every dump of a release of the site called *site*. A compressed one follows the plain one it is made from.

    >>> [dump.name for dump in dumps("example")][:2]
    ['example.ttl', 'example.ttl.gz']
    """
    return tuple(_dumps(site))


def _dumps(site: str) -> Iterator[Dump]:
    files: list[tuple[str, RdfFormat, Content]] = [
        (site, form, "all graphs" if form in DATASET_FORMATS else "default graph") for form in RDF_FORMATS
    ]
    files.append((f"{site}-provenance", N_QUADS, "provenance"))
    for stem, form, content in files:
        yield Dump(f"{stem}.{form.extension}", form, content, compressed=False)
        yield Dump(f"{stem}.{form.extension}.gz", form, content, compressed=True)
