"""The default graph of the release before as a precedent: if it conforms to the shapes, only changes need validation.

An entry of the cache records that it conforms, under the hash of its file, the shapes and the software.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from graph.build.affected import Change
from graph.build.inputs import Inputs
from graph.cache import Cache, key_of
from graph.compare.differing import differing_files
from graph.release import Release
from graph.write.files import file_facts
from ontology.namespaces import Namespace

MOST = 20_000
"""Up to this many changed statements are looked at by themselves; beyond it, validating everything is as quick."""
_CONFORMS = b"conforms"


class Precedents:
    """The graphs below *namespace* that *cache* knows to conform to the shapes of *inputs*; none without a cache."""

    def __init__(self, cache: Cache | None, inputs: Inputs, namespace: Namespace) -> None:
        self._cache = cache
        bases = f"{namespace.base} {namespace.vocabulary_base}"
        self._shapes = inputs.key("shapes", bases, where=lambda name: name.startswith("shapes/"))

    def change_since(self, before: Release | None, path: Path) -> Change | None:
        """The difference between the default graph of *before* and the N-Triples file *path*.

        None where that graph is not known to conform, no longer exists, or differs in too many statements.
        """
        if before is None or self._cache is None:
            return None
        old = before.dump_folder / f"{before.name}.nt"
        try:
            if self._cache.get(self._key(str(file_facts(old)["sha256"]))) != _CONFORMS:
                return None
            lines = [line for _, line in islice(differing_files(old, path), MOST + 1)]
        except OSError:
            return None
        return Change.of(lines) if len(lines) <= MOST else None

    def keep(self, sha256: str) -> None:
        """Record that the default graph in the file with the hash *sha256* conforms to the shapes, nothing exempt."""
        if self._cache:
            self._cache.put(self._key(sha256), _CONFORMS)

    def _key(self, sha256: str) -> str:
        return key_of("graph that conforms", self._shapes, sha256)
