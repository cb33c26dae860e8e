"""The process that makes dumps from others while the build goes on (:mod:`graph.write.convert`)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from graph.cache import Cache
from graph.formats import RdfFormat
from ontology.errors import ReportedError
from ontology.namespaces import Namespace

_ENGINE = Path(__file__).parents[2]


class ConversionError(ReportedError):
    """A dump cannot be written."""


class Conversion:
    """A process that converts dumps, with the prefixes of *namespace* and the text *context* of a JSON-LD context.

    It takes from *cache* what earlier builds have converted. It ends when it is closed, or when this one is no more.
    """

    def __init__(self, namespace: Namespace, context: str, cache: Cache | None = None) -> None:
        self._cache = cache
        self._process = subprocess.Popen(
            [sys.executable, "-m", "graph.write.convert"],
            cwd=_ENGINE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        prefixes = str(namespace.prefix_file.resolve())
        bases: dict[str, object] = {
            "base": namespace.base,
            "vocabulary": namespace.vocabulary,
            "concepts": sorted(namespace.concepts),
        }
        kept = {"folder": str(cache.folder.resolve()), "software": cache.software} if cache else None
        self._send({**bases, "parent": os.getpid(), "prefixes": prefixes, "context": context, "cache": kept})

    def convert(self, form: RdfFormat, source: Path, target: Path) -> None:
        """Write the dump *source* as *target* in *form*, and wait for it. Raises ConversionError."""
        self._send({"form": form.extension, "source": str(source.resolve()), "target": str(target.resolve())})
        assert self._process.stdout is not None
        answer = self._process.stdout.readline()
        if not answer:
            raise ConversionError(f"{target}: cannot be written (the process that writes it has ended); build again")
        outcome = json.loads(answer)
        if outcome["error"]:
            raise ConversionError(outcome["error"])
        if self._cache:
            self._cache.adopt(outcome["entries"])

    def kill(self) -> None:
        """End the process, also in the midst of a dump, which :meth:`convert` then reports."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """Let the pipes go when the process has ended and nobody waits for it any more."""
        self._process.communicate()

    def _send(self, message: dict[str, object]) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(message) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise ConversionError("the process that writes dumps has ended; build again") from error
