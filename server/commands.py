"""The command of this room: ``tabunka serve``."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import click

from graph.release import Release, current
from server.documents import load_documents
from server.settings import MEBIBYTE, Limits, Settings
from server.supervisor import Supervisor, listen

_LIMITS = Limits()


@click.command()
@click.option(
    "--release",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Directory of a release.  [default: the current one, var/current]",
)
@click.option(
    "--documents",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder of the source documents: pages then show the text of cited lines. Their SHA-256 must match.",
)
@click.option("--host", default="127.0.0.1", show_default=True, metavar="H", help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), metavar="P", help="0: any.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Processes that serve.  [default: one a processor, at most 4]",
)
@click.option(
    "--query-seconds",
    default=_LIMITS.seconds,
    show_default=True,
    type=click.FloatRange(0.1, 3600),
    metavar="S",
    help="How long a query may run.",
)
@click.option(
    "--query-memory",
    default=_LIMITS.memory // MEBIBYTE,
    show_default=True,
    type=click.IntRange(16),
    metavar="MIB",
    help="How much memory a query may use, in MiB.",
)
def serve(
    folder: Path | None,
    documents: Path | None,
    host: str,
    port: int,
    workers: int | None,
    query_seconds: float,
    query_memory: int,
) -> None:
    """Serve a release: pages, URIs, SPARQL, dumps. Stop it with Ctrl-C or SIGTERM."""
    release = Release.open(folder) if folder else current()
    texts = load_documents(release, documents) if documents else {}
    settings = Settings(limits=replace(_LIMITS, seconds=query_seconds, memory=query_memory * MEBIBYTE))
    listener = listen(host, port)
    supervisor = Supervisor(release, listener, texts, workers or min(4, os.cpu_count() or 1), settings)
    supervisor.start()
    address, number = listener.getsockname()[:2]
    where = f"[{address}]" if ":" in address else address
    click.echo(f"release {release.version} on http://{'localhost' if where == '127.0.0.1' else where}:{number}/")
    supervisor.wait()
