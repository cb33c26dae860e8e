"""The statements that the rules make from one source, cached for the next build."""

from __future__ import annotations

import zlib
from pathlib import PurePosixPath

from graph.build.inputs import Inputs
from graph.cache import Cache
from graph.write.sorting import Sorted
from mappings.map.derivations import is_of
from mappings.map.label_files import FOLDER as LABELS
from mappings.map.label_files import TRANSLATIONS
from mappings.map.source_metadata import FILE as METADATA
from mappings.map.sources import Source
from mappings.read.ledger import ledger_path
from ontology.namespaces import Namespace

_SHARED = ("mappings/corrections.csv", f"mappings/{LABELS}/{TRANSLATIONS}")
"""The inputs on which the statements of every source depend."""


class SourceCache:
    """The statements of sources whose inputs are the same as when they were made, with IRIs below *namespace*."""

    def __init__(self, cache: Cache, inputs: Inputs, namespace: Namespace) -> None:
        self._cache = cache
        self._inputs = inputs
        self._bases = f"{namespace.base} {namespace.vocabulary_base}"
        self._references: list[str] = []

    def get(self, source: Source) -> Sorted | None:
        """The statements of *source*, or None where none are cached.

        Call it for sources in order: each may refer to earlier ones.

        Their texts are those of :mod:`graph.build.sortable_statements`.
        """
        key = self._key(source)
        if not source.is_document:
            self._references.append(self._folder(source))
        data = self._cache.get(key)
        return None if data is None else Sorted(zlib.decompress(data).decode().split("\n"))

    def put(self, source: Source, statements: Sorted) -> None:
        """Cache *statements*, which were just made from *source*, unless they are too many for memory."""
        if statements and not statements.is_filed:
            self._cache.put(self._key(source), zlib.compress("\n".join(statements).encode(), 1))

    def get_ledger(self, source: Source) -> Sorted | None:
        """The statements about the lines of *source*, a document, in the order of files; None where none are kept."""
        data = self._cache.get(self._ledger_key(source))
        return None if data is None else Sorted(zlib.decompress(data).decode().split("\n"))

    def put_ledger(self, source: Source, statements: Sorted) -> None:
        """Keep *statements* about the lines of *source*, unless they are too many for memory."""
        if statements and not statements.is_filed:
            self._cache.put(self._ledger_key(source), zlib.compress("\n".join(statements).encode(), 1))

    def _ledger_key(self, source: Source) -> str:
        folder = self._folder(source)
        ledger = ledger_path(source).name
        read = (f"{folder}{ledger}", f"{folder}{METADATA}", "mappings/reasons.csv")
        # The ledger of a CSV source is made from the CSV file.
        seen = ("ontology/", folder) if source.is_read_from_file else ("ontology/",)
        return self._inputs.key(
            "statements about lines", source.key, self._bases, where=lambda name: name in read or name.startswith(seen)
        )

    def _folder(self, source: Source) -> str:
        return source.folder.relative_to(self._inputs.site.folder).as_posix() + "/"

    def _key(self, source: Source) -> str:
        folder = self._folder(source)
        # The statements of a reference work depend on other files only where labels are composed from them.
        looks_beyond = source.is_document or (source.folder.parent / LABELS / f"{source.key}.yaml").exists()
        references = self._references[: (*self._references, folder).index(folder)]
        seen = (folder, *references, "ontology/") if looks_beyond else (folder,)
        if source.is_generated:
            seen = ("mappings/", "ontology/")

        def matters(name: str) -> bool:
            if name.startswith("mappings/derive/"):
                return source.is_document and is_of(PurePosixPath(name).name, source.key)
            if name.startswith(f"mappings/{LABELS}/") and name.endswith(".yaml"):
                return PurePosixPath(name).stem in (source.key, "languages")
            # Programs belong to the software, which is hashed apart; the ledger does not affect statements.
            is_data = not name.endswith((".py", "/ledger.csv"))
            return (name.startswith(seen) and is_data) or name in _SHARED

        return self._inputs.key("statements of a source", source.key, self._bases, where=matters)
