"""The site of this repository, as the tests of the engine use it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mappings.site import DATA, Site, load_site
from server.display.layout import load_layout
from server.display.translations import Words

SITE = load_site(Path(__file__).parents[1])
LANGUAGES = SITE.interface.languages
PHRASE_LANGUAGES = SITE.interface.phrase_languages
READABLE = SITE.interface.readable
WORDS = Words(SITE.interface, SITE.find("words"))
LAYOUT = load_layout(SITE)
QUESTIONS = SITE.data / "questions"


def with_file(folder: Path, name: str, text: str) -> Site:
    """This site, but with nothing among its data except the file *name*, which holds *text*; it lies in *folder*."""
    (folder / DATA).mkdir(parents=True, exist_ok=True)
    (folder / DATA / name).write_text(text, encoding="utf-8")
    return replace(SITE, folder=folder)
