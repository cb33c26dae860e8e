"""Makes dumps from other dumps during the build (:mod:`graph.write.convert`): large ones in a child process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from graph.cache import Cache
from graph.formats import RdfFormat
from graph.write.convert import Converter
from graph.write.jsonld import Context
from ontology.errors import ReportedError
from ontology.namespaces import Namespace

_ENGINE = Path(__file__).parents[2]
SMALL = 1 << 20
"""Bytes of a file. To convert a smaller one takes less than to begin a process."""


class ConversionError(ReportedError):
    """A dump cannot be written."""


class Conversion:
    """Converts dumps, with the prefixes of *namespace* and the text *context* of a JSON-LD context.

    Large ones in a process that begins with the first of them. It takes from *cache* what earlier builds have
    converted. It ends when it is closed, or when this one is no more.
    """

    def __init__(self, namespace: Namespace, context: str, cache: Cache | None = None) -> None:
        self._namespace, self._context, self._cache = namespace, context, cache
        parsed = Context.parse(context, namespace.base, namespace.vocabulary)
        self._converter = Converter(namespace, parsed, cache)
        self._process: subprocess.Popen[str] | None = None

    def convert(self, form: RdfFormat, source: Path, target: Path) -> None:
        """Write the dump *source* as *target* in *form*, and wait for it. Raises ConversionError."""
        if source.stat().st_size <= SMALL:
            try:
                self._converter.convert(form, source, target)
            except (OSError, ValueError, ReportedError) as error:
                raise ConversionError(f"{target}: cannot be written ({error})") from error
            return
        if self._process is None:
            self._process = self._begun()
        order = {"form": form.extension, "source": str(source.resolve()), "target": str(target.resolve())}
        _send(self._process, order)
        assert self._process.stdout is not None
        answer = self._process.stdout.readline()
        if not answer:
            raise ConversionError(f"{target}: cannot be written (the process that writes it has ended); build again")
        outcome = json.loads(answer)
        if outcome["error"]:
            raise ConversionError(outcome["error"])
        if self._cache:
            self._cache.adopt(outcome["entries"])

    def _begun(self) -> subprocess.Popen[str]:
        """The process, which knows how to write."""
        process = subprocess.Popen(
            [sys.executable, "-m", "graph.write.convert"],
            cwd=_ENGINE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        namespace, cache = self._namespace, self._cache
        settings = {
            "base": namespace.base,
            "vocabulary": namespace.vocabulary,
            "concepts": sorted(namespace.concepts),
            "parent": os.getpid(),
            "prefixes": str(namespace.prefix_file.resolve()),
            "context": self._context,
            "cache": {"folder": str(cache.folder.resolve()), "software": cache.software} if cache else None,
        }
        _send(process, settings)
        return process

    def kill(self) -> None:
        """End the process, also in the midst of a dump, which :meth:`convert` then reports."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def close(self) -> None:
        """Let the pipes go when the process has ended and nobody waits for it any more."""
        if self._process:
            self._process.communicate()


def _send(process: subprocess.Popen[str], message: Mapping[str, object]) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(json.dumps(message) + "\n")
        process.stdin.flush()
    except BrokenPipeError as error:
        raise ConversionError("the process that writes dumps has ended; build again") from error
