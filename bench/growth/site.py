"""A folder that ``tabunka build --site`` takes: grown tables, and all else as the site has it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import yaml

from bench.growth.tables import Growth, later_entries, numbered_translations
from mappings.csv_files import Row, read_csv
from mappings.map.checking import all_tables
from mappings.map.corrections import corrected_rows, load_corrections
from mappings.map.label_files import FOLDER as LABELS
from mappings.map.label_files import TRANSLATIONS
from mappings.map.sources import Source, sources
from mappings.read.ledger import ledger_path
from mappings.site import FILE, Site
from mappings.yaml_text import parse_yaml

METADATA = "metadata.yaml"
STORIES = "stories"
"""Files that are left out, since stories about the real numbers do not hold for grown tables."""


def make_site(site: Site, folder: Path, copies: int, hub: int = 0) -> None:
    """Make *folder*, which must not exist, a site with the rules of *site* and *copies* of its rows.

    *hub* is how many divisions one local government has besides. The same arguments make the same files.
    """
    chosen = sources(site.mappings, site.sources)
    tables = all_tables(chosen)
    path = site.mappings / "corrections.csv"
    corrections = load_corrections(path) if path.exists() else []
    corrected = corrected_rows((correction for correction in corrections if correction.table in tables), tables)
    growth = Growth(tables, {place: row for place, (row, _) in corrected.items()}, copies, hub)
    folder.mkdir(parents=True)
    (folder / FILE).write_bytes((site.folder / FILE).read_bytes())
    for room in (site.ontology, site.shapes):
        if room.is_dir():
            (folder / room.name).symlink_to(room.resolve(), target_is_directory=True)
    if site.data.is_dir():
        _link_all(site.data, folder / site.data.name, without=STORIES)
    (folder / "mappings").mkdir()
    labels = site.mappings / LABELS
    made = {labels, *(source.folder for source in chosen)}
    for path in sorted(site.mappings.iterdir()):
        if path not in made:
            (folder / "mappings" / path.name).symlink_to(path.resolve())
    if labels.is_dir():
        _make_labels(labels, folder / "mappings" / LABELS, copies)
    for source in chosen:
        _make_source(source, folder / "mappings" / source.folder.name, growth, copies)


def _link_all(room: Path, folder: Path, without: str) -> None:
    """Link what is in *room* in the new *folder*, but for *without*."""
    folder.mkdir()
    for path in sorted(room.iterdir()):
        if path.name != without:
            (folder / path.name).symlink_to(path.resolve(), target_is_directory=path.is_dir())


def _make_labels(labels: Path, folder: Path, copies: int) -> None:
    folder.mkdir()
    for path in sorted(labels.iterdir()):
        if path.name != TRANSLATIONS:
            (folder / path.name).symlink_to(path.resolve())
    columns = ("ja", "en")
    _write(folder / TRANSLATIONS, columns, numbered_translations(read_csv(labels / TRANSLATIONS, columns), copies))


def _make_source(source: Source, folder: Path, growth: Growth, copies: int) -> None:
    (folder / "tables").mkdir(parents=True)
    for path in sorted((source.folder / "tables").iterdir()):
        if path.suffix != ".csv":
            (folder / "tables" / path.name).symlink_to(path.resolve())
    for name, table in source.tables().items():
        _write(folder / "tables" / f"{name}.csv", table.schema.column_names, growth.rows(table))
    metadata = parse_yaml((source.folder / METADATA).read_text(encoding="utf-8"))
    metadata.pop("assertions", None)  # they count the rows of the real tables
    (folder / METADATA).write_text(yaml.safe_dump(metadata, allow_unicode=True, sort_keys=False), encoding="utf-8")
    ledger = ledger_path(source)
    if ledger.exists():
        with ledger.open(encoding="utf-8", newline="") as file:
            entries = list(csv.DictReader(file))
        _write(folder / ledger.name, list(entries[0]), later_entries(entries, copies, growth.length(source.key)))


def _write(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
