"""``python -m bench``: everything that is measured, in one run.

Prints a table for each section, and keeps the figures in ``var/bench/last.json`` and the tables in
``var/bench/report.txt``. ``python -m bench.report`` renders docs/performance.md from the figures.
"""

from __future__ import annotations

import io
import signal
import sys
import time
from pathlib import Path
from types import ModuleType

import click
from rich.console import Console

from bench import beside, build, engine, front, pages, profile, start
from bench.plan import FOLDER, Plan, keep
from graph.release import VAR, Release, current

SECTIONS: dict[str, ModuleType] = {
    "beside": beside,
    "start": start,
    "pages": pages,
    "profile": profile,
    "front": front,
    "build": build,
    "engine": engine,
}
_WIDTH = 160
_LINE = 100


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(SECTIONS)))
@click.option("--quick", is_flag=True, help="One round of short bursts: to see that everything works, not to quote.")
@click.option("--seconds", default=3, show_default=True, help="How long each burst takes.")
@click.option("--rounds", default=3, show_default=True, help="How often servers take turns; medians count.")
@click.option("--clients", default=16, show_default=True, help="Clients at once.")
@click.option("--release", "folder", type=click.Path(path_type=Path), help="A release.  [default: the current one]")
@click.option(
    "--out", type=click.Path(path_type=Path), default=FOLDER, show_default=True, help="Folder of the figures."
)
def main(
    names: tuple[str, ...], quick: bool, seconds: int, rounds: int, clients: int, folder: Path | None, out: Path
) -> None:
    """Measure NAMES, or everything, and keep the figures."""
    # As at Ctrl-C, the servers of the run end with it, also those that are stopped while another is measured.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    release = Release.open(folder) if folder else current(VAR)
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    plan = Plan(release, 1 if quick else seconds, 1 if quick else rounds, clients, quick, _tell)
    chosen = {name: SECTIONS[name] for name in names or SECTIONS}
    report = io.StringIO()
    begun = time.monotonic()
    for number, (name, section) in enumerate(chosen.items(), 1):
        console.print(f"[{number}/{len(chosen)}] {section.TITLE} …", markup=False)
        figures = section.measure(plan)
        path = keep(out, plan, {name: figures})
        if figures:
            _tell("")
            table = section.table(figures)
            console.print(table)
            Console(file=report, width=_WIDTH).print(table)
    (out / "report.txt").write_text(report.getvalue(), encoding="utf-8")
    console.print(f"{time.monotonic() - begun:.0f} s; the figures are in {path}; python -m bench.report renders them")


def _tell(text: str) -> None:
    """What is being done now, in a line that the next one overwrites; what is missing stays."""
    if "missing" in text:
        print(text)
    elif sys.stdout.isatty():
        print(f"\r{text[:_LINE]:{_LINE}}", end="\r", flush=True)


if __name__ == "__main__":
    main()
