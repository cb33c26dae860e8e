"""``python -m bench.report``: docs/performance.md and its charts, from the figures of the last run.

The text of the document is written by hand; what stands between ``<!-- figures: NAME -->`` and ``<!-- end -->`` is
rendered from ``var/bench/last.json``, and from ``growth.json`` beside it where it is there. A section that was not
measured stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from bench import growth_chart
from bench.beside import cell, ratio
from bench.charts import bars, stacked
from bench.front import WAYS
from bench.peers import OURS
from bench.plan import FOLDER, Section, read
from bench.profile import ROLES, purpose

DOCUMENT = Path("docs/performance.md")
_BLOCK = "<!-- figures: {} -->\n"
_END = "<!-- end -->"
Draw = Callable[[str, str], str]
"""Keeps a chart, given its name and its SVG, and returns the line of Markdown that shows it."""


def grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown: names to the left, figures to the right."""
    lines = ["| " + " | ".join(head) + " |", "|---|" + "--:|" * (len(head) - 1)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def taken(figures: Mapping[str, Any]) -> str:
    """The machine and the date of the figures."""
    machine, release, plan = figures["machine"], figures["release"], figures["plan"]
    quick = " **A quick run: it shows that everything works, and is not to be quoted.**" if plan["quick"] else ""
    return (
        f"Taken on {figures['taken'][:10]} on one machine of {machine['processors']} processors ({machine['model']}), "
        f"with Python {machine['python']}. The release has {release['default graph']:,} statements in its default "
        f"graph, {release['all']:,} in all. Each burst takes {plan['seconds']} s with {plan['clients']} clients; "
        f"medians of {plan['rounds']}.{quick}\n"
    )


def beside(section: Section, draw: Draw) -> str:
    """Requests a second of each server."""
    work, peers = section["work"], section["peers"]
    rows = []
    for name, row in work.items():
        part, here = ratio(row), row[OURS]
        cells = (cell(row, peer) for peer in peers)
        rows.append(
            (name, *cells, f"**{part:.2f}**" if part else "–", f"{here['processor']:.3f}", f"{here['p99']:.1f}")
        )
    rates = {
        name: {peer: row[peer]["rate"] for peer in peers if row.get(peer, {}).get("rate")} for name, row in work.items()
    }
    chart = draw("beside", bars("Requests a second", {n: r for n, r in rates.items() if len(r) > 1}, "requests/s"))
    alone = draw(
        "kept",
        bars(
            "Requests a second that only this server has", {n: r for n, r in rates.items() if len(r) == 1}, "requests/s"
        ),
    )
    head = ("requests a second", *peers, f"{OURS} / Oxigraph", "processor, ms", "p99, ms")
    return f"{grid(head, rows)}\n{chart}\n{alone}"


def start(section: Section, _: Draw) -> str:
    """The cost of starts, and the memory of the server."""
    costs = ((name, f"{cost['processor']:.2f}", f"{cost['wall']:.2f}") for name, cost in section["starts"].items())
    memory = (
        (moment, f"{sum(sizes):,.0f}", " + ".join(f"{size:.0f}" for size in sizes))
        for moment, sizes in section["memory"].items()
    )
    return (
        f"{grid(('start', 'processor, s', 'clock, s'), costs)}\n"
        f"{grid(('the server', 'memory, MB (PSS)', 'its processes, the master first'), memory)}"
    )


def pages(section: Section, _: Draw) -> str:
    """Pages that no cache has."""
    rows = (
        (
            name,
            *(f"{figures[key]:.1f}" for key in ("median", "95 %", "most")),
            f"{figures['reach']:.0f}" if figures["reach"] else "–",
            str(figures["number"]),
        )
        for name, figures in section["pages"].items()
    )
    return grid(("milliseconds of processor", "median", "95 %", "most", "to reach", "pages"), rows)


def profile(section: Section, draw: Draw) -> str:
    """Where the time of a request goes."""
    names = list(section["by process"])
    processes = {name: {role: sum(section["by process"][name][role].values()) for role in ROLES} for name in names}
    rows = []
    for role in ROLES:
        parts = [section["by process"][name][role] for name in names]
        if any(sum(part.values()) >= 1 for part in parts):
            rows.append((role, *(f"{part['program']:.0f} + {part['kernel']:.0f}" for part in parts)))
    rows.append(("together", *(f"{sum(processes[name].values()):.0f}" for name in names)))
    rooms = section["by room"]
    every = dict.fromkeys(room for name in names for room in rooms[name])
    inside = [
        (
            f"`{room}`" + (f": {text}" if (text := purpose(room)) else ""),
            *(_micro(rooms[name].get(room)) for name in names),
        )
        for room in every
    ]
    chart = draw("profile", stacked("Where the processor time of a request goes, by room", rooms, "µs"))
    return (
        f"{grid(('µs of processor, in the program + in the kernel', *names), rows)}\n"
        f"{grid(('µs of a thread that answers', *names), inside)}\n{chart}"
    )


def _micro(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"


def front(section: Section, _: Draw) -> str:
    """A cache in front."""
    rows = (
        (
            name + ("" if ways["kept"] else " (not kept)"),
            *(f"{ways[way]['rate']:,.0f}" for way in WAYS),
            *(f"{ways[way]['ours']:.3f} + {ways[way]['nginx']:.3f}" for way in WAYS),
        )
        for name, ways in section.items()
    )
    head = ("requests a second; ms of processor of the server + of nginx", *WAYS, *WAYS)
    factors = [ways[WAYS[2]]["rate"] / ways[WAYS[0]]["rate"] for ways in section.values() if ways["kept"]]
    word = (
        f"The cache of nginx answers {min(factors):.1f} to {max(factors):.1f} times as many requests a second as the "
        "server itself.\n"
    )
    return f"{grid(head, rows)}\n{word}" if section else ""


def build(section: Section, _: Draw) -> str:
    """What a build costs."""
    rows = (
        (name, f"{cost['wall']:.1f}", f"{cost['processor']:.1f}", *(f"{cost[key] / 1e6:,.0f}" for key in _SIZES))
        for name, cost in section.items()
    )
    return grid(("build", "clock, s", "processor, s", "largest process, MB", "all processes, MB"), rows)


_SIZES = ("largest_process", "all_processes")


def engine(section: Section, _: Draw) -> str:
    """Our components beside alternatives."""
    rows = (
        (*(names.split(" | ")), f"{here:,.1f}", f"{there:,.1f}", f"{part:.3f}")
        for names, (here, there, part) in section.items()
    )
    return grid(("ours", "the other", "ours, ms", "the other, ms", "ratio"), rows)


BLOCKS: Mapping[str, Callable[[Section, Draw], str]] = {
    "beside": beside,
    "start": start,
    "pages": pages,
    "profile": profile,
    "front": front,
    "build": build,
    "engine": engine,
    "growth": growth_chart.growth,
}


def filled(document: str, blocks: Mapping[str, str]) -> str:
    """*document* with each of *blocks* in its place. Raises ValueError for a block without a place."""
    for name, text in blocks.items():
        begin, (head, found, rest) = _BLOCK.format(name), document.partition(_BLOCK.format(name))
        if not found or _END not in rest:
            raise ValueError(f"{begin.strip()} … {_END} is missing")
        document = f"{head}{begin}\n{text.strip()}\n\n{rest[rest.index(_END) :]}"
    return re.sub(r"\n{3,}", "\n\n", document)


@click.command()
@click.option("--figures", type=click.Path(path_type=Path), default=FOLDER, show_default=True, help="Their folder.")
def main(figures: Path) -> None:
    """Render the figures of the last run."""
    measured = read(figures)
    sections = dict(measured["sections"])
    sections["growth"] = growth_chart.read(figures)
    if not any(sections.values()):
        raise click.ClickException(f"there are no figures in {figures}; run `make bench`, or python -m bench.growth")
    charts = DOCUMENT.with_suffix("")
    charts.mkdir(exist_ok=True)

    def draw(name: str, svg: str) -> str:
        (charts / f"{name}.svg").write_text(svg, encoding="utf-8")
        title = svg.partition('aria-label="')[2].partition('"')[0]
        return f"![{title}]({charts.name}/{name}.svg)\n"

    blocks = {name: BLOCKS[name](section, draw) for name, section in sections.items() if section and name in BLOCKS}
    if measured["sections"]:
        blocks["taken"] = taken(measured)
    text = DOCUMENT.read_text(encoding="utf-8")
    try:
        DOCUMENT.write_text(filled(text, blocks), encoding="utf-8")
    except ValueError as error:
        raise click.ClickException(f"{DOCUMENT}: {error}") from error
    click.echo(f"{DOCUMENT}: {', '.join(blocks)}")


if __name__ == "__main__":
    main()
