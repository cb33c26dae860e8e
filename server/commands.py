"""The commands of this room: ``tabunka serve`` and ``tabunka score``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.console import Console

from graph.quality import keep
from graph.release import VAR, Release, current
from mappings.options import out_option, site_option
from server.checks.client import Server
from server.checks.report import ScoreError, as_json, as_text, newest
from server.checks.scoring import Score, measure
from server.configuration import setting_options, settings_of, variable
from server.processes.master import Master, ReleaseChoice
from server.processes.supervisor import listen


@click.command()
@click.option("--url", metavar="URL", help="Measure the server at this address, and keep the measurements.")
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table", show_default=True)
@click.option("--checks", is_flag=True, help="List each check with the section that asks for it.")
@click.option(
    "--fail-under", type=click.FloatRange(0, 100), metavar="P", help="Exit 1 when fewer percent of checks pass."
)
@site_option
@out_option
def score(url: str | None, form: str, checks: bool, fail_under: float | None, site_folder: Path, var: Path) -> None:
    """Print the quality of the current release: the measurements of the build, and those of a running server.

    With --url a server is measured: the SPARQL protocol, linked-data hygiene and the Umaka criteria. Measurements of a
    server of the current release are kept beside the release (var/measurements) and published when the server reloads
    (SIGHUP). Those of any other SPARQL server are only printed.
    """
    release = current(var)
    result: Score | None = None
    base = ""
    if url:
        endpoint = url if url.rstrip("/").endswith(("sparql", "query")) else f"{url.rstrip('/')}/sparql"
        console = Console(stderr=True)
        with console.status("measuring") as status:
            base = release.base if _serves(endpoint, release) else ""
            result = measure(Server(endpoint, base), lambda name: status.update(f"measuring {name}"))
        if base:
            keep(release, result.measurements)
    measurements = list(result.measurements) if result and not base else newest(release)
    click.echo(
        as_json(release, measurements, result) if form == "json" else as_text(release, measurements, result, checks)
    )
    if result and fail_under is not None and 100 * result.passed / len(result.outcomes) < fail_under:
        raise ScoreError(f"{result.passed} of {len(result.outcomes)} checks pass, which is less than {fail_under:g} %")


def _serves(endpoint: str, release: Release) -> bool:
    """Does the server of *endpoint* serve *release*?"""
    answer = Server(endpoint).get("/health")
    return isinstance(answer.json, dict) and answer.json.get("release") == release.version


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
    listener = listen(host, port)
    choice = ReleaseChoice(release.path if folder else None, var)
    master = Master(choice, listener, documents, settings)
    version = master.start()
    address, number = listener.getsockname()[:2]
    where = f"[{address}]" if ":" in address else address
    click.echo(f"release {version} on http://{'localhost' if where == '127.0.0.1' else where}:{number}/")
    master.wait()
