"""A real browser in front of a real server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.conftest import need
from tests.http_client import SECONDS
from tests.serving import ROOT, RunningServer

CHROMIUM = shutil.which("chromium")
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
)
MILLISECONDS = SECONDS * 1000
"""How long a page may take before the test fails; no test measures time by it."""
expect.set_options(timeout=MILLISECONDS)
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    need(CHROMIUM is not None, "chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture
def axe() -> Path:
    """axe-core, as npm installs it (`make web`)."""
    need(AXE.is_file(), "axe-core (npm ci)")
    return AXE


class Visit:
    """A reader's window, its requests, and the errors of its console."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.url = url
        self.page: Page = context.new_page()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

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
def visit(browser: Browser, server: RunningServer) -> Iterator[Any]:
    """Opens windows: ``visit(width=…, scripts=…, language=…)``."""
    contexts: list[BrowserContext] = []

    def make(size: dict[str, int] = DESK, *, scripts: bool = True, language: str = "ja", **options: Any) -> Visit:
        context = browser.new_context(
            viewport=size,
            java_script_enabled=scripts,
            extra_http_headers={"Accept-Language": language},
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(MILLISECONDS)
        contexts.append(context)
        return Visit(context, server.url)

    yield make
    for context in contexts:
        context.close()
