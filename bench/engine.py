"""Our components beside alternatives: Morph-KGC maps the tables, rdflib answers a query.

Morph-KGC is timed where ``build/morph-kgc`` has it (``.ci/run`` installs it).
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import rdflib
from pyoxigraph import QuerySolutions
from rich.table import Table

from bench.plan import Plan, Section
from bench.timing import compare
from graph.ask.question import load_questions
from graph.store import EmbeddedStore, open_store
from mappings.map.interpreter import Interpreter
from mappings.map.sources import sources
from ontology.namespaces import Namespace

TITLE = "its parts beside others, milliseconds"
MORPH_KGC = Path("build/morph-kgc/bin/python")
MORPH_CONFIGURATION = """[CONFIGURATION]
output_file = {output}
na_values =
logging_level = ERROR
number_of_processes = 1

[source]
mappings = {rules}
"""


def measure(plan: Plan) -> Section:
    """For each pair the medians of both in milliseconds, and the median of the ratios."""
    return {**_mapping(plan), **_questions(plan)}


def _mapping(plan: Plan) -> Section:
    """Our interpreter, which keeps lineage, beside Morph-KGC, which does not and is timed with its start."""
    if not MORPH_KGC.exists():
        plan.tell(f"Morph-KGC is missing in {MORPH_KGC.parents[1]} (.ci/run installs it)")
        return {}
    all_sources = sources()
    tables = {source.key: source.tables() for source in all_sources}
    namespace = Namespace()

    def ours() -> None:
        for source in all_sources:
            interpreter = Interpreter(source.rules, namespace, source.key)
            for table in tables[source.key].values():
                for _ in interpreter.table(table):
                    pass

    def peer() -> None:
        with tempfile.TemporaryDirectory() as folder:
            for source in all_sources:
                for rules in source.rules:
                    configuration = Path(folder) / "morph.ini"
                    text = MORPH_CONFIGURATION.format(output=Path(folder) / "out.nt", rules=rules.path)
                    configuration.write_text(text, encoding="utf-8")
                    subprocess.run(
                        [str(MORPH_KGC.absolute()), "-m", "morph_kgc", configuration],
                        cwd=rules.path.parent,
                        check=True,
                        capture_output=True,
                    )

    plan.tell("mapping, beside Morph-KGC")
    return {
        "mapping of all tables | Morph-KGC, with its start": compare(ours, peer, runs=1 if plan.is_quick else 3),
    }


def _questions(plan: Plan) -> Section:
    """The curated questions in memory, on disk, and one of them by rdflib."""
    release = plan.release
    memory, disk = open_store(release, in_memory=True), open_store(release, in_memory=False)
    texts = [question.text(release.namespace) for question in load_questions(release.site)]

    def rows(store: EmbeddedStore, text: str) -> int:
        answer = store.query(text)
        assert isinstance(answer, QuerySolutions), text
        return sum(1 for _ in answer)

    def by(store: EmbeddedStore) -> Callable[[], int]:
        return lambda: sum(rows(store, text) for text in texts)

    plan.tell("the questions in memory, on disk")
    figures = {f"{len(texts)} questions in memory | on disk": compare(by(memory), by(disk), runs=3)}
    plan.tell("one question, by rdflib")
    graph = rdflib.Graph().parse(release.dump_folder / f"{release.name}.nt")
    one = texts[0]
    figures["one question | rdflib"] = compare(lambda: rows(memory, one), lambda: list(graph.query(one)), runs=1)
    return figures


def table(section: Section) -> Table:
    """The figures as a table for a terminal."""
    grid = Table("ours", "ms", "the other", "ms", "ratio", title=TITLE)
    for names, (here, there, ratio) in section.items():
        ours, other = names.split(" | ")
        grid.add_row(ours, f"{here:,.1f}", other, f"{there:,.1f}", f"{ratio:.3f}")
    return grid
