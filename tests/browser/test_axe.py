"""The checks of :mod:`tests.browser.axe` on lists with one faulty row among many."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.axe import DARK, LIGHT, WCAG, broken_rules, faint_letters, load

STYLE = """
:root { color-scheme: light dark; --ink: black; --quiet: black; }
body { background: white; color: var(--ink); line-height: 2; }
@media (prefers-color-scheme: dark) { :root { --ink: white; --quiet: #333; } body { background: black; } }
.faint, li:nth-child(37) > .striped, [data-day=sunday] { color: #aaa; }
.wash { background: #333; }
.night, .dusk[lang=ja] { color: var(--quiet); }
"""
ROW = "<li><p>hours <b>hours</b></p></li>"
# The rows of a list, and the one among them whose word "late" is faint, in a scheme of colours.
FAINT = {
    "by its class": (ROW, "<li><p class='faint'>late</p></li>", LIGHT),
    "deeper in": (ROW, "<li><p>hours <b class='faint'>late</b></p></li>", LIGHT),
    "by its style": (ROW, "<li><p style='color: #aaa'>late</p></li>", LIGHT),
    "by the value of an attribute": (
        "<li><p data-day=monday>hours</p></li>",
        "<li><p data-day=sunday>late</p></li>",
        LIGHT,
    ),
    "by what it lies in": (
        "<li><p class='wash'>hours</p></li>",
        "<li class='wash'><p class='wash'>late</p></li>",
        LIGHT,
    ),
    "where others have no text": ("<li><p class='faint'></p></li>", "<li><p class='faint'>late</p></li>", LIGHT),
    "in the dark": (ROW, "<li><p class='night'>late</p></li>", DARK),
    "in the dark by the value of an attribute": (
        "<li><p class='dusk' lang=en>hours</p></li>",
        "<li><p class='dusk' lang=ja>late</p></li>",
        DARK,
    ),
}
PLACE = 36


def opened(reader: Any, axe: Path, *lists: list[str]) -> Any:
    """The page with *lists* of rows, each of a class of its own, and axe."""
    page = reader.page
    body = "".join(f"<ul class='list-{number}'>{''.join(rows)}</ul>" for number, rows in enumerate(lists))
    page.set_content(f"<!doctype html><html lang=en><title>Counters</title><style>{STYLE}</style><main>{body}</main>")
    load(page, axe)
    return page


def test_one_faint_row_among_many_is_named(visit: Any, axe: Path) -> None:
    """Each in a list of its own: the lists have classes, so that no row stands for one of another list."""
    lists = []
    for fault, (others, faint, _) in FAINT.items():
        rows = [others] * 60
        rows[PLACE] = faint.replace("late", f"late {fault}")
        lists.append(rows)
    page = opened(visit(), axe, *lists)
    lines = faint_letters(page)
    for fault, (_, _, scheme) in FAINT.items():
        assert any(line.startswith(scheme) and f">late {fault}</" in line for line in lines), (fault, lines)
    for rows in page.locator("ul").all():
        assert rows.locator("li:visible").count() <= 2


def test_a_row_that_is_faint_by_its_place_is_named(visit: Any, axe: Path) -> None:
    page = opened(visit(), axe, ["<li><p class='striped'>hours</p></li>"] * 60)
    (line,) = faint_letters(page, [LIGHT])
    assert f"li:nth-child({PLACE + 1})" in line


def test_every_row_is_held_to_the_other_rules(visit: Any, axe: Path) -> None:
    rows = ["<li><a href='/a'>opening hours</a></li>"] * 60
    page = opened(visit(), axe, rows)
    assert not broken_rules(page, WCAG)
    assert not faint_letters(page)
    rows[PLACE] = "<li><a href='/b'></a></li>"
    (line,) = broken_rules(opened(visit(), axe, rows), WCAG)
    assert line.startswith("link-name")


@pytest.mark.parametrize(("state", "broken"), [("", []), ("open", ["aria-hidden-focus", "link-name", "marquee"])])
def test_what_is_folded_gives_names_and_breaks_no_rule(visit: Any, axe: Path, state: str, broken: list[str]) -> None:
    """axe itself finds nothing there: it is looked at when a reader opens it."""
    faults = "<a href='/a'></a> <span aria-hidden=true><a href='/b'>late</a></span> <marquee>hours</marquee>"
    page = visit().page
    page.set_content(
        "<!doctype html><html lang=en><title>Counters</title><main>"
        "<button aria-labelledby=late style='padding: 2em'></button>"
        f"<details {state}><summary>Hours</summary><p>{faults}</p><p><b id=late>late</b></p></details></main>"
    )
    load(page, axe)
    assert sorted(line.partition(":")[0] for line in broken_rules(page, WCAG)) == broken
