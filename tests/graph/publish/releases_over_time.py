"""The releases of a site that was changed between its builds, with the days on which each became the current one."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from graph.journal import BUILT, JOURNAL, MADE_CURRENT
from graph.release import Release, current
from tests.graph.build.tiny_site import Replacement, built, change, write_site

PLACES, COUNTERS = "mappings/places/tables/places.csv", "mappings/list/tables/counters.csv"
CHANGES: tuple[Replacement, ...] = (
    (PLACES, "横浜市", "横濱市"),
    (COUNTERS, "b,28100,sunday,2020,4 5\n", ""),
)
"""The changes before the second build and before the third: a new name, and a removed counter."""
CORRECTION: Replacement = (
    "mappings/corrections.csv",
    "counters,b,since,2020,,2021,誤り,wrong,4,2026-01-01\n",
    "counters,a,since,2019,,2018,誤り,wrong,3,2026-01-01\n",
)
DAYS = tuple(datetime(2026, month, 10, 12, tzinfo=UTC) for month in (1, 2, 3))


_LINKED = {".nq", ".rdf", ".sst", ".trig"}
"""Large files that are replaced and removed, but never written again, by programs and tests alike."""


def _copy(source: str, target: str) -> None:
    (os.link if Path(source).suffix in _LINKED else shutil.copyfile)(source, target)


@dataclass(frozen=True)
class SiteOverTime:
    """A site in *folder* with the *releases* that it had, the oldest first."""

    folder: Path
    releases: tuple[Release, ...]

    @property
    def var(self) -> Path:
        """Where its releases lie."""
        return self.folder / "var"

    @property
    def version(self) -> str:
        """The version that is current."""
        return current(self.var).version

    def copy(self, folder: Path) -> SiteOverTime:
        """The same in *folder*, to be changed."""
        shutil.copytree(self.folder, folder, symlinks=True, copy_function=_copy)
        releases = (Release.open(folder / "var" / "releases" / release.version) for release in self.releases)
        return SiteOverTime(folder, tuple(releases))


def build_over_time(folder: Path) -> SiteOverTime:
    """Build the site in *folder* three times, on :data:`DAYS` as its journal says."""
    write_site(folder)
    change(folder, CORRECTION)
    releases = [built(folder, folder / "var").release]
    for replacement in CHANGES:
        change(folder, replacement)
        releases.append(built(folder, folder / "var").release)
    lines = [
        json.dumps({"moment": day.isoformat(), "event": event, "version": release.version})
        for day, release in zip(DAYS, releases, strict=True)
        for event in (BUILT, MADE_CURRENT)
    ]
    (folder / "var" / JOURNAL).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return SiteOverTime(folder, tuple(releases))
