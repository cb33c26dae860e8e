"""Things that earlier releases had and a later one lacks: gone (RFC 9110, section 15.5.11), or renamed.

Each release keeps ``things.txt``, the paths of its things below ``/id/``, and ``gone.json``, the paths of things that
only earlier releases had, each with the last version that had it. Two tables of a site say more of them, by their paths
(``kind/key``): ``site/redirects.csv`` what they are called now, ``site/removed.csv`` why they are gone.
"""

from __future__ import annotations

import json
import mmap
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from graph.release import Release
from mappings.csv_files import CsvError, Row, read_csv
from mappings.site import Site
from ontology.json_text import indented

THINGS = "things.txt"
GONE = "gone.json"
_OF_ONE_DAY = "measurement/"
"""The prefix of the paths of measurements: each release has its own, so those of earlier releases are not gone."""
REDIRECTS, REMOVED = "redirects.csv", "removed.csv"
REDIRECT_COLUMNS = ("from", "to", "since", "reason")
_PATH = re.compile(r"[^\s\x00-\x1f<>\"{}|\\^`/:]+/[^\s\x00-\x1f<>\"{}|\\^`]+")
"""A kind and a key, of characters that an IRI may have (RFC 3987, section 2.2)."""
_REMOVED_COLUMNS = ("thing", "since", "reason_ja", "reason_en")


@dataclass(frozen=True)
class Moves:
    """A site's declarations about former URIs, by path: the path that replaces it; why it was removed, by language."""

    redirects: Mapping[str, str] = field(default_factory=dict)
    removed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def target(self, path: str) -> str | None:
        """The path that *path* leads to in the end; None where it leads nowhere."""
        end = path
        while end in self.redirects:
            end = self.redirects[end]
        return end if end != path else None


def read_moves(site: Site) -> Moves:
    """The redirects and removals of *site*. Raises CsvError for a row that is incomplete, twice, or in a circle."""
    redirects: dict[str, str] = {}
    for number, row in enumerate(_rows(site, REDIRECTS, REDIRECT_COLUMNS), 1):
        _require(REDIRECTS, number, row, ("from", "to"), redirects, row["from"])
        redirects[row["from"]] = row["to"]
    removed: dict[str, Mapping[str, str]] = {}
    for number, row in enumerate(_rows(site, REMOVED, _REMOVED_COLUMNS), 1):
        _require(REMOVED, number, row, ("thing", "reason_ja", "reason_en"), removed, row["thing"])
        removed[row["thing"]] = {"ja": row["reason_ja"], "en": row["reason_en"]}
    for start in redirects:
        path, passed = start, {start}
        while (path := redirects.get(path, "")) and path not in passed:
            passed.add(path)
        if path:
            raise CsvError(f"{REDIRECTS}: {start} leads to itself; drop one of its rows")
        if start in removed:
            raise CsvError(f"{REMOVED}: {start} is also in {REDIRECTS}; keep one of the two rows")
    return Moves(redirects, removed)


def _rows(site: Site, name: str, columns: tuple[str, ...]) -> list[Row]:
    path = site.find(name)
    return read_csv(path, columns) if path else []


def _require(
    name: str, number: int, row: Row, columns: tuple[str, ...], before: Mapping[str, object], path: str
) -> None:
    """Raise CsvError where *row* has an empty cell in *columns*, or is about a *path* that a row *before* has."""
    if empty := [column for column in columns if not row[column]]:
        raise CsvError(f"{name} row {number}: {empty[0]} is empty")
    for column in ("from", "to", "thing"):
        if (path_of_row := row.get(column)) and not _is_path(path_of_row):
            raise CsvError(f"{name} row {number}: {column} is {path_of_row!r}, and must be KIND/KEY, as after /id/")
    if row["since"] and not _is_day(row["since"]):
        raise CsvError(f"{name} row {number}: since is {row['since']!r}, and must be a date as in 2026-11-30")
    if path in before:
        raise CsvError(f"{name} row {number}: {path} has a row already")


def _is_path(text: str) -> bool:
    return _PATH.fullmatch(text) is not None


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def gone_since(before: Release | None, now: Iterable[str], moves: Moves | None = None) -> dict[str, str]:
    """The things that *before*, or a release before it, had and that are not among *now*, with the last version.

    A thing that comes back is no longer gone, nor is one that *moves* redirects; a measurement never is. Things are
    compared by their paths, which stay the same when the base changes.
    """
    if before is None:
        return {}
    present = set(now) | (moves.redirects.keys() if moves else set())
    had = read_gone(before.path) | dict.fromkeys(read_things(before.path), before.version)
    gone = {path: version for path, version in had.items() if path not in present and not path.startswith(_OF_ONE_DAY)}
    return dict(sorted(gone.items()))


def write(folder: Path, paths: Iterable[str], gone: Mapping[str, str]) -> None:
    """Write both files into the release in *folder*."""
    (folder / THINGS).write_text("".join(f"{path}\n" for path in paths), encoding="utf-8")
    (folder / GONE).write_text(indented(gone) + "\n", encoding="utf-8")


def read_things(folder: Path) -> list[str]:
    """The paths of the things of the release in *folder*; none for a release that is older than ``things.txt``."""
    path = folder / THINGS
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []


def has_thing(folder: Path, path: str) -> bool:
    """Has the release in *folder* the thing at *path* below ``/id/``? Of a pruned release that can be told as well."""
    try:
        with (folder / THINGS).open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            line = f"{path}\n".encode()
            return data[: len(line)] == line or data.find(b"\n" + line) >= 0
    except (OSError, ValueError):  # there is no such file, or nothing in it
        return False


def read_gone(folder: Path) -> dict[str, str]:
    """The things that were gone when the release in *folder* was built: paths with the last version."""
    path = folder / GONE
    gone: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return gone
