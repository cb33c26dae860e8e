"""Things that very many statements lead to: how many by each property, and the first of their subjects.

They are counted when a release is built and kept in its ``hubs.json``, so that the page of such a thing costs no more
than any other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ontology.errors import ReportedError
from ontology.json_text import indented

FILE = "hubs.json"
MOST = 2_000
"""A thing with more links than this is a hub (fewer are read in milliseconds). This many links of a hub are listed."""


class HubsError(ReportedError):
    """The hubs of a release cannot be read."""


@dataclass(frozen=True)
class LinksBy:
    """The statements of the default graph that lead to a thing by one property.

    *subjects* are the IRIs of the first :data:`MOST` of their *count* subjects, in order.
    """

    count: int
    subjects: tuple[str, ...]


Hubs = Mapping[str, Mapping[str, LinksBy]]
"""By the IRI of the thing and of the property."""


def write_hubs(folder: Path, hubs: Hubs) -> None:
    """Write *hubs* into the release in *folder*."""
    raw = {
        thing: {predicate: [links.count, links.subjects] for predicate, links in sorted(by.items())}
        for thing, by in sorted(hubs.items())
    }
    (folder / FILE).write_text(indented(raw) + "\n", encoding="utf-8")


def read_hubs(folder: Path) -> Hubs:
    """The hubs of the release in *folder*; none for a release that is older than the file. Raises HubsError."""
    path = folder / FILE
    if not path.is_file():
        return {}
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return {
            thing: {predicate: LinksBy(count, tuple(subjects)) for predicate, (count, subjects) in by.items()}
            for thing, by in raw.items()
        }
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise HubsError(f"{path} cannot be read ({error}); run `tabunka build`") from error
