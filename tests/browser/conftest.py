"""A real browser in front of a real server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, ViewportSize, expect, sync_playwright

from tests.conftest import need
from tests.http_client import SECONDS
from tests.serving import ROOT, RunningServer

CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
"""The same engine; the first has no windows, bookmarks and extensions around it, and takes half of the time."""
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-software-rasterizer",
    "--in-process-gpu",
    "--renderer-process-limit=1",
    "--disable-extensions",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    # A page lives for a second: to optimise its scripts, and to collect garbage in parallel, costs more than it saves.
    "--js-flags=--no-opt,--no-maglev,--single-threaded-gc",
)
UNPAINTED = "--force-gpu-mem-available-mb=1"
"""No memory for pixels: no test looks at any. Everything before them goes on: styles, layout, frames, what is hit."""
MILLISECONDS = SECONDS * 1000
"""How long a page may take before the test fails; no test measures time by it."""
expect.set_options(timeout=MILLISECONDS)
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    need(CHROMIUM is not None, "chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, UNPAINTED])
        yield chromium
        chromium.close()


@pytest.fixture
def axe() -> Path:
    """axe-core, as npm installs it (`make web`)."""
    need(AXE.is_file(), "axe-core (npm ci)")
    return AXE


class Windows:
    """Windows that one test after another uses: to open one costs more than to go to a page.

    A test gets one as if it were new: with no cookie and nothing stored, on an empty page, and nobody listening.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[str, list[Page]] = {}
        """Those that no test has, by the options that they were opened with."""
        self._sessions: dict[Page, CDPSession] = {}

    def take(self, size: dict[str, int], language: str, options: dict[str, Any]) -> Page:
        """A window of *size* in pixels for a reader of *language*."""
        free = self._free.setdefault(repr(options), [])
        page = free.pop() if free else self._opened(options)
        if page.viewport_size != size:
            page.set_viewport_size(ViewportSize(width=size["width"], height=size["height"]))
        page.set_extra_http_headers({"Accept-Language": language})
        return page

    def _opened(self, options: dict[str, Any]) -> Page:
        context = self._browser.new_context(reduced_motion="reduce", **options)
        context.set_default_timeout(MILLISECONDS)
        page = context.new_page()
        self._sessions[page] = context.new_cdp_session(page)
        return page

    def give_back(self, page: Page, options: dict[str, Any]) -> None:
        """Clean *page* for the next test, which takes it with the same *options*."""
        context = page.context
        for other in context.pages:
            if other != page:
                other.close()
        # The page goes of itself, so that the next one is in the same process, which knows fonts and scripts by then.
        page.evaluate("location.replace('about:blank')")
        page.wait_for_url("about:blank")
        page.emulate_media(media="null", color_scheme="light")
        page.mouse.move(0, 0)
        self._sessions[page].send("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": "all"})
        context.clear_cookies()
        self._free[repr(options)].append(page)


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Windows:
    """The windows of the browser."""
    return Windows(browser)


class Visit:
    """A reader's window, its requests, and the errors of its console."""

    def __init__(self, page: Page, url: str) -> None:
        self.url = url
        self.page = page
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self._listeners: dict[Any, Any] = {
            "request": lambda request: self.asked.append(request.url),
            "console": self._console,
            "pageerror": lambda error: self.complaints.append(str(error)),
        }
        for event, listener in self._listeners.items():
            page.on(event, listener)

    def end(self) -> None:
        """Stop listening."""
        for event, listener in self._listeners.items():
            self.page.remove_listener(event, listener)

    def _console(self, message: Any) -> None:
        # A page of an error is itself answered 404: that is what it is for.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def open(self, path: str) -> Page:
        """Go to *path*; gives the page."""
        self.page.goto(self.url + path)
        return self.page

    @property
    def strangers(self) -> list[str]:
        """The requests to other hosts."""
        return [address for address in self.asked if not address.startswith((self.url, "data:", "blob:"))]


@pytest.fixture
def visit(windows: Windows, server: RunningServer) -> Iterator[Any]:
    """Opens windows: ``visit(width=…, scripts=…, language=…)``."""
    visits: list[tuple[Visit, dict[str, Any]]] = []

    def make(size: dict[str, int] = DESK, *, scripts: bool = True, language: str = "ja", **options: Any) -> Visit:
        options["java_script_enabled"] = scripts
        visits.append((Visit(windows.take(size, language, options), server.url), options))
        return visits[-1][0]

    yield make
    for reader, options in visits:
        reader.end()
        windows.give_back(reader.page, options)
