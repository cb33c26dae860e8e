"""Whether what a killed build leaves is whole, and what it leaves."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import QuerySolutions, Store

from graph.publish.checksums import damaged
from graph.publish.lock import LOCK
from graph.publish.sweeping import never_current
from graph.release import current

LASTING = {LOCK, "cache", "current", "journal.jsonl", "releases"}
"""The names of the files below a ``var`` between two builds."""


def faults(var: Path) -> list[str]:
    """What is wrong with the current release below *var*: its files, its store, an answer of it."""
    release = current(var)
    wrong = [f"{name} is damaged" for name in damaged(release.path)]
    store = Store.read_only(str(release.path / "store"))
    if len(store) != release.quads:
        wrong.append(f"the store has {len(store)} statements, the manifest says {release.quads}")
    answer = store.query("SELECT ?s WHERE { ?s a ?class } LIMIT 1", use_default_graph_as_union=True)
    if not isinstance(answer, QuerySolutions) or not list(answer):
        wrong.append("a query has no answer")
    return wrong


def leftovers(var: Path) -> list[str]:
    """What lies below *var* that no finished build leaves there."""
    releases = {path.name for path in (var / "releases").glob("*/manifest.json") for path in (path.parent,)}
    of_var = [path.name for path in var.iterdir() if path.name not in LASTING]
    of_releases = [path.name for path in (var / "releases").iterdir() if path.name not in releases]
    drafts = [path.name for path in (var / "releases").glob(".*")]
    of_the_cache = [path.name for path in (var / "cache").glob(".*")]
    return sorted({*of_var, *of_releases, *drafts, *of_the_cache, *never_current(var)})


def members(session: int) -> list[int]:
    """The processes of *session* that have not ended."""
    pids = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, _, of_session = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(of_session) == session and state not in "ZX":
            pids.append(int(folder.name))
    return pids
