"""The vocabulary of the data: the ontology, its concept schemes, its JSON-LD context, and how our IRIs are made.

There are two vocabularies. The terms that the engine uses for any site (lineage, corrections, the ledger), with names
of standard terms, are in ``engine/`` and part of every release. The terms of a site's subject are in the site's own
folder ``ontology/``; this folder is also that of the site in this repository.

Every room may import this one; it imports nothing of ours. Every Turtle file here is written with relative IRIs and is
parsed with the base ``{base}/``.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from ontology.errors import ReportedError

ROOM = Path(__file__).parent
ENGINE = ROOM / "engine"
CONTEXT = "context.jsonld"
PREFIXES = ROOM / "prefixes.json"
_CONCEPT = re.compile(r"^<id/([a-z-]+)/", re.MULTILINE)


class ContextFileError(ReportedError):
    """A JSON-LD context cannot be read."""


def concept_kinds(folder: Path = ROOM) -> frozenset[str]:
    """The kinds of the concepts that the schemes of *folder* and of the engine hold (``/id/{kind}/``), and of those."""
    return frozenset(
        kind
        for path in turtle_files(folder)
        if path.parent.name == "schemes"
        for kind in _CONCEPT.findall(path.read_text(encoding="utf-8"))
    )


def turtle_files(folder: Path = ROOM) -> tuple[Path, ...]:
    """Every Turtle file of the engine and of *folder*, which need not exist, in the order a release reads them.

    The ontology of each comes first, then its schemes by name.
    """
    return (*_files(ENGINE), *_files(folder))


def _files(folder: Path) -> tuple[Path, ...]:
    return (*sorted(folder.glob("*.ttl")), *sorted((folder / "schemes").glob("*.ttl")))


def context(folder: Path = ROOM) -> str:
    """The JSON-LD context (JSON): the engine's, with that of *folder* where it has one. Raises ContextFileError."""
    terms: dict[str, Any] = {}
    for path in (ENGINE / CONTEXT, folder / CONTEXT):
        if path.is_file():
            try:
                terms |= json.loads(path.read_text(encoding="utf-8"))["@context"]
            except (OSError, ValueError, KeyError, TypeError) as error:
                raise ContextFileError(
                    f"{path}: is no JSON-LD context ({error!r}); it needs an object @context"
                ) from error
    lines = (f"    {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in terms.items())
    return '{\n  "@context": {\n' + ",\n".join(lines) + "\n  }\n}\n"
