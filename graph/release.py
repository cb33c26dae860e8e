"""Releases: immutable directories, one of them current. A release carries everything that a server needs to show it.

``var/releases/{version}`` holds a release, ``var/current`` is a symbolic link to the one being served. A release is
written into a directory beside and renamed when it is complete (``graph.publish``), so that a reader sees all of it or
nothing.
``var/draft/{version}`` holds a release that is looked at before it is published, ``var/draft/current`` names it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from graph.dumps import Dump, dumps
from graph.journal import built_at
from mappings.site import Site, load_site
from ontology.errors import ReportedError
from ontology.namespaces import Namespace

VAR = Path("var")
"""Where the releases of a site lie, below its folder."""
MANIFEST = "manifest.json"
RELEASES = "releases"
CURRENT = "current"
DIFF, SUMMARY = "diff", "summary.json"
"""The folder of a release that holds what changed since the one before, and its file that tells so in facts
(:mod:`graph.compare.change_record`)."""
STORE = "store"
"""The folder of a release that its store lies in."""
DRAFT = "draft"
"""The folder of a release that is looked at before it is published, below the folder of the releases."""


class ReleaseError(ReportedError):
    """There is no such release, or its directory is damaged."""


@dataclass(frozen=True)
class Release:
    """One complete release in its directory."""

    path: Path
    manifest: dict[str, Any]

    @classmethod
    def open(cls, path: Path) -> Release:
        """The release in the directory *path*. Raises ReleaseError."""
        try:
            manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
            if not _is_manifest(manifest):
                raise ValueError(f"{MANIFEST} is incomplete")
        except (OSError, ValueError) as error:
            raise ReleaseError(f"{path} is not a release ({error}); run `tabunka build`") from error
        return cls(path.resolve(), manifest)

    @property
    def version(self) -> str:
        """The version, which is the directory's name and part of its dumps' URLs."""
        return str(self.manifest["version"])

    @property
    def is_draft(self) -> bool:
        """Is it looked at before it is published? Its place says so, since publishing changes no byte of it."""
        return self.path.parent.name == DRAFT

    @property
    def siblings(self) -> Path:
        """The folder of the published releases of its site."""
        return self.path.parent.parent / RELEASES if self.is_draft else self.path.parent

    @property
    def base(self) -> str:
        """The base IRI, fixed when the release was built; no slash at its end."""
        return str(self.manifest["base"])

    @cached_property
    def namespace(self) -> Namespace:
        """The URIs below the base, with the prefixes as they were when the release was built."""
        vocabulary = self.manifest.get("vocabulary", {})
        return Namespace(
            self.base,
            self.path / "ontology" / "prefixes.json",
            str(vocabulary.get("base", "")),
            frozenset(vocabulary.get("concepts", ())),
        )

    @cached_property
    def site(self) -> Site:
        """The site as it was when the release was built. Raises SiteError."""
        return load_site(self.path)

    @cached_property
    def context(self) -> str:
        """The JSON-LD context as it was when the release was built. Raises ReleaseError."""
        path = self.path / "ontology" / "context.jsonld"
        try:
            return path.read_text(encoding="utf-8")
        except OSError as error:
            raise ReleaseError(f"{path}: cannot be read ({error.strerror}); build the release again") from error

    @property
    def modified(self) -> datetime:
        """The day of its data, which is part of its version: midnight in UTC."""
        return datetime.fromisoformat(self.manifest["modified"])

    @property
    def built(self) -> datetime:
        """When it was built, in UTC; the day of its data for a release that stands alone, without a journal beside it.

        Two releases of one day are told apart by it. No file of the release has it.
        """
        return built_at(self.path.parent.parent, self.path.name) or self.modified

    @property
    def before(self) -> str:
        """The version of the release that was current when it was built; empty for the first one."""
        try:
            summary = json.loads((self.path / DIFF / SUMMARY).read_text(encoding="utf-8"))
            return str(summary["old"])
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    @property
    def quads(self) -> int:
        """Statements in all graphs, the default graph and provenance among them."""
        return int(self.manifest["quads"])

    @property
    def files(self) -> dict[str, dict[str, Any]]:
        """For each dump its ``bytes``, ``sha256`` and ``media_type``."""
        files: dict[str, dict[str, Any]] = self.manifest["files"]
        return files

    @property
    def dump_folder(self) -> Path:
        """Where the dumps lie."""
        return self.path / "dump"

    @cached_property
    def dumps(self) -> tuple[Dump, ...]:
        """The dumps, each plain one followed by its compressed one."""
        return tuple(dump for dump in dumps(self.name) if dump.name in self.files)

    @property
    def as_is(self) -> tuple[str, ...]:
        """The graphs of somebody else's data, by their names (``default``: all is); its things are anywhere."""
        return tuple(self.manifest.get("as_is", ()))

    @property
    def is_light(self) -> bool:
        """Is it of data as it is and nothing else? Then it has no store on disk, unless it is large."""
        return "default" in self.as_is

    @property
    def named_graphs(self) -> Mapping[str, int]:
        """The graphs of somebody else's data that have IRIs of their own, with their statements."""
        graphs: dict[str, int] = self.manifest.get("named_graphs", {})
        return graphs

    @property
    def has_blank_nodes(self) -> bool:
        """Does any statement have a blank node? The dumps have a label for each, which stays the same."""
        return bool(self.manifest.get("blank_nodes"))

    @property
    def name(self) -> str:
        """The name of the site, with which the names of its dumps begin."""
        return next(iter(self.files), "").partition(".")[0]

    @property
    def quality(self) -> tuple[Path, ...]:
        """The definitions of what is measured, of the engine and of the site, as they were when it was built."""
        of_the_site = self.path / "site" / "quality.yaml"
        return (self.path / "quality.yaml", *((of_the_site,) if of_the_site.is_file() else ()))


def _is_manifest(raw: Any) -> bool:
    """Has *raw* what every manifest has, of the right kind? Raises ValueError where a day is none."""
    kinds = {"version": str, "base": str, "modified": str, "files": dict, "quads": int}
    if not isinstance(raw, dict) or not all(isinstance(raw.get(name), kind) for name, kind in kinds.items()):
        return False
    has_zone = datetime.fromisoformat(raw["modified"]).tzinfo is not None
    return has_zone and all(isinstance(facts, dict) and "sha256" in facts for facts in raw["files"].values())


def releases(folder: Path) -> list[Release]:
    """Every complete release in *folder* (``var/releases``), the oldest first. Damaged ones are skipped.

    Where the journal does not tell when each was built, each stands behind the one that it was built upon.
    """
    complete = []
    for path in folder.glob(f"*/{MANIFEST}"):
        if not path.parent.name.startswith("."):
            with suppress(ReleaseError):
                release = Release.open(path.parent)
                # A copy under another name would be the same release twice.
                complete += [release] if release.version == path.parent.name else []
    complete.sort(key=lambda release: (release.built, release.version))
    moments = {built_at(folder.parent, release.path.name) for release in complete}
    return complete if None not in moments and len(moments) == len(complete) else _upon_one_another(complete)


def _upon_one_another(listed: Iterable[Release]) -> list[Release]:
    """*listed*, in their order but each behind the one that it was built upon."""
    by_version = {release.version: release for release in listed}
    placed: dict[str, Release] = {}
    for release in by_version.values():
        chain: dict[str, Release] = {}
        above: Release | None = release
        while above and above.version not in placed and above.version not in chain:
            chain[above.version] = above
            above = by_version.get(above.before)
        placed |= dict(reversed(chain.items()))
    return list(placed.values())


def current(var: Path = VAR) -> Release:
    """The release that ``var/current`` names. Raises ReleaseError when there is none."""
    link = var / CURRENT
    if not link.exists():
        if listed := releases(var / RELEASES):
            raise ReleaseError(
                f"{link} names no release; `tabunka rollback {listed[-1].version}` makes the newest current"
            )
        raise ReleaseError(f"there is no release in {var}; run `tabunka build`")
    return Release.open(link)


def find_draft(var: Path) -> Release:
    """The draft below *var*. Raises ReleaseError where there is none."""
    link = var / DRAFT / CURRENT
    if not link.exists():
        raise ReleaseError(f"there is no draft in {var}; run `tabunka build --draft`")
    return Release.open(link)
