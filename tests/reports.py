"""The reports of a test process to the one that started it: how a test ended, and no more.

pytest-xdist sends six messages about each test: that it begins and ends, that it has run, and a report each of its
set-up, its call and its end. With thousands of tests that takes as long as some of their groups, and a summary is made
of what has not passed, and of calls. So only these are sent, unless an option wants every report.
"""

from __future__ import annotations

import pytest
from _pytest.runner import runtestprotocol

_READ_ALL = ("processor_time", "durations", "xmlpath")
"""Options for which every report is read."""


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") and not any(config.getoption(name, None) for name in _READ_ALL):
        config.pluginmanager.register(_FewReports())


class _FewReports:
    @pytest.hookimpl
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool:
        """Run *item* as pytest does. (Which test a process was at that ends, xdist knows without being told.)"""
        for report in runtestprotocol(item, log=False, nextitem=nextitem):
            if report.when == "call" or not report.passed:
                item.ihook.pytest_runtest_logreport(report=report)
        return True
