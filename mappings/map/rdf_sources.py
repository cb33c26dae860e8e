"""Sources of kind ``rdf``: somebody else's file of RDF, which goes into the graph of the source as it is.

It has no tables and no rules. Its IRIs stay; its statements have no records, since the file itself is where they come
from. Named graphs of the file are not kept: a source has one graph.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mappings.as_is.files import RdfError, RdfFile, rdf_file
from mappings.as_is.reading import RdfReader
from mappings.map.rules import RuleSet
from mappings.map.sources import Source, SourceError
from mappings.map.tables import TableSchema

KIND = "rdf"
"""The ``kind`` of such a source in its ``metadata.yaml``."""


@dataclass(frozen=True)
class RdfSource(Source):
    """A source whose statements are those of a file."""

    @property
    def is_as_is(self) -> bool:
        """Whether its statements are somebody else's, as they are."""
        return True

    @cached_property
    def schemas(self) -> tuple[TableSchema, ...]:
        """It has no tables."""
        return ()

    @cached_property
    def rules(self) -> tuple[RuleSet, ...]:
        """It has no rules."""
        return ()

    @property
    def file(self) -> RdfFile:
        """The file, which ``file`` of the metadata names. Raises SourceError and RdfError."""
        name, where = self.metadata.get("file"), f"mappings/{self.folder.name}"
        if not isinstance(name, str) or Path(name).name != name or not (self.folder / name).is_file():
            raise SourceError(f"{where}/metadata.yaml: file {name!r} is no file beside it")
        return rdf_file(self.folder / name, f"{where}/{name}")

    def lines(self, base: str) -> Iterator[str]:
        """Its statements, as N-Triples without the full stop; relative IRIs are below *base*. Raises RdfError.

        Call it in a child (:mod:`mappings.as_is.child`): what is nested deeply may crash the parser.
        """
        file = self.file
        for line, _ in RdfReader(file, f"{base}/{file.stem}", f"{self.key}-b".replace("_", "-")).lines():
            if "<<(" in line and " <<( " in f" {line.split(' ', 2)[2]} ":
                raise RdfError(f"{file.name}: it states statements of statements (RDF 1.2), which a site cannot hold")
            yield line
