"""Everything that is wrong in the sources of a site, at once: metadata, files, tables, references, rules, terms."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import NamedNode

from mappings.map.interpreter import canonical
from mappings.map.rules import RuleError
from mappings.map.sources import Source, SourceError, sources
from mappings.map.tables import FIRST_ROW, Table, TableError, read_table, reference_problems, table_problems
from mappings.map.term_checks import declaration_term_problems, rule_term_problems
from mappings.map.vocabularies import vocabularies
from mappings.problems import Problem, ProblemsError, require_none
from ontology.vocabulary import SCHEMA

_LIMITS = {SCHEMA.latitude.value: 90, SCHEMA.longitude.value: 180}
"""The largest degrees of latitude and longitude, by property."""


@dataclass
class Checked:
    """The *sources*, their *tables* by name, and the *problems*. Cells that are wrong are empty in the tables.

    *is_mappable*: the rules can be read, so that statements can be made of the tables.
    """

    sources: list[Source] = field(default_factory=list)
    tables: dict[str, Table] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    is_mappable: bool = True

    def note(self, error: TableError | RuleError | SourceError | ProblemsError, place: str, kind: str) -> None:
        """Add the problems that *error* carries, or else itself as one of *place*."""
        problems = getattr(error, "problems", ()) or (Problem(place, str(error), kind=kind),)
        self.problems += problems


def check_sources(root: Path, keys: Collection[str] | None = None) -> Checked:
    """Check the sources below *root*, of which *keys* names those of the site; None for all."""
    checked = Checked()
    try:
        loaded = sources(root, keys)
    except (SourceError, ProblemsError) as error:
        checked.note(error, "mappings", "metadata")
        checked.is_mappable = False
        return checked
    return check_loaded(loaded, root.parent / "ontology")


def all_tables(loaded: Iterable[Source], checked: Collection[str] = ()) -> dict[str, Table]:
    """The committed tables of all sources *loaded*, checked one by one and against one another, and their rules.

    *checked* are the keys of sources that were checked already, as they are now. Raises ProblemsError with all that is
    wrong.
    """
    chosen = list(loaded)
    ontology = chosen[0].folder.parent.parent / "ontology" if chosen else Path()
    result = check_loaded(chosen, ontology, checked)
    require_none(result.problems)
    return result.tables


def check_loaded(loaded: Iterable[Source], ontology: Path, trusted: Collection[str] = ()) -> Checked:
    """Check the sources *loaded*, of a site with this folder of its *ontology*.

    *trusted* are the keys of sources whose files were checked already, as they are now.
    """
    checked = Checked()
    for source in loaded:
        _check_source(checked, source, source.key in trusted)
    checked.problems += reference_problems(checked.tables)
    _check_terms(checked, ontology, trusted)
    # An unknown term of source.yaml is also in the rules generated from it: report it once.
    declared = {problem.file for problem in checked.problems if problem.kind == "term"}
    problems = [problem for problem in checked.problems if problem.kind != "rule" or problem.file not in declared]
    checked.problems = list(dict.fromkeys(sorted(problems, key=lambda problem: problem.order)))
    return checked


def _check_source(checked: Checked, source: Source, is_trusted: bool) -> None:
    place = f"mappings/{source.folder.name}"
    checked.sources.append(source)
    try:
        read = dict(_tables(checked, source, is_trusted))
    except (SourceError, TableError, ProblemsError) as error:
        checked.note(error, place, "table")
        checked.is_mappable = False
        return
    for name, table in read.items():
        if name in checked.tables:
            other = checked.tables[name].schema.source
            message = f"is also a table of source {other}; rename it"
            checked.problems.append(Problem(table.schema.place, message, value=name, kind="table"))
            continue
        checked.tables[name] = table
    try:
        source.check_assertions(read)
    except SourceError as error:
        checked.note(error, f"{place}/metadata.yaml", "metadata")
    try:
        rules = source.rules
    except RuleError as error:
        checked.note(error, place, "rule")
        checked.is_mappable = False
        return
    except ProblemsError as error:
        checked.note(error, place, "rule")
        checked.is_mappable = False
        return
    if not is_trusted:
        checked.problems += _term_problems(source, read, rules)


def _tables(checked: Checked, source: Source, is_trusted: bool) -> Iterator[tuple[str, Table]]:
    """The tables of *source*; what is wrong in them is noted."""
    if source.problems:
        checked.problems += source.problems
    for schema in source.schemas:
        if source.is_read_from_file:
            yield schema.name, source.table(schema)
            continue
        table, problems = read_table(schema)
        checked.problems += problems
        if not is_trusted:
            wrong = list(table_problems(table))
            checked.problems += wrong
            table = _without(table, wrong)
        yield schema.name, table


def _without(table: Table, wrong: Iterable[Problem]) -> Table:
    """*table*, with the cells empty that are *wrong*, and without rows whose key is."""
    cells: dict[int, set[str]] = {}
    for problem in wrong:
        cells.setdefault(problem.row or 0, set()).add(problem.column)
    if not cells:
        return table
    rows = []
    for number, row in enumerate(table.rows, FIRST_ROW):
        names = cells.get(number, set())
        if "key" in names or "" in names:
            continue
        rows.append({name: "" if name in names else value for name, value in row.items()} if names else row)
    return Table(table.schema, rows)


def _term_problems(source: Source, tables: Mapping[str, Table], rules: Iterable[object]) -> Iterator[Problem]:
    """The cells from which a rule makes an IRI or a number, but that are not valid as one."""
    by_file = {table.schema.path.name: table for table in tables.values()}
    seen: set[tuple[str, str, str]] = set()
    for rule_set in source.rules:
        for rule in rule_set.mappings:
            table = by_file.get(rule.table)
            for po in rule.predicate_objects if table else ():
                if not po.object.template.is_bare_reference or table is None:
                    continue
                column = po.object.template.references[0]
                is_iri, datatype = po.object.type == "iri", po.object.datatype or ""
                limit = _LIMITS.get(po.predicate)
                is_number = datatype.endswith(("integer", "decimal"))
                if (rule.table, column, datatype) in seen or not (is_iri or is_number):
                    continue
                seen.add((rule.table, column, datatype))
                for number, row in enumerate(table.rows, FIRST_ROW):
                    if (value := row[column]) and (message := _no_term(value, is_iri, datatype, limit)):
                        suggestion = value.strip().replace(" ", "%20") if is_iri else ""
                        yield Problem(table.schema.place, message, number, column, value, suggestion)


def _no_term(value: str, is_iri: bool, datatype: str, limit: int | None) -> str:
    try:
        if is_iri:
            NamedNode(value)
        elif limit is not None and abs(float(canonical(value, datatype))) > limit:
            return f"is not degrees from -{limit} to {limit}"
        else:
            canonical(value, datatype)
    except ValueError as error:
        return f"is no {'address (IRI)' if is_iri else 'number'} ({error})"
    return ""


def _check_terms(checked: Checked, ontology: Path, trusted: Collection[str]) -> None:
    """Check properties and classes of rules against the vocabularies, which are read only if there are rules."""
    suspect = [source for source in checked.sources if source.key not in trusted and not source.is_generated]
    if not suspect:
        return
    terms = vocabularies(ontology)
    for source in suspect:
        declared = source.declared_terms
        if declared is not None:
            checked.problems += declaration_term_problems(*declared, terms)
        for path in sorted((source.folder / "tables").glob("rules*.yaml")):
            if not any(problem.kind == "rule" and problem.file.endswith(_place(path)) for problem in checked.problems):
                checked.problems += rule_term_problems(path, terms)


def _place(path: Path) -> str:
    return "/".join(path.parts[-3:])
