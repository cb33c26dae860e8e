"""A journalist: a figure, its chart, its citation, its numbers, and the figure in a page of one's own."""

from __future__ import annotations

import csv
import io
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import PHONE


@contextmanager
def other_site(folder: Path) -> Iterator[str]:
    """The address of a server of the files in *folder*."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_from_a_figure_to_chart_citation_and_csv(visit: Any, tmp_path: Path) -> None:
    reader = visit(language="en")
    page = reader.open("/figures")
    page.get_by_role("link", name="Foreign residents as a share of the population").click()
    expect(page.locator("h1")).to_have_text("Foreign residents as a share of the population")
    bars = page.locator(".bars .bar-row")
    assert bars.all_inner_texts()[0].split() == ["Ota", "(city)", "6.08%"], "the share, not the population"
    page.get_by_role("link", name="Local government").click()
    expect(page).to_have_url(re.compile(r"sort=name#table$"))
    expect(page.locator(".figure-table tbody th").first).to_have_text("Fuchu")
    page.locator(".figure-table tbody tr", has_text="Ota").locator("a.origin").click()
    card = page.get_by_role("dialog", name="Where this is known from")
    expect(card).to_contain_text("← this fact")
    expect(card.get_by_role("row").filter(has_text="this fact")).to_contain_text("6.08")
    page.keyboard.press("Escape")
    expect(page.locator("#cite + .cited")).to_contain_text(re.compile(r"release \S+\. .*accessed \d{4}-\d\d-\d\d"))
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8"))))
    ota = next(row for row in rows if row["code"] == "10205")
    assert (ota["value"], ota["unit"], ota["date"], ota["document"]) == ("6.08", "%", "2024-01-01", "002")
    picture = page.request.get(page.locator("#take ~ p a", has_text="PNG").first.evaluate("link => link.href"))
    assert picture.headers["content-type"] == "image/png"
    # In a page of somebody else, the small page is shown, and nothing else of the site.
    frame = page.locator("textarea.frame").input_value()
    assert not reader.strangers
    framed = frame.replace("/embed/figures/", "/figures/")
    (tmp_path / "blog.html").write_text(f"<!doctype html><h1>My blog</h1>{frame}{framed}", encoding="utf-8")
    with other_site(tmp_path) as address:
        page.goto(f"{address}/blog.html")
        expect(page.frame_locator("iframe >> nth=0").locator("h1")).to_have_text(
            "Foreign residents as a share of the population"
        )
        expect(page.frame_locator("iframe >> nth=1").locator(".figure-table")).to_have_count(0)


def test_an_old_figure_says_so_on_a_phone_without_scripts(visit: Any) -> None:
    page = visit(PHONE, scripts=False, language="en").open("/doc/figures/registered-foreign-residents-2012")
    page.get_by_role("link", name=re.compile("map, bars and table")).click()
    expect(page.locator(".old-band")).to_contain_text("These figures are of December 31, 2012.")
    page.get_by_role("link", name="Registered foreign residents").last.click()
    expect(page.locator(".figure-table tbody th").first).to_have_text("Kochi Prefecture")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
