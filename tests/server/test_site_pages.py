"""The strict reading of pages, which many tests rely on, notices what is wrong."""

from __future__ import annotations

import pytest

from tests.server.site_pages import Checker

SOUND = '<!doctype html><html lang="en"><body><p id="a" hidden>1 &lt; 2<br><svg><path d="M0"/></svg></p></body></html>'


def test_a_sound_page_has_no_fault() -> None:
    checked = Checker(SOUND)
    assert not checked.faults
    assert not checked.open
    assert (checked.language, checked.ids) == ("en", ["a"])


@pytest.mark.parametrize(
    "markup",
    [
        "1 < 2",
        "<b>",
        "</b>",
        "<b><i></b></i>",
        "<b/>",
        "<b x='1'></b>",
        "<b x=1></b>",
        '<b x="1"y="2"></b>',
        '<b x="1" X="2"></b>',
        '<b x=">"></b>',
        '<b x="<"></b>',
        "<!-- a -->",
        "<?a?>",
        "<b",
        "<script>go()</script>",
        '<script src="https://example.org/a.js"></script>',
        '<p style="color: red"></p>',
        '<p onclick="go()"></p>',
        '<img src="//example.org/a.png">',
        '<a href="JavaScript:go()"></a>',
        '<link rel="icon" href="https://example.org/a.png">',
    ],
)
def test_unsound_html_is_a_fault(markup: str) -> None:
    checked = Checker(SOUND.replace("1 &lt; 2", markup))
    assert checked.faults
