"""``tabunka diff``: what changed between two releases, or two files of RDF."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import click

from graph.build.site_files import site_namespace
from graph.compare.change_record import ADDED, PATCH, REMOVED, read_summary, release_iri
from graph.compare.comparison import Comparison
from graph.compare.declaration import load_declaration
from graph.compare.model import Summary
from graph.compare.patch import patch_lines
from graph.compare.recording import comparison_of
from graph.compare.sides import Side, of_dump, of_release
from graph.compare.thing_changes import ThingChanges
from graph.compare.words import LANGUAGES, report
from graph.gone import REDIRECT_COLUMNS, read_moves
from graph.keeping import Kept, kept
from graph.release import DIFF, RELEASES, Release, ReleaseError, current, releases
from mappings.csv_files import to_csv
from mappings.options import out_option, site_option
from mappings.site import load_site
from ontology.json_text import indented
from ontology.namespaces import Namespace

_FORMATS = ("words", "json", "nquads", "patch", "redirects")


@click.command()
@click.argument("old", metavar="[A]", required=False)
@click.argument("new", metavar="[B]", required=False)
@click.option("--format", "form", type=click.Choice(_FORMATS), default="words", show_default=True)
@click.option("--lang", "language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of the words.")
@click.option("--all", "everything", is_flag=True, help="Compare also what describes a release: its files and counts.")
@site_option
@out_option
def diff(
    old: str | None, new: str | None, form: str, language: str, everything: bool, site_folder: Path, var: Path
) -> None:
    """Tell what changed from A to B: versions of releases, or files of RDF in any format, compressed or not.

    Without B, up to the current release; without A too, from the release before the current one. Measurements, counts,
    times and the description of files are no changes, unless --all is given; lineage is not compared. The format
    redirects lists what looks renamed, as rows for site/redirects.csv.
    """
    newer = _operand(new, var) if new else current(var)
    older = _operand(old, var) if old else _before(current(var), var)
    if older is None:
        click.echo(f"{current(var).version} is the first release in {var}: there is none to compare it with")
        return
    if not everything and (recorded := _recorded(older, newer)):
        for line in _recorded_lines(*recorded, form, language):
            click.echo(line)
        return
    with tempfile.TemporaryDirectory(prefix="tabunka-diff-") as folder:
        comparison = _comparison(older, newer, site_folder, everything, Path(folder))
        for line in _lines(comparison, form, language, older, newer):
            click.echo(line)


def _recorded(older: Release | Path, newer: Release | Path) -> tuple[Release, Summary] | None:
    """The changes since *older* that *newer* itself keeps, where *older* is pruned."""
    if not (isinstance(older, Release) and isinstance(newer, Release)) or kept(older) is not Kept.PRUNED:
        return None
    summary = read_summary(newer.path)
    return (newer, summary) if summary and summary.old == older.version else None


def _recorded_lines(release: Release, summary: Summary, form: str, language: str) -> Iterator[str]:
    """What the command prints of what *release* keeps."""
    if form == "patch":
        yield from _packed_lines(release, PATCH)
    elif form == "nquads":
        for heading, name in (("removed", REMOVED), ("added", ADDED)):
            yield f"# {heading}"
            yield from _packed_lines(release, name)
    else:
        yield from _told(summary, form, language, release)


def _packed_lines(release: Release, name: str) -> Iterator[str]:
    path = release.path / DIFF / name
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
            yield from (line.rstrip("\n") for line in file)
    except (OSError, EOFError, ValueError) as error:
        raise ReleaseError(f"{path}: cannot be read ({error}); restore it from a copy") from error


def _operand(name: str, var: Path) -> Release | Path:
    """The file *name*, or the release of that version."""
    path = Path(name)
    if path.is_file():
        return path
    folder = var / RELEASES / name
    if "/" in name or not folder.is_dir():
        versions = ", ".join(release.version for release in releases(var / RELEASES)) or "none"
        raise ReleaseError(f"{name} is neither a file nor a release in {var}; there are {versions}")
    return Release.open(folder)


def _before(release: Release, var: Path) -> Release | None:
    """The release that was current when *release* was built, or else the one built before it; None for the first."""
    others = {other.version: other for other in releases(var / RELEASES)}
    if release.before in others:
        return others[release.before]
    earlier = list(takewhile(lambda version: version != release.version, others))
    return others[earlier[-1]] if earlier else None


def _comparison(
    older: Release | Path, newer: Release | Path, site_folder: Path, everything: bool, folder: Path
) -> Comparison:
    if isinstance(older, Release) and isinstance(newer, Release):
        return comparison_of(older, newer, everything, folder)
    site = load_site(site_folder)
    namespace = next((side.namespace for side in (newer, older) if isinstance(side, Release)), site_namespace(site))
    sides = (_side(older, namespace, folder), _side(newer, namespace, folder))
    declaration = load_declaration(namespace, site)
    return Comparison(*sides, namespace, declaration, read_moves(site), everything=everything)


def _side(operand: Release | Path, namespace: Namespace, folder: Path) -> Side:
    return of_release(operand, namespace, folder) if isinstance(operand, Release) else of_dump(operand, folder)


def _lines(
    comparison: Comparison, form: str, language: str, older: Release | Path, newer: Release | Path
) -> Iterator[str]:
    """What the command prints. Statements pass through one by one; words need those that changed in memory."""
    if form == "patch":
        new, old = (release_iri(side, side.version) if isinstance(side, Release) else "" for side in (newer, older))
        yield from patch_lines(comparison.changes(), new, old)
    elif form == "nquads":
        for heading, is_of_new in (("removed", False), ("added", True)):
            yield f"# {heading}"
            yield from (f"{line} ." for is_new, line in comparison.changes() if is_new == is_of_new)
    else:
        news = ThingChanges(comparison)
        for is_new, line in comparison.changes():
            news.add(is_new, line)
        yield from _told(news.summary(), form, language, newer)


def _told(summary: Summary, form: str, language: str, newer: Release | Path) -> Iterator[str]:
    """*summary* in words, as JSON, or as the rows of redirects that it suggests."""
    if form == "words":
        yield from report(summary, language)
    elif form == "redirects":
        day = f"{newer.modified:%Y-%m-%d}" if isinstance(newer, Release) else ""
        rows = ({"from": path, "to": target, "since": day} for path, target in summary.renames.items())
        yield to_csv(REDIRECT_COLUMNS, rows).rstrip()
    else:
        yield indented(summary.as_json())
