"""What a release is made from, in versions: its tables, rules, ontology, shapes, and the software that made it.

A release keeps the SHA-256 of each of these files in ``inputs.sha256``, which ``sha256sum --check`` compares with the
folder of a site, and their digests by kind in its manifest. Neither names Python, zlib or the machine, so that the same
inputs give the same bytes on another machine. The journal beside the releases records these.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import PurePosixPath

from graph.build.inputs import Inputs
from mappings.map.sources import Source

FILE = "inputs.sha256"
PROGRAM = "tabunka"
PACKAGES = ("babel", "csvw", "markdown-it-py", "pyoxigraph", "pyshacl", "pyyaml", "rdflib")
"""The packages on which the files of a release depend."""

_KINDS = {
    # Kinds by patterns: the first pattern that fits the path of a file below the folder of its site counts.
    "rules": r"mappings/(derive|labels)/|mappings/[^/]+/(tables/rules[^/]*|source)\.yaml$",
    "tables": r"mappings/[^/]+/(tables/|metadata\.yaml$|[^/]+\.(csv|tsv)$)|mappings/[^/]+\.csv$",
    "ontology": r"ontology/",
    "shapes": r"shapes/",
    "site": r"site/|site\.toml$",
}
_LEFT_OUT = re.compile(r"(^|/)\.|~$|\.new$|\.py$")
"""Hidden files, the backups of editors, and the programs of readers, which no build runs."""


@dataclass(frozen=True)
class Software:
    """The program that made a release: its version, the SHA-256 of its files, the versions of its packages."""

    version: str
    sha256: str
    packages: Mapping[str, str]


@dataclass(frozen=True)
class ReleaseInputs:
    """The SHA-256 of each input file, by its kind and its path below the folder of the site; and the *software*."""

    files: Mapping[str, Mapping[str, str]]
    software: Software

    @property
    def digests(self) -> dict[str, str]:
        """The SHA-256 of the files of each kind, which are those of the lines of ``inputs.sha256`` about them."""
        return {kind: hashlib.sha256(_lines(files).encode()).hexdigest() for kind, files in self.files.items()}

    def text(self) -> str:
        """The text of ``inputs.sha256``."""
        return "".join(_lines(files) for files in self.files.values())

    def as_json(self) -> dict[str, object]:
        """The entry of the manifest: the digest and the number of files by kind, and the software."""
        kinds = {kind: {"sha256": self.digests[kind], "files": len(files)} for kind, files in self.files.items()}
        software = {"name": PROGRAM, "version": self.software.version, "sha256": self.software.sha256}
        return {**kinds, "software": {**software, "packages": dict(self.software.packages)}}


def release_inputs(inputs: Inputs, sources: Iterable[Source]) -> ReleaseInputs:
    """The files and the software from which a build with *inputs* and *sources* makes a release."""
    root = inputs.site.folder
    folders = {source.folder.relative_to(root).as_posix() for source in sources}
    files: dict[str, dict[str, str]] = {kind: {} for kind in _KINDS}
    for path, file in inputs.files.items():
        name = path.relative_to(root).as_posix()
        kind = next((kind for kind, pattern in _KINDS.items() if re.match(pattern, name)), None)
        if kind and not _LEFT_OUT.search(name) and _is_chosen(name, folders):
            files[kind][name] = file.sha256
    sha256 = hashlib.sha256(_lines(inputs.programs()).encode()).hexdigest()
    return ReleaseInputs(files, Software(_version(PROGRAM), sha256, {name: _version(name) for name in PACKAGES}))


def _is_chosen(name: str, folders: set[str]) -> bool:
    """Whether the file *name* is of one of the source *folders*, or of none at all."""
    parts = PurePosixPath(name).parts
    if parts[0] != "mappings" or len(parts) < 3 or parts[1] in ("derive", "labels"):
        return True
    return "/".join(parts[:2]) in folders


def _lines(files: Mapping[str, str]) -> str:
    return "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(files.items()))


@cache
def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
