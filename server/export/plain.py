"""The export without a web server: pages that open from disk, with links to files instead of addresses."""

from __future__ import annotations

import gzip
import json
import posixpath
import re
import shutil
from html import escape, unescape
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from server.export.addresses import LANGUAGE, Rules, file_stem, plain_address, split_document
from server.export.crawl import NEEDS_SERVER, NOTHING_HERE, ExportPlan
from server.export.files import FILES, INDEX

_ATTRIBUTE = re.compile(r'(?P<before> (?:href|src|action|data-style)=")(?P<link>[^"]*)(?P<after>")')
_START = """<!doctype html>
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url={page}">
<a href="{page}">{page}</a>
"""


class Plain:
    """Turns the files of *plan* in its folder into those that open from disk: ``{language}/…`` pages, data beside them.

    The folder keeps neither entries nor a configuration.
    """

    def __init__(self, plan: ExportPlan) -> None:
        self._plan = plan
        self._rules = Rules.read()
        self._entries: dict[str, dict[str, Any]] = {}
        folder = plan.folder / INDEX
        for path in folder.rglob("*.json"):
            self._entries[path.relative_to(folder).as_posix().removesuffix(".json")] = json.loads(path.read_bytes())
        self._extensions = {v["extension"] for entry in self._entries.values() for v in entry.get("variants", ())}

    def write(self) -> None:
        """Write the files and remove those for a web server."""
        folder = self._plan.folder
        for stem, entry in self._entries.items():
            if stem == NOTHING_HERE:
                continue
            for variant in entry.get("variants", ()):
                path = folder / FILES / variant["file"]
                body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
                name = _name(stem, variant)
                if variant["extension"] == "html":
                    body = self._relinked(body.decode(), name, variant["language"]).encode()
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(body)
        shutil.rmtree(folder / FILES)
        shutil.rmtree(folder / INDEX)
        page = f"{self._plan.languages[0]}/index.html"
        (folder / "index.html").write_text(_START.format(page=page), encoding="utf-8")

    def _relinked(self, page: str, name: str, language: str) -> str:
        """*page*, which is the file *name*, with its links within the site to files."""

        def relinked(match: re.Match[str]) -> str:
            link = unescape(match["link"])
            target = self._file_of(link, name, language)
            if target is None:
                return match[0]
            fragment = urlsplit(link).fragment
            path = quote(posixpath.relpath(target, posixpath.dirname(name) or "."))
            return f"{match['before']}{escape(path + (f'#{fragment}' if fragment else ''))}{match['after']}"

        return _ATTRIBUTE.sub(relinked, page)

    def _file_of(self, link: str, page: str, language: str) -> str | None:
        """The file that *link* of *page* leads to; None for a link elsewhere, or within the page."""
        root = self._plan.root
        if link.startswith("?"):
            link = f"{root}/{link}" if page == f"{language}/index.html" else f"{root}/{_stem_of(page)}{link}"
        address = plain_address(link, self._plan.base, root)
        if address is None:
            return None
        path = address.partition("?")[0]
        if path.startswith(self._rules.copied) or (self._plan.folder / path[1:]).is_file():
            return path[1:]
        wanted = dict(parse_qsl(urlsplit(link).query)).get(LANGUAGE, language)
        return self._of_address(address, wanted if wanted in self._plan.languages else language)

    def _of_address(self, address: str, language: str) -> str:
        if address.startswith("/id/") and file_stem(address) not in self._entries:
            address = f"/doc/{address[4:]}"
        entry = self._entries.get(file_stem(address))
        for _ in range(9):
            if entry is None or "location" not in entry:
                break
            address = plain_address(entry["location"], self._plan.base, self._plan.root) or ""
            entry = self._entries.get(file_stem(address))
        extension = ""
        if entry is None:
            path, extension = split_document(address, self._extensions)
            address, entry = path, self._entries.get(file_stem(path)) if extension else None
        variants = (entry or {}).get("variants", ())
        fitting = [v for v in variants if not extension or v["extension"] == extension]
        if not fitting:
            return f"{language}/{NEEDS_SERVER}.html"
        best = next((v for v in fitting if v.get("language") == language), fitting[0])
        return _name(file_stem(address), best)


def _name(stem: str, variant: dict[str, Any]) -> str:
    """The file of *variant* of the answer at *stem*: pages in a folder for each language, data without."""
    extension, language = variant["extension"], variant.get("language")
    name = f"{stem.removesuffix(f'.{extension}')}.{extension}"
    return f"{language}/{name}" if language else name


def _stem_of(page: str) -> str:
    """The address of the file *page*, without its slash."""
    return page.partition("/")[2].removesuffix(".html")
