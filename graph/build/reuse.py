"""Results that a build reuses from earlier builds: the release itself where nothing changed, else parts of its work."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from graph.build.inputs import ChangedInputError, Inputs, read_inputs
from graph.build.precedent import Precedents
from graph.build.source_cache import SourceCache
from graph.cache import FOLDER, Cache
from graph.publish.checksums import CHECKSUMS, damaged
from graph.publish.publishing import make_current
from graph.release import RELEASES, Release, ReleaseError
from mappings.site import Site
from ontology.namespaces import Namespace


@dataclass(frozen=True)
class Reuse:
    """The *inputs* of a build, and the *cache* of what earlier builds made; None to make everything anew."""

    inputs: Inputs
    cache: Cache | None = None

    @classmethod
    def of(cls, site: Site, var: Path) -> Reuse:
        """The inputs of *site* and the cache below *var*, which is not used while the engine itself is being edited."""
        inputs = read_inputs(site)
        return cls(inputs, Cache(var / FOLDER, inputs.software) if inputs.is_certain else None)

    def sources(self, namespace: Namespace) -> SourceCache | None:
        """The cached statements of each source, with IRIs below *namespace*."""
        return SourceCache(self.cache, self.inputs, namespace) if self.cache else None

    def precedents(self, namespace: Namespace) -> Precedents:
        """The graphs below *namespace* that are known to conform to the shapes."""
        return Precedents(self.cache, self.inputs, namespace)

    @contextmanager
    def committed(self) -> Iterator[None]:
        """Commit new entries of the cache at the end, also when the build fails, unless an input was edited."""
        try:
            yield
        finally:
            if self.cache:
                try:
                    self.inputs.require_unchanged()
                    self.cache.commit()
                except ChangedInputError:
                    self.cache.discard()

    def release(self, var: Path, namespace: Namespace, day: date | None) -> Release | None:
        """The release below *var* that a build would make again, made current; None where there is none.

        *day* is the date that the build was given, or None. The files of the release are compared with its checksums: a
        damaged release is not used.
        """
        data = self.cache.get(self._key(namespace, day)) if self.cache else None
        if data is None:
            return None
        raw = json.loads(data)
        path = var / RELEASES / raw["version"]
        try:
            if _sha256(path / CHECKSUMS) != raw["checksums"] or damaged(path):
                return None
            release = Release.open(path)
        except (OSError, ReleaseError):
            return None
        make_current(var, release.version)
        return release

    def keep_release(self, release: Release, namespace: Namespace, day: date | None) -> None:
        """Record that a build with the given *day* (or None) made *release*."""
        if self.cache:
            raw = {"version": release.version, "checksums": _sha256(release.path / CHECKSUMS)}
            self.cache.put(self._key(namespace, day), json.dumps(raw).encode())

    def _key(self, namespace: Namespace, day: date | None) -> str:
        return self.inputs.key("release", f"{namespace.base} {namespace.vocabulary_base}", str(day or ""))


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
