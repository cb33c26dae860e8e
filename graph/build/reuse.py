"""What a build takes over from the ones before: the release itself where nothing changed, else parts of its work."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from graph.build.inputs import ChangedInputError, Inputs, read_inputs
from graph.build.source_cache import SourceCache
from graph.cache import FOLDER, Cache
from graph.publish.publishing import make_current
from graph.release import MANIFEST, RELEASES, Release, ReleaseError
from graph.write.files import file_facts
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
        """What the rules make of each source below *namespace*."""
        return SourceCache(self.cache, self.inputs, namespace) if self.cache else None

    @contextmanager
    def committed(self) -> Iterator[None]:
        """Put new entries of the cache in place at the end, also when the build fails, unless an input was edited."""
        try:
            yield
        finally:
            if self.cache:
                try:
                    self.inputs.require_unchanged()
                    self.cache.commit()
                except ChangedInputError:
                    self.cache.discard()

    def release(self, var: Path, namespace: Namespace, moment: datetime) -> Release | None:
        """The release below *var* that a build at *moment* would make again, made current; None where there is none.

        Its dumps are compared with their checksums: a release that was damaged is not one that is there.
        """
        data = self.cache.get(self._key(namespace, moment)) if self.cache else None
        if data is None:
            return None
        raw = json.loads(data)
        path = var / RELEASES / raw["version"]
        try:
            if _sha256(path / MANIFEST) != raw["manifest"]:
                return None
            release = Release.open(path)
            for name, facts in release.files.items():
                if file_facts(release.dump_folder / name)["sha256"] != facts["sha256"]:
                    return None
        except (OSError, ReleaseError):
            return None
        make_current(var, release.version)
        return release

    def keep_release(self, release: Release, namespace: Namespace, moment: datetime) -> None:
        """Keep that a build at *moment* made *release*."""
        if self.cache:
            raw = {"version": release.version, "manifest": _sha256(release.path / MANIFEST)}
            self.cache.put(self._key(namespace, moment), json.dumps(raw).encode())

    def _key(self, namespace: Namespace, moment: datetime) -> str:
        return self.inputs.key("release", f"{namespace.base} {namespace.vocabulary_base}", f"{moment:%Y-%m-%d}")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
