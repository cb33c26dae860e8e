"""Run every rule file through Morph-KGC as well, and compare its graph with our interpreter's.

    .venv/bin/python .ci/agree_with_morph_kgc.py PYTHON

PYTHON is the interpreter of an environment that has morph-kgc; it pins other versions of the RDF libraries, so it
cannot share ours. Exits 1 and lists the first statements that only one of the two makes.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from pyoxigraph import DefaultGraph, Quad, RdfFormat, parse

sys.path.insert(0, str(Path(__file__).parent.parent))

from mappings.map.interpreter import Interpreter
from mappings.map.rules import RuleSet
from mappings.map.sources import Source, sources
from mappings.map.tables import Table
from ontology.namespaces import Namespace

CONFIGURATION = """[CONFIGURATION]
output_file = {output}
output_format = N-QUADS
na_values =
logging_level = ERROR
number_of_processes = 1

[source]
mappings = {rules}
"""


def theirs(python: str, rules: RuleSet, folder: Path) -> set[str]:
    """The N-Quads that Morph-KGC makes of *rules*."""
    output, configuration = folder / "out.nq", folder / "morph.ini"
    output.unlink(missing_ok=True)
    configuration.write_text(CONFIGURATION.format(output=output, rules=rules.path), encoding="utf-8")
    result = subprocess.run(
        [python, "-m", "morph_kgc", str(configuration)],
        cwd=rules.path.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode or not output.exists():
        sys.exit(f"{rules.path}: Morph-KGC fails: {(result.stderr or result.stdout).strip()[-400:]}")
    return {_line(quad) for quad in parse(path=str(output), format=RdfFormat.N_QUADS)}


def ours(source: Source, rules: RuleSet, tables: dict[str, Table]) -> set[str]:
    """The N-Quads that our interpreter makes of *rules*, without what it adds about records."""
    interpreter = Interpreter((rules,), Namespace(), source.key)
    return {
        _line(Quad(s.triple.subject, s.triple.predicate, s.triple.object, s.graph))
        for table in tables.values()
        for s in interpreter.table(table, with_records=False)
    }


def _line(quad: Quad) -> str:
    # Language tags compare without regard to case (RDF 1.1, 3.3); pyoxigraph lower-cases them on parsing.
    graph = "" if isinstance(quad.graph_name, DefaultGraph) else str(quad.graph_name)
    return f"{quad.subject} {quad.predicate} {quad.object} {graph}"


def main(python: str) -> int:
    """Compare every rule file. Returns the exit code."""
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for source in sources():
            tables = source.tables()
            for rules in source.rules:
                our_lines, their_lines = ours(source, rules, tables), theirs(python, rules, Path(folder))
                differing = our_lines ^ their_lines
                print(f"source {source.key}, {rules.path.name}: {len(our_lines)} statements, {len(differing)} differ")
                for name, only in (("ours", our_lines - their_lines), ("Morph-KGC", their_lines - our_lines)):
                    for line in sorted(only)[:5]:
                        print(f"  only {name}: {line}")
                failed += bool(differing)
    return 1 if failed else 0


if __name__ == "__main__":
    # Made absolute, not resolved: the link is what makes it the environment's own interpreter.
    sys.exit(main(str(Path(sys.argv[1]).absolute())))
