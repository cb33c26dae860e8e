"""Runs of numbered items, ①…②…."""

from __future__ import annotations

from mappings.layout.flow import Flow
from mappings.layout.templates import Value

MARKS = "①②③④⑤⑥⑦⑧⑨"


def marked(flow: Flow, _word: str = "") -> list[dict[str, Value]]:
    """The items of a run ①…②…, each with its *mark*. Raises ReaderError when the marks don't count up from ①."""
    items = list(flow.all(rf"(?P<mark>[{MARKS}])(?P<item>[^{MARKS}]+)"))
    marks = "".join(match.matched["mark"] for match in items)
    if not items or marks != MARKS[: len(marks)]:
        raise flow.error(f"the marks {marks} do not count up from ①")
    return [{"mark": match.sub("mark"), "item": match.sub("item")} for match in items]
