"""Write the record of changes since the release before (:mod:`graph.compare.change_record` describes its files)."""

from __future__ import annotations

import gzip
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from graph.compare.change_record import ADDED, PATCH, REMOVED, release_iri
from graph.compare.comparison import Comparison
from graph.compare.declaration import load_declaration
from graph.compare.lineage import records_of
from graph.compare.model import Summary
from graph.compare.patch import patch_lines
from graph.compare.sides import of_release
from graph.compare.thing_changes import ThingChanges
from graph.gone import read_moves
from graph.release import SUMMARY, Release
from ontology.json_text import indented

_LEVEL = 6


def comparison_of(old: Release, new: Release, everything: bool = False, folder: Path | None = None) -> Comparison:
    """*old* compared with *new*, as the site of *new* declares it. Files, if any are needed, lie in *folder*.

    Raises ComparisonError, DeclarationError, CsvError.
    """
    sides = {False: old, True: new}

    def origins(is_new: bool, lines: Collection[str]) -> Mapping[str, list[str]]:
        return records_of(sides[is_new], lines)

    return Comparison(
        of_release(old, new.namespace, folder),
        of_release(new, new.namespace),
        new.namespace,
        load_declaration(new.namespace, new.site),
        read_moves(new.site),
        origins,
        everything,
    )


def write_changes(folder: Path, old: Release, new: Release) -> Summary:
    """Write the changes from *old* to *new* into the folder *folder*. Raises as :func:`comparison_of` does."""
    comparison = comparison_of(old, new)
    folder.mkdir()
    news = ThingChanges(comparison)
    with ExitStack() as stack:
        added, removed, patch = (stack.enter_context(_packed(folder / name)) for name in (ADDED, REMOVED, PATCH))

        def told() -> Iterator[tuple[bool, str]]:
            for is_new, line in comparison.changes():
                (added if is_new else removed).write(f"{line} .\n".encode())
                news.add(is_new, line)
                yield is_new, line

        _write_lines(patch, patch_lines(told(), release_iri(new, new.version), release_iri(new, old.version)))
    summary = news.summary()
    text = indented(summary.as_json())
    (folder / SUMMARY).write_text(f"{text}\n", encoding="utf-8")
    return summary


def _write_lines(file: gzip.GzipFile, lines: Iterable[str]) -> None:
    for line in lines:
        file.write(f"{line}\n".encode())


@contextmanager
def _packed(path: Path) -> Iterator[gzip.GzipFile]:
    """A file to write, compressed. It has neither a name nor a time, so that the same content gives the same bytes."""
    with path.open("wb") as raw, gzip.GzipFile("", "wb", _LEVEL, raw, mtime=0) as file:
        yield file
