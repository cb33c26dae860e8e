"""The ``Link`` headers of an answer, read."""

from __future__ import annotations

import re

from werkzeug.test import TestResponse


def links(response: TestResponse) -> dict[str, list[tuple[str, str]]]:
    """The targets and media types of each relation."""
    targets_of: dict[str, list[tuple[str, str]]] = {}
    for header in response.headers.getlist("Link"):
        match = re.fullmatch(r'<([^>]+)>; rel="([^"]+)"(?:; type="([^"]+)")?(?:; datetime="[^"]+")?', header)
        assert match, header
        for relation in match[2].split():
            targets_of.setdefault(relation, []).append((match[1], match[3] or ""))
    return targets_of
