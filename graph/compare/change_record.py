"""The record of changes since the release before, in the folder ``diff`` of a release.

``added.nq.gz`` and ``removed.nq.gz`` hold the statements, ``changes.rdfp.gz`` both as RDF Patch, ``summary.json`` what
became of things. The first release of a site has none. The same two releases give the same bytes.

A server reads them and compares nothing, so it does without the modules that :mod:`graph.compare.recording` needs.
"""

from __future__ import annotations

import json
from pathlib import Path

from graph.compare.model import Summary
from graph.release import DIFF, SUMMARY, Release, ReleaseError

ADDED, REMOVED, PATCH = "added.nq.gz", "removed.nq.gz", "changes.rdfp.gz"


def release_iri(release: Release, version: str) -> str:
    """``{base}/release/{version}``, below the base of *release*."""
    return f"{release.base}/release/{version}"


def read_summary(release: Path) -> Summary | None:
    """What the release in the folder *release* tells of the changes since the one before; None for the first one.

    Raises ReleaseError where that cannot be read.
    """
    path = release / DIFF / SUMMARY
    if not path.is_file():
        return None
    try:
        return Summary.of_json(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReleaseError(f"{path}: cannot be read ({error!r}); restore it from a copy") from error
