"""axe-core: its rules on the whole of a page, and the contrast of the colours on one of each kind of element."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
"""The tags of the rules of the Web Content Accessibility Guidelines 2.2, levels A and AA."""
LIGHT, DARK = "light", "dark"
_CONTRAST = "color-contrast"
_DISTINCT = Path(__file__).with_name("distinct.js")
_DROP_FOLDED = """
    for (const bracket of document.querySelectorAll("rp")) bracket.remove();
    const checked = "[id], area, audio, video";
    const drop = element => {
        if (!element.querySelector(checked) && !element.matches(checked)) element.remove();
        else if (!element.id) [...element.children].forEach(drop);
    };
    document.querySelectorAll("details:not([open]) > :not(summary)").forEach(drop);
"""
"""Removes from the page what nobody sees and no rule checks, up to half of its elements: the brackets for browsers
that do not know ruby, and what is folded. There rules check only pictures to click and what makes a sound, and take
names from what has an identifier."""


def load(page: Page, axe: Path) -> None:
    """Load the script *axe* into the page, whatever its policy.

    The window keeps it for the pages that follow: to hand over and to parse half a megabyte costs more than to run it.
    """
    if not page.evaluate("'loadAxe' in window && (loadAxe(), true)"):
        script = f"window.loadAxe = () => {{ {axe.read_text(encoding='utf-8')}\n }}"
        page.add_init_script(script)
        page.evaluate(f"{script}; loadAxe()")


def broken_rules(page: Page, tags: Sequence[str] = (), within: str = "html") -> list[str]:
    """What breaks the rules with *tags*, or any rule, contrast aside: on every element *within* a selector.

    Afterwards what is folded is empty, for what no rule checks is dropped first.
    """
    options: dict[str, Any] = {"rules": {_CONTRAST: {"enabled": False}}}
    if tags:
        options["runOnly"] = {"type": "tag", "values": list(tags)}
    return _run(page, within, options, _DROP_FOLDED)


def faint_letters(page: Page, schemes: Sequence[str] = (LIGHT, DARK), within: str = "html") -> list[str]:
    """The letters *within* a selector with too little contrast in one of the *schemes* of colours.

    Contrast takes axe as long as all other rules together. So all but one element of each kind are emptied and
    hidden first: afterwards the page is of no use to anybody else.
    """
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        page.evaluate(f"{_DISTINCT.read_text(encoding='utf-8')}; distinct.note()")
    faults, thin = [], "distinct.thin();"
    for scheme in reversed(schemes):
        page.emulate_media(color_scheme=scheme)
        options = {"runOnly": {"type": "rule", "values": [_CONTRAST]}}
        faults += [f"{scheme}: {fault}" for fault in _run(page, within, options, thin)]
        thin = ""
    return faults


def _run(page: Page, within: str, options: dict[str, Any], first: str) -> list[str]:
    """A line for each element that breaks a rule, after the script *first*."""
    report = page.evaluate(
        f"([within, options]) => {{ {first} return axe.run(within, options); }}",
        [within, {**options, "resultTypes": ["violations"]}],
    )
    return [
        f"{fault['id']}: {node['target'][0]} {node['html'][:120]} – {node['failureSummary'][:160]}"
        for fault in report["violations"]
        for node in fault["nodes"]
    ]
