"""How a page is cited: in words and as BibTeX, with the release, which never changes, and the day of access."""

from __future__ import annotations

from dataclasses import dataclass

from server.display.publication import knowledge, site

ACCESSED = "YYYY-MM-DD"
"""Stands for the day of access: a page is kept, so a script of the page writes the day, else the reader."""


@dataclass(frozen=True)
class Citation:
    """*words* before and *after* the day of access, and *bibtex* likewise."""

    words: tuple[str, str]
    bibtex: tuple[str, str]


def citation(key: str, title: str, publication_title: str, address: str) -> Citation:
    """The citation of the page *key*, called *title*, of the site called *publication_title*, read at *address*."""
    release = knowledge().release
    publisher = site().author
    year, version = release.modified.year, release.version
    words = f"{publisher} ({year}). “{title}”. {publication_title}, release {version}. {address} (accessed {ACCESSED})."
    bibtex = (
        f"@misc{{{site().name}-{key}-{version},\n"
        f"  author = {{{{{publisher}}}}},\n"
        f"  title = {{{{{title}}}}},\n"
        f"  howpublished = {{{publication_title}, release {version}}},\n"
        f"  year = {{{year}}},\n"
        f"  url = {{{address}}},\n"
        f"  urldate = {{{ACCESSED}}},\n"
        f"  note = {{{site().licence_name}}}\n}}"
    )
    return Citation(_split(words), _split(bibtex))


def _split(text: str) -> tuple[str, str]:
    before, _, after = text.partition(ACCESSED)
    return before, after
