"""The changes between the release before and the one being built, and URIs that vanish without a declared reason."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from pyoxigraph import Triple

from graph.compare.declaration import load_declaration
from graph.compare.recording import write_changes
from graph.gone import REDIRECTS, REMOVED, Moves, read_gone, read_moves
from graph.release import DIFF, Release
from graph.write.lines import subject_of
from ontology.errors import ReportedError
from ontology.namespaces import Namespace
from ontology.vocabulary import DCT

_OF_OTHERS = ("measurement/", "metric/", "dimension/", "record/", "statement/")
"""Kinds of things that need no reason when they vanish, since they depend on other things. Sites declare further
ones."""
_SHOWN = 5


class RemovalError(ReportedError):
    """URIs that were published are gone, and no table says why or what stands for them."""


class MoveError(ReportedError):
    """A redirect leads to nothing, or away from something that is there."""


def record_changes(draft: Path, before: Release | None) -> tuple[str, ...]:
    """Write the changes since *before* into the release in *draft*, if there is a release before.

    Returns the paths of things that are gone without a reason, each with the thing that seems to replace it. Raises
    what ``write_changes`` raises.
    """
    new = Release.open(draft)
    if before is None or before.version == new.version:
        return ()
    summary = write_changes(draft / DIFF, before, new)
    parts = tuple(f"{kind}/" for kind in load_declaration(new.namespace, new.site).parts)
    moves = read_moves(new.site)
    return tuple(
        f"{path} (now {summary.renames[path]}?)" if path in summary.renames else path
        for path, version in read_gone(draft).items()
        if version == before.version and path not in moves.removed and not path.startswith((*_OF_OTHERS, *parts))
    )


def require_removed(moves: Moves, paths: Iterable[str]) -> None:
    """Raise MoveError where a table of the site declares one of *paths* removed."""
    if moves.removed and (there := sorted(moves.removed.keys() & set(paths))):
        raise MoveError(f"{REMOVED}: {there[0]} is a thing of this release; drop its row, or the thing")


def replacements(namespace: Namespace, moves: Moves, lines: Iterable[str]) -> Iterator[Triple]:
    """``dct:isReplacedBy`` for each URI that leads to another one.

    *lines* are the other statements of the release. Raises MoveError where they describe a URI that is redirected, or
    do not describe the target of a redirect.
    """
    if not moves.redirects:
        return
    subjects = set(map(subject_of, lines))
    for path in moves.redirects:
        target = moves.target(path) or path
        old, new = (namespace.thing(*name.split("/", 1)) for name in (path, target))
        if str(old) in subjects:
            raise MoveError(f"{REDIRECTS}: {path} is a thing of this release; drop its row, or the thing")
        if str(new) not in subjects:
            raise MoveError(f"{REDIRECTS}: {path} leads to {target}, which this release does not have; correct the row")
        yield Triple(old, DCT.isReplacedBy, new)


def require_explained(paths: Sequence[str]) -> None:
    """Raise RemovalError where there are *paths* of things that are gone without a reason."""
    if paths:
        raise RemovalError(f"{removals(paths)}, or build with --allow-removals")


def removals(paths: Sequence[str]) -> str:
    """The message about the *paths* of things that are gone without a reason."""
    rest = f" and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else ""
    return (
        f"{len(paths)} URI(s) of the release before are gone without a reason: {', '.join(paths[:_SHOWN])}{rest}; "
        f"name what stands for each in site/{REDIRECTS}, or why it is gone in site/{REMOVED}"
    )


def is_of_this_machine(base: str) -> bool:
    """Do the URIs below *base* lead to this machine only, as those of ``http://localhost:8000`` do?"""
    host = urlsplit(base).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
