"""All problems of a site: of its sources, and where these make statements, of its shapes and quality queries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache, partial

from graph.build.as_is import exempt
from graph.build.assemble import Assembly, assemble
from graph.build.cases import Cases, find_cases
from graph.build.catalogue import Edition
from graph.build.check_store import store_of_lines
from graph.build.metadata import add_metadata
from graph.build.site_files import quality_files, site_namespace
from graph.build.validate import Violation, load_shapes, validate_lines
from graph.check.places import Places
from graph.quality import metrics
from mappings.map.checking import Checked, check_sources
from mappings.problems import Problem
from mappings.site import Site
from ontology.errors import ReportedError
from ontology.namespaces import Namespace
from ontology.spelling import nearest

_DANGLING, _COLLIDING, _UNDECLARED = "dangling-links", "things-of-two-sources", "undeclared-terms"
"""Metrics of ``quality.yaml`` whose cases get a message of their own here."""
_EDITION = Edition("check", datetime(1970, 1, 1, tzinfo=UTC))


def problems_of(site: Site) -> list[Problem]:
    """Everything that is wrong in *site* and that a build would refuse, in the order of files and rows."""
    checked = check_sources(site.mappings, site.sources)
    problems = list(checked.problems)
    if checked.is_mappable:
        namespace = site_namespace(site)
        reported = {(problem.file, problem.row) for problem in problems}
        try:
            of_statements = list(_of_statements(site, namespace, checked))
        except ReportedError as error:
            of_statements = [] if problems else [Problem("site", str(error), kind="statement")]
        # A violation that follows from a cell reported before is not reported again.
        problems += [
            problem for problem in of_statements if not problem.row or (problem.file, problem.row) not in reported
        ]
    return sorted(dict.fromkeys(problems), key=lambda problem: problem.order)


def _of_statements(site: Site, namespace: Namespace, checked: Checked) -> Iterator[Problem]:
    """The problems that shapes and quality queries find in the statements made from the tables."""
    assembly = assemble(site, namespace, checked=checked)
    # Sources and tables are described, since records link to them; counts of the release are not needed here.
    index = add_metadata(assembly, _EDITION, {"provenance": 0, "ledger": 0}).index
    lines = list(assembly.default)
    store = cache(partial(store_of_lines, lines))
    places = Places(assembly.sources, assembly.tables, namespace)
    theirs = exempt(assembly.sources, assembly.named)
    report = validate_lines(lines, load_shapes(namespace, site.shapes), index, store, theirs)
    for violation in report.violations:
        yield places.problem(violation, "shape")
    idle = [shape for shape, count in report.focus_nodes.items() if not count]
    if assembly.is_whole and not checked.problems:
        for shape in idle:
            yield Problem("shapes", "finds no focus node; mend its target or remove it", value=shape, kind="shape")
    cases = find_cases(store, index, metrics(quality_files(site)).values(), namespace, site.allowed, theirs)
    subjects = set(index.subjects())
    for key, of_metric in cases.items():
        if of_metric.too_many:
            for case in of_metric.cases:
                yield _in_words(key, case, of_metric, places, assembly, subjects, namespace)


def _in_words(
    key: str,
    case: Violation,
    of_metric: Cases,
    places: Places,
    assembly: Assembly,
    subjects: set[str],
    namespace: Namespace,
) -> Problem:
    """The *case* of the metric *key* as a problem."""
    problem = places.problem(case, key)
    if key == _COLLIDING:
        other = ", ".join(sorted({assembly.tables[record.split("/")[0]].schema.source for record in case.records
                                  if record.split("/")[0] in assembly.tables}))  # fmt: skip
        message = f"this URI is a thing of several sources ({other}); give one of them another key or `thing`"
        return Problem(problem.file, message, problem.row, problem.column, case.focus, kind=key)
    if key == _DANGLING and (path := namespace.path(case.value)) and path.count("/") >= 3:
        kind, name = path.split("/")[2:4]
        home = f"<{namespace.home(kind)}"
        known = [subject[len(home) : -1] for subject in subjects if subject.startswith(home)]
        message = f"leads to a {kind} that nothing describes"
        row, column = places.of_value(case)
        return Problem(problem.file, message, row or problem.row, column, name, nearest(name, known), key)
    if key == _UNDECLARED:
        message = "is a term of the site's own that its ontology does not declare"
        return Problem(problem.file, message, problem.row, problem.column, case.value, kind=key)
    return problem
