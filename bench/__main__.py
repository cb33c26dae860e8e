"""``python -m bench``: the cost of mapping and of queries, in comparison with a peer.

Needs a release (``make build``). Morph-KGC is timed where ``build/morph-kgc`` has it (``.ci/run`` installs it).
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import rdflib

from bench.timing import compare
from graph.ask.question import load_questions
from graph.release import current
from graph.store import open_store
from mappings.map.interpreter import Interpreter
from mappings.map.sources import sources
from ontology.namespaces import Namespace

MORPH_KGC = Path("build/morph-kgc/bin/python")
MORPH_CONFIGURATION = """[CONFIGURATION]
output_file = {output}
na_values =
logging_level = ERROR
number_of_processes = 1

[source]
mappings = {rules}
"""


def mapping() -> None:
    """Our interpreter, which keeps lineage, beside Morph-KGC, which does not and is timed with its start."""
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
                        [str(MORPH_KGC.absolute()), "-m", "morph_kgc", configuration], cwd=rules.path.parent, check=True
                    )

    if MORPH_KGC.exists():
        print(compare("mapping all tables", ours, "Morph-KGC (with its start)", peer, runs=3))


def queries() -> None:
    """The curated questions in memory, on disk, and by rdflib."""
    release = current()
    memory, disk = open_store(release, in_memory=True).store, open_store(release, in_memory=False).store
    texts = [question.text(release.namespace) for question in load_questions(release.site)]

    def by(store: object) -> None:
        for text in texts:
            for _ in store.query(text):  # type: ignore[attr-defined]
                pass

    print(compare(f"{len(texts)} questions in memory", lambda: by(memory), "on disk", lambda: by(disk)))
    graph = rdflib.Graph().parse(release.dump_folder / f"{release.name}.nt")
    text = load_questions(release.site)[0].text(release.namespace)
    print(compare("one question", lambda: list(memory.query(text)), "rdflib", lambda: list(graph.query(text)), runs=3))


def main() -> None:
    """Print one line a comparison."""
    mapping()
    queries()


if __name__ == "__main__":
    main()
