"""Files of RDF: their syntax and their compression, which follow from their names."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from pyoxigraph import RdfFormat

from ontology.errors import ReportedError
from ontology.spelling import did_you_mean

SYNTAXES: Mapping[str, RdfFormat] = {
    "ttl": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "rdf": RdfFormat.RDF_XML,
    "owl": RdfFormat.RDF_XML,
    "xml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "json": RdfFormat.JSON_LD,
    "n3": RdfFormat.N3,
}
"""The syntax by file name extension."""
_SURE = frozenset(SYNTAXES) - {"xml", "json"}
"""Extensions that surely mean RDF: in a folder, files with other extensions are passed over."""
_PACKINGS = ("gz", "bz2", "xz")
"""Extensions of compressed files."""
_PART = 1 << 20


class RdfError(ReportedError):
    """A file cannot be read as RDF."""


@dataclass(frozen=True)
class RdfFile:
    """A file of RDF: its path, its *name* in messages, its syntax, its compression (empty: none)."""

    path: Path
    name: str
    syntax: RdfFormat
    packing: str = ""

    @property
    def stem(self) -> str:
        """The name without its folders and ends: ``waste`` of ``lists/waste.ttl.gz``."""
        return Path(self.name).name.partition(".")[0] or self.name

    def open(self) -> IO[bytes]:
        """The file, unpacked. Raises OSError."""
        match self.packing:
            case "gz":
                return cast(IO[bytes], gzip.GzipFile(self.path))
            case "bz2":
                return bz2.BZ2File(self.path)
            case "xz":
                return cast(IO[bytes], lzma.open(self.path))
        return self.path.open("rb")

    def sha256(self) -> str:
        """The SHA-256 of the bytes on disk, in hexadecimal digits. Raises RdfError."""
        digest = hashlib.sha256()
        try:
            with self.path.open("rb") as file:
                while part := file.read(_PART):
                    digest.update(part)
        except OSError as error:
            raise RdfError(f"{self.name}: cannot be read ({error.strerror})") from error
        return digest.hexdigest()


def rdf_file(path: Path, name: str = "") -> RdfFile:
    """The file *path*, called *name* in messages. Raises RdfError for a name without a known extension."""
    name = name or str(path)
    parts = path.name.lower().split(".")
    packing = parts.pop() if parts[-1] in _PACKINGS and len(parts) > 1 else ""
    end = parts[-1] if len(parts) > 1 else ""
    if end not in SYNTAXES:
        known = ", ".join(f".{known}" for known in SYNTAXES)
        raise RdfError(
            f"{name}: its name does not say which RDF it is{did_you_mean(end, SYNTAXES)}; "
            f"files of RDF end in {known}, and .gz, .bz2 or .xz after it where they are compressed"
        )
    return RdfFile(path, name, SYNTAXES[end], packing)


def rdf_files(paths: Iterable[Path]) -> list[RdfFile]:
    """The files *paths*, and of the folders among them all files of RDF, in order. Raises RdfError."""
    files = [file for path in paths for file in _files(path)]
    return list({file.path.resolve(): file for file in files}.values())


def _files(path: Path) -> Iterator[RdfFile]:
    if not path.exists():
        raise RdfError(f"{path}: there is no such file")
    if not path.is_dir():
        yield rdf_file(path)
        return
    inside = [file for file in sorted(path.rglob("*")) if file.is_file() and _is_sure(file)]
    if not inside:
        raise RdfError(f"{path}: no file in this folder ends in {', '.join(f'.{end}' for end in sorted(_SURE))}")
    for file in inside:
        yield rdf_file(file, file.relative_to(path.parent).as_posix())


def _is_sure(path: Path) -> bool:
    """Does the extension of *path*, a file in a folder, surely mean RDF? Never for hidden files."""
    ends = path.name.lower().split(".")
    end = ends[-2] if ends[-1] in _PACKINGS and len(ends) > 2 else ends[-1]
    return end in _SURE and not path.name.startswith(".")
