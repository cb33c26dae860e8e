"""The crawl that makes every file of an export: several processes follow the links of pages from start addresses."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from graph.gone import read_gone, read_moves, read_things
from graph.processes import die_with
from graph.release import Release
from ontology.errors import ReportedError
from server.app import create_app
from server.display.knowledge import Knowledge
from server.export.addresses import Rules, links, split_document
from server.export.capture import EXTENSIONS, Capturing
from server.export.files import write
from server.settings import Settings

_AT_ONCE = 20
"""Addresses that a process takes at once."""
NOTHING_HERE, NEEDS_SERVER = "_/nothing", "_/needs-server"
"""The names of the files for an address without an answer, and for one that needs a server."""
Progress = Callable[[str], None]


class ExportError(ReportedError):
    """A release cannot be exported."""


@dataclass(frozen=True)
class ExportPlan:
    """The scope of an export: pages in *languages*, which name the address *base*; *live*: where a server is."""

    folder: Path
    base: str
    languages: tuple[str, ...]
    live: str = ""

    @property
    def root(self) -> str:
        """The path of the base; empty for that of a host."""
        return urlsplit(self.base).path.rstrip("/")


@dataclass(frozen=True)
class Crawled:
    """How many *addresses* have files now, and their size in bytes; *refused* are links that lead to an error."""

    addresses: int
    size: int
    refused: tuple[str, ...]


@dataclass
class _Worker:
    """The state of a process."""

    plan: ExportPlan
    capturing: Capturing


_worker: _Worker
_failure: ReportedError | None = None
"""Why this process has no worker; if the initializer raised the error, the pool would only report that it is broken."""


def crawl(
    plan: ExportPlan, knowledge: Knowledge, processes: int, progress: Progress, only: Sequence[str] = ()
) -> Crawled:
    """Write the files of every answer of the release of *knowledge*, or of *only* these addresses."""
    rules, release = Rules.read(), knowledge.release
    things = {f"/doc/{path}" for path in read_things(release.path)}
    waiting = list(only) or [*rules.seeds, *sorted(things), *_former(release)]
    seen, done = set(waiting), 0
    refused: list[str] = []
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, context, initializer=_begin, initargs=(plan, knowledge, os.getpid())) as pool:
        size = pool.submit(_write_standing).result()
        while waiting:
            following: list[str] = []
            for address, status, written, linked in pool.map(_export, waiting, chunksize=_AT_ONCE):
                done, size = done + 1, size + written
                if status >= 500:
                    raise ExportError(f"{address} is answered with {status}, so that the export would not be whole")
                if status >= 400 and status != 410:
                    refused.append(address)
                if done % 500 == 0:
                    progress(f"{done:,} addresses, {size / 1e6:,.0f} MB")
                for link in linked if not only else ():
                    stem, extension = split_document(link, EXTENSIONS.values())
                    is_of_a_document = extension and stem in things
                    # nginx leads from a thing to its document without an entry for it.
                    is_of_a_thing = link.startswith("/id/") and f"/doc/{link[4:]}" in things
                    if link not in seen and not (is_of_a_document or is_of_a_thing) and rules.becomes_file(link):
                        seen.add(link)
                        following.append(link)
            waiting = following
    return Crawled(done, size, tuple(refused))


def _former(release: Release) -> Iterator[str]:
    """The addresses of removed and renamed things."""
    for path in (*read_gone(release.path), *read_moves(release.site).redirects):
        yield from (f"/id/{path}", f"/doc/{path}")


def _begin(plan: ExportPlan, knowledge: Knowledge, parent: int) -> None:
    global _worker, _failure
    die_with(parent)
    try:
        app = create_app(knowledge.release, knowledge=knowledge, settings=Settings(access_log="off", kept_answers=1))
    except ReportedError as error:
        _failure = error
        return
    _worker = _Worker(plan, Capturing(app, plan.base, plan.languages))


def _write_standing() -> int:
    """Write the answers that stand for many addresses."""
    if _failure is not None:
        raise _failure
    folder, capturing = _worker.plan.folder, _worker.capturing
    size = write(folder, capturing.capture("/_/nothing"), NOTHING_HERE)
    return size + write(folder, capturing.needs_server(_worker.plan.live), NEEDS_SERVER)


def _export(address: str) -> tuple[str, int, int, Sequence[str]]:
    """Write the files for *address*; its status, their size, and the addresses that it leads to."""
    plan = _worker.plan
    captured = _worker.capturing.capture(address)
    if captured.status >= 400 and captured.status != 410:
        return address, captured.status, 0, ()
    linked = {
        link: None
        for variant in captured.variants
        if variant.content_type.startswith(("text/html", "application/xml"))
        for link in links(variant.body.decode("utf-8", "replace"), plan.base, plan.root)
    }
    if captured.location.startswith(f"{plan.root}/"):
        linked[captured.location[len(plan.root) :]] = None
    # The same answers by a suffix are chosen from these files.
    path, mark, query = address.partition("?")
    for variant in captured.variants:
        linked.pop(f"{path}.{variant.extension}{mark}{query}", None)
    return address, captured.status, write(plan.folder, captured), tuple(linked)
