"""Addresses of an export: which become files, and the names of these files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import yaml

_RULES = Path(__file__).with_name("rules.yaml")
_SAFE = "-_.!~*'()"
"""The characters beside letters and digits that JavaScript's encodeURIComponent does not encode (ECMA-262, 19.2.6)."""
_LONGEST, _KEPT = 200, 150
"""File systems take names of 255 bytes; a language and a format follow."""
_LINK = re.compile(r'(?:href|src|action|content|data-style)="([^"]+)"|<loc>([^<]+)</loc>')
LANGUAGE = "lang"
"""The parameter that names the language of a page."""


@dataclass(frozen=True)
class Rules:
    """Rules for the addresses that become files."""

    server: tuple[str, ...]
    """Patterns of paths that need a server."""
    followed: tuple[str, ...]
    seeds: tuple[str, ...]
    copied: tuple[str, ...]

    @classmethod
    def read(cls) -> Rules:
        """Those of ``rules.yaml``."""
        rules = yaml.safe_load(_RULES.read_text(encoding="utf-8"))
        return cls(*(tuple(rules[name]) for name in ("server", "followed", "seeds", "copied")))

    def becomes_file(self, address: str) -> bool:
        """Does the answer to *address*, a path with its query, become a file of its own?"""
        path, _, query = address.partition("?")
        if path.startswith(self.copied) or any(re.fullmatch(pattern, path) for pattern in self.server):
            return False
        return all(name in self.followed for name, _ in parse_qsl(query, keep_blank_values=True))


def plain_address(link: str, base: str, root: str) -> str | None:
    """The address within the site that *link* of a page leads to, without language and fragment; None for any other.

    *base* is that of the release, *root* the path of it.
    """
    link = unescape(link)
    host = base.removesuffix(root)
    link = link.removeprefix(host) if link.startswith(f"{host}/") else link
    if not link.startswith("/") or link.startswith("//") or not (link == root or link.startswith(f"{root}/")):
        return None
    parts = urlsplit(link)
    query = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != LANGUAGE)
    path = parts.path[len(root) :] or "/"
    return f"{path}?{urlencode(query)}" if query else path


def links(text: str, base: str, root: str) -> Iterator[str]:
    """The addresses within the site that *text*, a page or a sitemap, leads to."""
    for match in _LINK.finditer(text):
        address = plain_address(match[1] or match[2], base, root)
        if address is not None:
            yield address


def file_stem(address: str) -> str:
    """The name of the files for *address*, without extension: its path; ``index`` for that of a folder."""
    path, _, query = address.partition("?")
    name = "/".join(quote(unquote(part), safe=_SAFE) for part in path.strip("/").split("/")) or "index"
    if query:
        pairs = sorted(parse_qsl(query, keep_blank_values=True))
        name += quote("?" + "&".join(f"{key}={value}" for key, value in pairs), safe=_SAFE)
    return "/".join(_short(part) for part in name.split("/"))


def _short(name: str) -> str:
    """*name*, or where no file can be called so the beginning of it and a digest; ``negotiate.js`` does the same."""
    if len(name) <= _LONGEST:
        return name
    return f"{name[:_KEPT]}~{hashlib.sha256(name.encode()).hexdigest()[:16]}"


def split_document(path: str, extensions: Collection[str]) -> tuple[str, str]:
    """*path* without the extension of a format at its end, and the extension; empty where it has none."""
    stem, dot, extension = path.rpartition(".")
    return (stem, extension) if dot and extension in extensions else (path, "")
