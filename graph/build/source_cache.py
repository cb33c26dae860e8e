"""What the rules make of one source, kept for the next build."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import PurePosixPath

from graph.build.inputs import Inputs
from graph.cache import Cache
from mappings.map.derivations import is_of
from mappings.map.label_files import FOLDER as LABELS
from mappings.map.label_files import TRANSLATIONS
from mappings.map.sources import Source
from ontology.namespaces import Namespace

_SHARED = ("mappings/corrections.csv", f"mappings/{LABELS}/{TRANSLATIONS}")
"""What the statements of every source depend on."""


@dataclass(frozen=True)
class Share:
    """The statements of one source, as N-Triples write them.

    *printed* is the graph of the source. *corrected* is what the default graph holds in place of it, None where no row
    is corrected, and *corrections* what the graph of corrections holds. *records* has the records of every statement.
    """

    printed: list[str]
    corrected: list[str] | None
    corrections: list[str]
    records: dict[str, tuple[str, ...]]

    def as_bytes(self) -> bytes:
        """The share written down: each statement and each record once, and named by its number after that."""
        numbers = {line: number for number, line in enumerate(self.records)}
        records: dict[str, int] = {}
        for origins in self.records.values():
            for record in origins:
                records.setdefault(record, len(records))
        raw = {
            "lines": list(self.records),
            "records": list(records),
            "origins": [[records[record] for record in origins] for origins in self.records.values()],
            "printed": [numbers[line] for line in self.printed],
            "corrected": None if self.corrected is None else [numbers[line] for line in self.corrected],
            "corrections": [numbers[line] for line in self.corrections],
        }
        return json.dumps(raw, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def parse(cls, data: bytes) -> Share:
        """The share that :meth:`as_bytes` wrote."""
        raw = json.loads(data)
        lines, records, corrected = raw["lines"], raw["records"], raw["corrected"]
        return cls(
            [lines[number] for number in raw["printed"]],
            None if corrected is None else [lines[number] for number in corrected],
            [lines[number] for number in raw["corrections"]],
            {
                line: tuple(records[number] for number in origins)
                for line, origins in zip(lines, raw["origins"], strict=True)
            },
        )


class SourceCache:
    """The shares of sources whose inputs are the same as when they were made, with IRIs below *namespace*."""

    def __init__(self, cache: Cache, inputs: Inputs, namespace: Namespace) -> None:
        self._cache = cache
        self._inputs = inputs
        self._namespace = namespace
        self._references: list[str] = []

    def get(self, source: Source) -> Share | None:
        """The share of *source*, or None where none is kept. Sources come in the order in which they refer back."""
        key = self._key(source)
        if not source.is_document:
            self._references.append(self._folder(source))
        data = self._cache.get(key)
        return None if data is None else Share.parse(data)

    def put(self, source: Source, share: Share) -> None:
        """Keep *share*, which was made of *source* just now."""
        self._cache.put(self._key(source), share.as_bytes())

    def _folder(self, source: Source) -> str:
        return source.folder.relative_to(self._inputs.site.folder).as_posix() + "/"

    def _key(self, source: Source) -> str:
        folder = self._folder(source)
        # A reference work looks beyond itself only where labels are composed of what it says.
        looks_beyond = source.is_document or (source.folder.parent / LABELS / f"{source.key}.yaml").exists()
        references = self._references[: (*self._references, folder).index(folder)]
        seen = (folder, *references, "ontology/") if looks_beyond else (folder,)

        def matters(name: str) -> bool:
            if name.startswith("mappings/derive/"):
                return source.is_document and is_of(PurePosixPath(name).name, source.key)
            if name.startswith(f"mappings/{LABELS}/") and name.endswith(".yaml"):
                return PurePosixPath(name).stem in (source.key, "languages")
            # Programs are part of the software; a ledger says nothing of statements.
            is_data = not name.endswith((".py", "/ledger.csv"))
            return (name.startswith(seen) and is_data) or name in _SHARED

        bases = f"{self._namespace.base} {self._namespace.vocabulary_base}"
        return self._inputs.key("statements of a source", source.key, bases, where=matters)
