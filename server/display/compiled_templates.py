"""Compiled templates, kept beside Python's compiled modules: compiling all takes a third of a second."""

from __future__ import annotations

import contextlib
from importlib.util import cache_from_source
from pathlib import Path

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

from server.display import page_templates

_COMPILER = Path(page_templates.__file__)


class CompiledTemplates(FileSystemBytecodeCache):
    """Keeps each template with a checksum of its source; where nothing can be written, each start compiles anew."""

    def __init__(self) -> None:
        self._folder = Path(cache_from_source(__file__)).parent
        super().__init__(str(self._folder), "template_%s.cache")
        self._compiler = _COMPILER.read_text(encoding="utf-8")

    def get_source_checksum(self, source: str) -> str:
        """A checksum of a template's *source* and of what compiles it."""
        return super().get_source_checksum(self._compiler + source)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read a compiled template, if there is one."""
        with contextlib.suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write a compiled template, if that is possible."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)
