"""``tabunka score``: the quality of the current release, and of a running server."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from graph.quality import keep
from graph.release import Release, current
from mappings.options import out_option, site_option
from server.checks.client import Server
from server.checks.report import ScoreError, as_json, as_text, newest
from server.checks.scoring import Score, measure


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
