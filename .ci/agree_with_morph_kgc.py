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
from mappings.map.rules import RuleSet, language_column
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


LANGUAGE_OF_A_COLUMN = """@prefix rml: <http://w3id.org/rml/> .
[] a rml:TriplesMap ;
  rml:logicalSource [ rml:source "{table}" ; rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template "{subject}" ; rml:graph <{graph}> ] ;
  rml:predicateObjectMap [ rml:predicate <{predicate}> ;
    rml:objectMap [ rml:reference "{column}" ; rml:languageMap [ rml:reference "{language}" ] ] ] .
"""
"""What a rule with the language of a column is in RML. Morph-KGC reads it there, but not in YARRRML."""


def _read_by_morph_kgc(rules: RuleSet, folder: Path) -> list[Path]:
    """The files of *rules* as Morph-KGC reads them: in RML those objects that have the language of a column."""
    in_rml = [
        LANGUAGE_OF_A_COLUMN.format(
            table=rule.table,
            subject="{}".join(rule.subject.template.parts).format(
                *(f"{{{n}}}" for n in rule.subject.template.references)
            ),
            graph=rule.graphs[0],
            predicate=po.predicate,
            column=po.object.template.references[0],
            language=column,
        )
        for rule in rules.mappings
        for po in rule.predicate_objects
        if (column := language_column(po.object.language))
    ]
    if not in_rml:
        return [rules.path]
    text = rules.path.read_text(encoding="utf-8")
    rest, rml = folder / "rules.yaml", folder / "languages.rml.ttl"
    rest.write_text("".join(line for line in text.splitlines(keepends=True) if ")~lang]" not in line), encoding="utf-8")
    rml.write_text("".join(in_rml), encoding="utf-8")
    return [rest, rml]


def theirs(python: str, rules: RuleSet, folder: Path) -> set[str]:
    """The N-Quads that Morph-KGC makes of *rules*."""
    output, configuration = folder / "out.nq", folder / "morph.ini"
    output.unlink(missing_ok=True)
    files = ",".join(map(str, _read_by_morph_kgc(rules, folder)))
    configuration.write_text(CONFIGURATION.format(output=output, rules=files), encoding="utf-8")
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
