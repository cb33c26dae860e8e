"""``pytest --processor-time``: what each group of tests and the costliest tests take of the processor.

Unlike ``--durations`` it is the same on a busy machine. Whatever a test starts counts for the test during which it
computes: a server of a fixture and the pages of a browser too.
"""

from __future__ import annotations

import os
import resource
from collections import Counter
from pathlib import Path

import pytest

from tests.serving import children_of

_PROPERTY = "processor seconds"
_SHOWN = 40
_TICKS = os.sysconf("SC_CLK_TCK")
_last = pytest.StashKey[float]()


def _processor_seconds() -> float:
    """Of this process, of its children that have ended, and of all processes below it that have not."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages) + _seconds_below(os.getpid())


def _seconds_below(parent: int) -> float:
    """What the children of *parent* have used, theirs, and those of these that have ended."""
    seconds = 0.0
    for child in children_of(parent):
        try:
            status = Path(f"/proc/{child}/stat").read_text(encoding="ascii", errors="replace")
        except OSError:
            continue
        # User and system time, its own and of the children that it has waited for: fields 14 to 17 of proc(5).
        seconds += sum(map(int, status.rpartition(")")[2].split()[11:15])) / _TICKS + _seconds_below(child)
    return seconds


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--processor-time", action="store_true", help="show what tests take of the processor")


def pytest_collection_finish(session: pytest.Session) -> None:
    if session.config.getoption("--processor-time"):
        session.config.stash[_last] = _processor_seconds()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item) -> None:
    """Note what has been spent since the report before."""
    if not item.config.getoption("--processor-time"):
        return
    now = _processor_seconds()
    # What Chromium's processes have used is lost when they all end: then nothing was spent, and not less than that.
    item.user_properties.append((_PROPERTY, max(0.0, now - item.config.stash[_last])))
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
