"""``pytest --processor-time``: what each group of tests and the costliest tests take of the processor.

Unlike ``--durations`` it is the same on a busy machine. The processes that a test starts count when they have ended, so
that a server of a fixture counts for the test after which it is stopped. What Chromium's pages compute is not seen.
"""

from __future__ import annotations

import resource
from collections import Counter

import pytest

_PROPERTY = "processor seconds"
_SHOWN = 40
_last = pytest.StashKey[float]()


def _processor_seconds() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--processor-time", action="store_true", help="show what tests take of the processor")


def pytest_collection_finish(session: pytest.Session) -> None:
    session.config.stash[_last] = _processor_seconds()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item) -> None:
    """Note what has been spent since the report before."""
    now = _processor_seconds()
    item.user_properties.append((_PROPERTY, now - item.config.stash[_last]))
    item.config.stash[_last] = now


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not terminalreporter.config.getoption("--processor-time"):
        return
    from tests.conftest import group_of

    of_tests: Counter[str] = Counter()
    of_groups: Counter[str] = Counter()
    for report in (report for reports in terminalreporter.stats.values() for report in reports):
        if getattr(report, "when", "") == "teardown":
            spent = sum(value for name, value in report.user_properties if name == _PROPERTY)
            of_tests[report.nodeid] += spent
            of_groups[group_of(report.nodeid)] += spent
    terminalreporter.section("processor time")
    for seconds in (of_groups.most_common(), of_tests.most_common(_SHOWN)):
        for name, spent in seconds:
            terminalreporter.write_line(f"{spent:8.1f} s  {name}")
        terminalreporter.write_line("")
