"""Build the site with the cache and without it after several kinds of change, and compare both, byte by byte.

The builds without it are of other processes, which keep sets in another order: no file may depend on that.

    .venv/bin/python .ci/agree_with_no_cache.py

Exits 1 and names the files that differ, or the change after which the cache saved no processor time.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).parent.parent))

from graph.release import Release, current
from tests.graph.build.tiny_site import Replacement, built, cache_of, change, differing

ROOT = Path(__file__).parent.parent
Made = TypeVar("Made")
CHANGES: dict[str, tuple[Replacement, ...]] = {
    "a cell of a table": (("mappings/source_003/tables/contacts.csv", "shinkanko@pref.", "shinkanko2@pref."),),
    "a rule, a shape, a term of the ontology and a question": (
        (
            "mappings/source_003/tables/rules.yaml",
            "      - [schema:position, $(position), xsd:integer]\n      - [schema:item,",
            "      - [schema:position, $(position), xsd:integer]\n      - [schema:identifier, $(key), xsd:string]\n"
            "      - [schema:item,",
        ),
        ("shapes/directory.ttl", "sh:minInclusive 1", "sh:minInclusive 0"),
        ("ontology/core.ttl", '"mention of"@en', '"mention of a thing"@en'),
        ("site/questions/branches-of-clair.yaml", "Which prefectures and cities", "Which local governments"),
    ),
}


def timed(act: Callable[[], Made]) -> tuple[Made, float]:
    """What *act* gives, and the seconds of processor time that it took."""
    before = _processor_time()
    made = act()
    return made, _processor_time() - before


def run_elsewhere(*arguments: str) -> None:
    """Run the interpreter with *arguments*, as a process with another seed of hashes."""
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    command = [sys.executable, *arguments]
    result = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
    if result.returncode:
        sys.exit(result.stderr)


def built_elsewhere(folder: Path, var: Path) -> Release:
    """The release of the site in *folder* that another process builds below *var*, without the cache."""
    run_elsewhere("-m", "server.cli", "build", "--no-cache", "--site", str(folder), "--out", str(var))
    return current(var)


def _processor_time() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def main(folder: Path) -> int:
    """Compare the builds of a copy of the site in *folder*."""
    for name in ("mappings", "ontology", "shapes", "site"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "site.toml", folder)
    kept, anew = folder / "var-kept", folder / "var-anew"
    built(folder, kept, cache_of(folder, kept))
    built_elsewhere(folder, anew)
    _, starting = timed(lambda: run_elsewhere("-c", "import graph.commands.build"))
    failures = 0
    for what, replacements in CHANGES.items():
        for replacement in replacements:
            change(folder, replacement)
        one, seconds = timed(lambda: built(folder, kept, cache_of(folder, kept)).release)
        other, seconds_anew = timed(lambda: built_elsewhere(folder, anew))
        seconds_anew -= starting
        different = differing(one, other)
        print(f"{what}: {seconds:.1f} s of processor time with the cache, {seconds_anew:.1f} s without it")
        if different or seconds >= seconds_anew:
            print(f"  differing: {', '.join(different) or 'nothing, but the cache saved no time'}")
            failures += 1
    return 1 if failures else 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        sys.exit(main(Path(temporary)))
