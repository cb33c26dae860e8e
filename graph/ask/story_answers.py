"""The answers to the queries of the stories, as a release carries them."""

from __future__ import annotations

import json
from typing import Any

from graph.release import Release, ReleaseError

FILE = "stories.json"


def answers_of(release: Release) -> dict[str, dict[str, Any]]:
    """The answers by story and query, in SPARQL 1.1 Query Results JSON. Raises ReleaseError for a damaged file."""
    path = release.path / FILE
    try:
        answers: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReleaseError(f"{path}: cannot be read ({error}); build the release again") from error
    return answers
