"""The site of :mod:`tests.graph.build.tiny_site` with what readers are told of changes, and releases of it in a row."""

from __future__ import annotations

from pathlib import Path

from graph.release import Release
from tests.graph.build.tiny_site import built, change, write_site

COUNTERS = "mappings/list/tables/counters.csv"
_CHANGES = """derived: {skos:prefLabel: {but: [place]}}
names:
  - {kind: counter, ja: 窓口, en: counter, many: counters}
feeds:
  place: {kinds: [place], by: links}
"""


def first_release(folder: Path) -> Release:
    """Write the site into *folder* and build it."""
    write_site(folder)
    (folder / "site" / "changes.yaml").write_text(_CHANGES, encoding="utf-8")
    return built(folder, folder / "var").release


def second_release(folder: Path) -> Release:
    """The counter of Yokohama opens on another day, a counter comes, and the city of Kobe gets another name."""
    change(folder, (COUNTERS, "monday", "tuesday"))
    change(folder, (COUNTERS, "b,28100", "c,14100,sunday,2018,6\nb,28100"))
    change(folder, ("mappings/places/tables/places.csv", "神戸市", "神戸"))
    return built(folder, folder / "var").release


def third_release(folder: Path) -> Release:
    """The new counter is called otherwise, and the counter of Yokohama is gone; tables of the site say so."""
    change(folder, (COUNTERS, "c,14100", "yokohama,14100"))
    change(folder, (COUNTERS, "a,14100,tuesday,2019,3\n", ""))
    (folder / "site" / "redirects.csv").write_text(
        "from,to,since,reason\ncounter/c,counter/yokohama,2026-11-30,one key for each city\n", encoding="utf-8"
    )
    (folder / "site" / "removed.csv").write_text(
        "thing,since,reason_ja,reason_en\ncounter/a,2026-11-30,閉鎖された,It was closed.\n", encoding="utf-8"
    )
    return built(folder, folder / "var").release
