"""What earlier releases had and a later one has not, so that their URIs can say so (410, RFC 9110, section 15.5.11).

Each release keeps ``things.txt``, the paths of its things below ``/id/``, and ``gone.json``, the paths that releases
before it had and it has not, each with the last version that had it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from graph.release import Release
from ontology.namespaces import Namespace

THINGS = "things.txt"
GONE = "gone.json"


def things(triples: Iterable[Triple], namespace: Namespace) -> list[str]:
    """The paths (``municipality/01100``) of everything below ``/id/`` that is a subject of *triples*, in order."""
    start = f"{namespace.base}/id/"
    return sorted(
        {
            triple.subject.value.removeprefix(start)
            for triple in triples
            if isinstance(triple.subject, NamedNode) and triple.subject.value.startswith(start)
        }
    )


def gone_since(before: Release | None, now: Iterable[str]) -> dict[str, str]:
    """What *before*, or a release before it, had and *now* has not: each path with the last version that had it.

    A thing that comes back is no longer gone. Paths are what URIs have in common when the base changes.
    """
    if before is None:
        return {}
    kept = set(now)
    found = {path: version for path, version in read_gone(before.path).items() if path not in kept}
    found |= {path: before.version for path in read_things(before.path) if path not in kept}
    return dict(sorted(found.items()))


def write(folder: Path, paths: Iterable[str], gone: Mapping[str, str]) -> None:
    """Write both files into the release in *folder*."""
    (folder / THINGS).write_text("".join(f"{path}\n" for path in paths), encoding="utf-8")
    (folder / GONE).write_text(json.dumps(gone, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_things(folder: Path) -> list[str]:
    """The paths of the things of the release in *folder*; none for one that was built before they were kept."""
    path = folder / THINGS
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []


def read_gone(folder: Path) -> dict[str, str]:
    """What was gone when the release in *folder* was built."""
    path = folder / GONE
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found
