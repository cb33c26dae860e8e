"""``tabunka source``: the sources of a site. ``add`` makes one of a file, ``eject`` writes what is generated of it."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click
import yaml

from mappings.as_is.adding import add_as_is
from mappings.csv_source.atlas import new_atlas
from mappings.csv_source.draft import Draft, DraftProblem, draft
from mappings.csv_source.encoding import CsvText, decode
from mappings.csv_source.finder import LANGUAGES as FINDER_LANGUAGES
from mappings.csv_source.finder import new_finder, with_kind
from mappings.map.csv_sources import CsvSource
from mappings.map.source_metadata import FILE as METADATA
from mappings.map.sources import DECLARATION, load_source, sources
from mappings.options import site_option
from mappings.site import Site, load_site
from mappings.whole_files import write_whole, write_whole_folder
from ontology.errors import ReportedError
from ontology.spelling import did_you_mean

_KEY = re.compile(r"[a-z][a-z-]*\Z")
MAPS = "maps"
FACETS = "facets.yaml"
"""The declaration of the finder (``server.finder.declaration``)."""
_TABLES = (".csv", ".tsv", ".txt")


class SourceCommandError(ReportedError):
    """A file cannot be made a source."""


@click.group()
def source() -> None:
    """Add a source to a site, or write what is generated of one."""


@source.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--key", metavar="KEY", help="Key of the source: lower-case letters and hyphens; it is part of URIs.")
@click.option("--as-is", "is_rdf", is_flag=True, help="FILE is RDF; it keeps its IRIs and gets a graph of its own.")
@site_option
def add(file: Path, key: str | None, is_rdf: bool, site_folder: Path) -> None:
    """Make FILE, a CSV or TSV file or with --as-is one of RDF, a source of the site.

    The encoding of a table is detected. A standard layout is recognised by its headings; else the columns are described
    by what they hold. The file is copied as it is into mappings/KEY, beside source.yaml, which says what its columns
    are: look through it, then run `tabunka check`.
    """
    site = load_site(site_folder)
    if key and not _KEY.match(key):
        raise SourceCommandError(f"key {key!r} must be lower-case letters and hyphens; name another by --key")
    if is_rdf:
        click.echo(f"{add_as_is(site_folder, file, key or '')}: {file.name}, metadata.yaml")
        click.echo("next: tabunka check")
        return
    data, text = _read(file)
    try:
        drafted = draft(file.name, text, key or "")
    except DraftProblem as error:
        raise SourceCommandError(f"{file}: {error}") from error
    except csv.Error as error:
        raise SourceCommandError(f"{file}: is not valid CSV ({error}); look for a quote that does not end") from error
    if not _KEY.match(drafted.key):
        raise SourceCommandError(f"key {drafted.key!r} must be lower-case letters and hyphens; name one by --key")
    folder = site.mappings / drafted.key
    if folder.exists():
        raise SourceCommandError(
            f"{folder}: already exists; name another key by --key, or put the new file in place of the old one there"
        )
    declaration, metadata = drafted.text().encode(), _metadata(drafted).encode()
    _write_folder(folder, {file.name: data, DECLARATION: declaration, METADATA: metadata})
    _tell(site, drafted, text)
    _add_to_finder(site, drafted)
    _add_map(site, drafted)
    click.echo("next: tabunka check")


def _write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make *folder* with *files* by name, all of them or none."""
    try:
        write_whole_folder(folder, files)
    except OSError as error:
        raise _unwritable(folder, error) from error


def _write_file(path: Path, text: str) -> None:
    """Give the file *path* this *text*; after an error the old one is there as it was."""
    try:
        path.parent.mkdir(exist_ok=True)
        write_whole(path, text.encode())
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> SourceCommandError:
    return SourceCommandError(f"{path}: cannot be written ({error.strerror}); it is as it was before")


def _add_map(site: Site, drafted: Draft) -> None:
    """Declare the maps of the site around the coordinates of its first source that has some."""
    folder = site.data / MAPS
    source = load_source(site.mappings / drafted.key)
    if folder.exists() or not isinstance(source, CsvSource) or not source.is_readable or not source.points:
        return
    if set(site.interface.languages) <= set(FINDER_LANGUAGES):
        positions = [(float(point["latitude"]), float(point["longitude"])) for point in source.points.values()]
        _write_folder(folder, {name: text.encode() for name, text in new_atlas(positions).items()})
        click.echo(f"{folder}: a map around {len(positions)} points")


def _add_to_finder(site: Site, drafted: Draft) -> None:
    """Declare the things of the source as a kind of the finder, in ``site/facets.yaml``."""
    languages = site.interface.languages
    path = site.data / FACETS
    if path.exists():
        text = with_kind(path.read_text(encoding="utf-8"), drafted, languages)
        if text is None:
            click.echo(f"{path}: has no block `kinds:` to add {drafted.key} to; declare it by hand", err=True)
            return
    elif set(languages) <= set(FINDER_LANGUAGES):
        text = new_finder(drafted, languages)
    else:
        click.echo(f"{path}: is not there, and is written for pages in {', '.join(FINDER_LANGUAGES)} only", err=True)
        return
    _write_file(path, text)
    click.echo(f"{path}: finds {drafted.key}")


def _read(file: Path) -> tuple[bytes, CsvText]:
    if file.suffix.lower() not in _TABLES:
        raise SourceCommandError(f"{file}: is neither .csv nor .tsv; save a table as CSV, add RDF with --as-is")
    try:
        data = file.read_bytes()
    except OSError as error:
        raise SourceCommandError(f"{file}: cannot be read ({error.strerror})") from error
    text = decode(data)
    if text is None:
        raise SourceCommandError(f"{file}: its encoding is unknown; save it as CSV in UTF-8 or Shift_JIS")
    return data, text


def _metadata(drafted: Draft) -> str:
    today = datetime.now(UTC).date().isoformat()
    about = {"key": drafted.key, "title": dict(drafted.title), "language": ["ja"]}
    text = yaml.safe_dump(about, allow_unicode=True, sort_keys=False, width=120, default_flow_style=None)
    return f'{text}# The day that the data is of.\ndate: "{today}"\n# url: where the publisher keeps the file\n'


def _tell(site: Site, drafted: Draft, text: CsvText) -> None:
    folder = site.mappings / drafted.key
    if drafted.recognised:
        layout = drafted.recognised.layout
        count = f"{drafted.recognised.count} of {len(drafted.headings)} columns"
        click.echo(f"recognised {layout.standard} ({count}); {text.encoding_name}")
    else:
        click.echo(
            f"no standard layout; {len(drafted.headings)} columns described by what they hold; {text.encoding_name}"
        )
    key = drafted.content["key"]
    click.echo(f"key of a row: {key}")
    if not drafted.has_key:
        click.echo("no column can be the key: the number of the row is, and changes when a row is put above", err=True)
    click.echo(f"{folder}: {drafted.content['file']}, {DECLARATION}, metadata.yaml")
    if site.sources is not None and drafted.key not in site.sources:
        click.echo(f'add "{drafted.key}" to `sources` of {site.folder / "site.toml"}, or take that line away', err=True)


@source.command()
@click.argument("key")
@site_option
def eject(key: str, site_folder: Path) -> None:
    """Write the rules and the metadata that are generated of source KEY into its folder tables/.

    The rules there take the place of the generated ones, so that one may change them.
    """
    site = load_site(site_folder)
    loaded = {source.key: source for source in sources(site.mappings) if isinstance(source, CsvSource)}
    if key not in loaded:
        raise SourceCommandError(f"there is no CSV source {key!r}{did_you_mean(key, loaded)}")
    for path, text in loaded[key].ejected().items():
        if path.exists():
            raise SourceCommandError(f"{path}: already exists; remove it to have it generated anew")
        _write_file(path, text)
        click.echo(str(path))
