"""``tabunka serve``: the server of a release."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from graph.release import VAR, Release, current
from mappings.options import site_option
from server.configuration import setting_options, settings_of, variable
from server.processes.listener import listen
from server.processes.master import Master, ReleaseChoice


@click.command()
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
@setting_options
def serve(folder: Path | None, site_folder: Path, documents: Path | None, host: str, port: int, **values: Any) -> None:
    """Serve a release: pages, URIs, SPARQL, dumps.

    Stop it with Ctrl-C or SIGTERM: running requests finish. It serves a new release as soon as var/current names one,
    or when told to with SIGHUP, without dropping a request. docs/operations.md explains each setting.
    """
    settings = settings_of(values)
    # Opened here as well, so that what is wrong with it is said at once.
    var = site_folder / VAR
    release = Release.open(folder) if folder else current(var)
    listeners = listen(host, port, settings.worker_count)
    choice = ReleaseChoice(release.path if folder else None, var)
    master = Master(choice, listeners, documents, settings)
    version = master.start()
    address, number = listeners[0].getsockname()[:2]
    where = f"[{address}]" if ":" in address else address
    click.echo(f"release {version} on http://{'localhost' if where == '127.0.0.1' else where}:{number}/")
    master.wait()
