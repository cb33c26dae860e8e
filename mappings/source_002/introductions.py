"""The date in the introduction of a chapter: it is that of the sections of the chapter, and of nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mappings.layout.declaration import Layout, Step
from mappings.layout.outline import key_of
from mappings.layout.templates import LayoutProblem, references


def check_introductions(layout: Layout) -> None:
    """Raise LayoutProblem where a row takes a date from the introduction of a chapter in which it does not stand.

    A box (``column``) is the words of the guide itself: neither the date of the examples nor that of the answers is one
    of it.
    """
    kinds = {key_of(step): step.head[0].name for step in layout.steps if step.head}
    chapters: dict[str, str] = {}
    chapter = ""
    for key, kind in kinds.items():
        chapter = key if kind == "part" else chapter
        chapters[key] = chapter
    named = {step.word("as"): step.word("in") for step in layout.steps if step.word("as")}
    for step in layout.steps:
        parts = set(_parts(step, named)) & kinds.keys()
        for introduction in (part for part in parts if kinds[part] == "part"):
            for part in parts - {introduction}:
                if chapters[part] != introduction or kinds[part] == "column":
                    raise LayoutProblem(
                        f"{step.where}: {introduction} introduces another chapter than that of {part}, or {part} is a "
                        "box; leave its date out"
                    )


def _parts(step: Step, named: Mapping[str, str]) -> Iterator[str]:
    """The sections in which *step* looks, and those of the steps that it refers to."""
    yield from step.word("in").split()
    yield from (place for place, _ in step.placed("one"))
    for row in step.rows:
        cited = " ".join((row.words.get("cite", ""), row.words.get("lines", ""))).split()
        cells = [name for template in row.cells.values() for name in references(template)]
        yield from (named[name.partition(".")[0]] for name in (*cited, *cells) if name.partition(".")[0] in named)
