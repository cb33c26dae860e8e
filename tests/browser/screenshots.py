"""``make screenshots``: the pictures of docs/screenshots, of the current release."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from graph.release import current
from tests.browser.conftest import ARGUMENTS, PHONE
from tests.serving import start

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
DESK = {"width": 1100, "height": 820}
PICTURES = {
    "home-phone": ("/?lang=ja-simple", PHONE),
    "find-phone": ("/find?language=vi&day=saturday&lang=vi", PHONE),
    "home": ("/?lang=ja", DESK),
    "municipality": ("/doc/municipality/12204?lang=ja", DESK),
    "compare": ("/compare?municipality=12204&municipality=23211&municipality=28100&lang=en", DESK),
    "question": ("/questions/when-counters-opened?lang=en", DESK),
    "figure": ("/figures/registered-foreign-residents?lang=en", DESK),
    "map": ("/find?language=vi&view=map&lang=en", DESK),
    "source": ("/source/001?lang=ja", DESK),
    "evidence": ("/doc/service/sendai-multicultural-centre?lang=en", DESK),
}
MARKS = {"evidence": "th:has(a[href='/doc/language/vi']) > a.origin"}
"""The pictures that show an open card: a mark whose card it is."""


def main() -> None:
    """Write every picture, small enough for a repository."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("screenshots need chromium (Debian: apt-get install chromium fonts-noto-cjk)")
    running = start(current(), "--workers", "1")
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
            for name, (path, size) in PICTURES.items():
                page = browser.new_page(viewport=size)
                page.goto(running.url + path)
                if name in MARKS:
                    page.locator(MARKS[name]).first.click()
                    page.locator(".evidence-card:popover-open").wait_for()
                page.screenshot(path=FOLDER / f"{name}.png")
                page.close()
                print(f"docs/screenshots/{name}.png")
            browser.close()
    finally:
        running.stop()


if __name__ == "__main__":
    main()
