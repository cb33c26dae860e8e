"""``tabunka serve``: the server of a release."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from graph.light.release import cache_folder, light_release
from graph.release import DRAFT, VAR, Release, ReleaseError, current, find_draft
from mappings.as_is.files import rdf_files
from mappings.options import site_option
from server.configuration import setting_options, settings_of, variable
from server.http.loopback import is_loopback
from server.processes.listener import listen
from server.processes.master import Master, ReleaseChoice


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option(
    "--base-iri",
    default="",
    envvar=variable("base-iri"),
    metavar="IRI",
    help="With FILE: the beginning of the IRIs that answer by their own paths.  [default: where most of them begin]",
)
@click.option(
    "--release",
    "folder",
    type=click.Path(path_type=Path),
    envvar=variable("release"),
    metavar="DIR",
    help="Directory of a release.  [default: the current one, var/current]",
)
@site_option
@click.option(
    "--documents",
    type=click.Path(path_type=Path),
    envvar=variable("documents"),
    metavar="DIR",
    help="Folder of the source documents: pages then show the text of cited lines. Their SHA-256 must match.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    envvar=variable("host"),
    metavar="H",
    help="Address to listen on.",
)
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    envvar=variable("port"),
    metavar="P",
    help="0: any.",
)
@click.option("--draft", is_flag=True, help="Serve the draft that `tabunka build --draft` made, to this machine only.")
@setting_options
def serve(
    files: tuple[Path, ...],
    base_iri: str,
    folder: Path | None,
    site_folder: Path,
    documents: Path | None,
    host: str,
    port: int,
    draft: bool,
    **values: Any,
) -> None:
    """Serve a release: pages, URIs, SPARQL, dumps. With FILE, any RDF: files, or folders of them.

    RDF is Turtle, TriG, N-Triples, N-Quads, RDF/XML or JSON-LD, compressed (.gz, .bz2, .xz) or not. What is made of it
    is kept in a cache, so that the next start is faster.

    Stop it with Ctrl-C or SIGTERM: running requests finish. It serves a new release as soon as var/current names one,
    or when told to with SIGHUP, without dropping a request. docs/operations.md explains each setting.
    """
    settings = settings_of(values)
    # Opened here as well, so that what is wrong with it is said at once.
    var = site_folder / VAR
    if files:
        if folder or draft:
            raise ReleaseError("serve either files or a release: leave out --release and --draft, or the files")
        release = _served(files, base_iri)
        folder = release.path
    elif base_iri:
        raise ReleaseError("--base-iri is for files; the base of a release was fixed by `tabunka build --base-iri`")
    elif draft:
        release, var = find_draft(var), var / DRAFT
    else:
        release = Release.open(folder) if folder else current(var)
    if release.is_draft:
        _require_loopback(release, host)
        # It answers to this machine and trusts no proxy, whatever is set for the published release.
        settings = replace(settings, host_names="", trusted_proxies="")
    listeners = listen(host, port, settings.worker_count)
    choice = ReleaseChoice(release.path if folder and not draft else None, var)
    master = Master(choice, listeners, documents, settings)
    version = master.start()
    address, number = listeners[0].getsockname()[:2]
    where = f"[{address}]" if ":" in address else address
    name = "localhost" if where == "127.0.0.1" else where
    click.echo(f"{'draft' if release.is_draft else 'release'} {version} on http://{name}:{number}/")
    master.wait()


def _served(files: tuple[Path, ...], base_iri: str) -> Release:
    """A release of *files*, from the cache or new."""

    def progress(message: str) -> None:
        # Not by a spinner, which is a thread: the files are read in a child, which is forked.
        if sys.stderr.isatty():
            click.echo(message, err=True)

    return light_release(rdf_files(files), cache_folder(), base_iri, progress)


def _require_loopback(draft: Release, host: str) -> None:
    if not is_loopback(host):
        raise ReleaseError(
            f"{draft.version} is a draft, which only this machine may see: serve it on 127.0.0.1 instead of {host}"
        )
