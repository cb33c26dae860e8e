"""``SHA256SUMS`` of a release: the SHA-256 of every file that it publishes, as ``sha256sum --check`` reads it.

The store is not among them: it holds what the dumps hold, and its files differ each time that it is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from graph.release import STORE, ReleaseError
from graph.write.files import facts_of_files

CHECKSUMS = "SHA256SUMS"


def write_checksums(folder: Path, anew: bool = False) -> None:
    """Write the checksums of the files of the release in *folder*, which are complete.

    Those of the dumps stand beside them already, taken while the dumps were written; *anew*, they are taken again.
    """
    dumps = folder / "dump"
    of_dumps = read_checksums(dumps) if (dumps / CHECKSUMS).is_file() and not anew else {}
    sums = {f"{dumps.name}/{name}": sha256 for name, sha256 in of_dumps.items()}
    others = [name for name in published_files(folder) if name not in sums]
    facts = facts_of_files(folder / name for name in others)
    sums |= {name: str(of_file["sha256"]) for name, of_file in zip(others, facts, strict=True)}
    lines = [f"{sums[name]}  {name}\n" for name in published_files(folder)]
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8")


def read_checksums(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file of the release in *folder*, by its path in it, as ``SHA256SUMS`` says.

    Raises ReleaseError when that file cannot be read.
    """
    path = folder / CHECKSUMS
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return {name: sha256 for sha256, name in (line.split("  ", 1) for line in lines)}
    except (OSError, ValueError) as error:
        raise ReleaseError(f"{path}: cannot be read ({error}); restore the release or remove it") from error


def damaged(folder: Path) -> list[str]:
    """The files of the release in *folder* that are not what ``SHA256SUMS`` says, or missing. Raises ReleaseError."""
    sums = read_checksums(folder)
    there = [name for name in sums if (folder / name).is_file()]
    facts = facts_of_files(folder / name for name in there)
    hashes = {name: of_file["sha256"] for name, of_file in zip(there, facts, strict=True)}
    return [name for name, sha256 in sums.items() if hashes.get(name) != sha256]


def published_files(folder: Path) -> Iterator[str]:
    """The paths in *folder*, in order, of the files that a release publishes."""
    paths = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    yield from (path.as_posix() for path in paths if path.parts[0] not in (STORE, CHECKSUMS))
