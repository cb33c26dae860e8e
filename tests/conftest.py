"""Fixtures for tests of every room: the documents, if present, and one release built for the whole run."""

from __future__ import annotations

import fcntl
import gc
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from graph.build.pipeline import build
from graph.loading import LoadingStore, loaded
from graph.release import Release, current
from graph.store import EmbeddedStore, open_store
from mappings.site import load_site
from ontology.namespaces import Namespace
from tests.lamps import build_lamps
from tests.serving import RunningServer, start

pytest_plugins = ("tests.processor_time", "tests.reports")
ROOT = Path(__file__).parent.parent
RELEASES = Path(os.environ.get("TABUNKA_TEST_RELEASES", ROOT / "build" / "test-releases"))
KEPT_RELEASES = 2
GROUPS: dict[str, tuple[str, ...]] = {
    # The first process builds the release and looks through whole graphs; the others meanwhile test what needs none.
    "whole graphs": (
        *("graph/ask", "graph/write", "graph/test_loading.py", "graph/test_lineage_index.py"),
        *("graph/build/test_release.py", "graph/build/test_void.py", "graph/build/test_cubes.py"),
        *("graph/build/test_cardinality.py", "graph/build/test_identity.py"),
    ),
    "mappings": ("mappings",),
    "base": ("graph/build/test_vocabulary.py",),
    "ontology": ("ontology",),
    # Its pools are forked from the process of the tests, which is still small.
    "isolation": ("server/query/test_isolation.py",),
    # Then the longest ones and those that wait for servers; short ones last, so that no process is idle at the end.
    "server": ("server",),
    "http": ("http",),
    "browser": ("browser",),
    "harm": ("http/test_processes.py", "http/test_operations.py", "http/test_hostile.py", "http/test_wire.py"),
    "stores": ("http/test_stores.py",),
    "rest of the graph": ("graph",),
    "graph": ("graph/publish", "graph/compare", "graph/check", "graph/light"),
    "cache": ("graph/build/test_cache.py",),
    "others": ("bench", "test_rooms.py", "test_wheel.py"),
    "shapes": ("shapes",),
    "screen": ("graph/build/test_screen.py",),
    "commands": ("graph/test_commands.py",),
    "": ("",),
}
"""Each group of tests that one process runs, by where its modules lie below tests/; the nearest place counts."""
SHARED = Path(os.environ.get("TABUNKA_SHARED", ROOT.parent / "shared"))


def pytest_configure(config: pytest.Config) -> None:
    """Collect garbage less often: most objects of a test process belong to a release, and stay."""
    gc.set_threshold(100_000, 20, 20)


def pytest_collection_finish() -> None:
    """Leave the tests themselves out of every later collection: they stay to the end."""
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """Collect garbage once, so that pytest reports errors in it; freeze the rest, which it would walk five times."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One test process more than there are processors: those that test servers wait for them."""
    return (os.cpu_count() or 1) + 1


def group_of(test: str) -> str:
    """The group of a test, by its identifier or the name of its file."""
    return _group_of_module(test.partition("::")[0])


@cache
def _group_of_module(file: str) -> str:
    module = PurePosixPath(file).relative_to("tests")
    fitting = [
        (len(place), name) for name, places in GROUPS.items() for place in places if module.is_relative_to(place)
    ]
    return max(fitting)[1]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the groups in the order in which test processes take them."""
    order = list(GROUPS)
    items.sort(key=lambda item: order.index(group_of(item.nodeid)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Let one process run a whole group, which shares a server, a store or an application.

    (xdist's own ``--dist loadgroup`` writes groups into identifiers in a way that pytest 9.1 no longer reads.)
    """
    from xdist.scheduler import LoadScopeScheduling

    class GroupScheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    config.option.loadscopereorder = False
    return GroupScheduling(config, log)


def need(condition: bool, name: str) -> None:
    """Skip a test that needs an outside thing which is absent; on CI that is a failure, never a skip."""
    if condition:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI must have {name}")
    pytest.skip(f"needs {name}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count the protocol cases (tests/http/test_protocol.py) and keep their outcomes as build/protocol-report.json."""
    cases = []
    for outcome in ("passed", "failed", "error"):
        for report in terminalreporter.stats.get(outcome, ()):
            properties = dict(getattr(report, "user_properties", ()))
            if "protocol case" in properties and (report.when == "call" or outcome == "error"):
                cases.append(
                    {"case": properties["protocol case"], "section": properties["section"], "outcome": outcome}
                )
    if not cases:
        return
    passed = sum(case["outcome"] == "passed" for case in cases)
    terminalreporter.write_line(f"protocol cases: {passed} passed of {len(cases)} (build/protocol-report.json)")
    report_file = ROOT / "build" / "protocol-report.json"
    report_file.parent.mkdir(exist_ok=True)
    report_file.write_text(json.dumps(sorted(cases, key=lambda case: case["case"]), indent=1) + "\n", encoding="utf-8")


@pytest.fixture(scope="session", autouse=True)
def _without_a_disk() -> Iterator[None]:
    """Do not wait for the disk: what tests write in this process need not outlive a power cut.

    (The programs that tests start wait for it, and tests/graph/publish/test_disk.py sees what must have got there.)
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: None)
        yield


@pytest.fixture(scope="session")
def documents_dir() -> Path:
    """The folder of the source documents."""
    need((SHARED / "documents").is_dir(), "the source documents (../shared/documents)")
    return SHARED / "documents"


@pytest.fixture(scope="session")
def reference_register() -> Path:
    """The register of every local government."""
    path = SHARED / "reference" / "municipality_register.csv"
    need(path.is_file(), "the reference register (../shared/reference)")
    return path


@pytest.fixture(scope="session")
def standards_dir() -> Path:
    """The folder of official SHACL shapes."""
    need((SHARED / "standards").is_dir(), "the official shapes (../shared/standards)")
    return SHARED / "standards"


@pytest.fixture(scope="session")
def var() -> Path:
    """A folder with a release built from the committed tables, once for all test processes.

    It is kept for the next run as long as nothing that a release is made from has changed.
    """
    RELEASES.mkdir(parents=True, exist_ok=True)
    folder = RELEASES / _inputs_digest()
    with (RELEASES / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "current").exists():
            build(load_site(ROOT), Namespace(), folder)
            outdated = sorted(RELEASES.glob("*/current"), key=lambda path: path.lstat().st_mtime)[:-KEPT_RELEASES]
            for old in outdated:
                shutil.rmtree(old.parent, ignore_errors=True)
    return folder


def _inputs_digest() -> str:
    """A digest of everything that a build reads: the rooms before the server, and the pinned packages."""
    digest = hashlib.sha256((ROOT / "constraints.txt").read_bytes() + (ROOT / "site.toml").read_bytes())
    for room in ("ontology", "mappings", "shapes", "graph", "site"):
        for path in sorted((ROOT / room).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(ROOT)}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


@pytest.fixture(scope="session")
def release(var: Path) -> Release:
    """The current release of the committed tables."""
    return current(var)


@pytest.fixture(scope="session")
def small_release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of the site of :mod:`tests.lamps`, for tests of processes that open it again and again."""
    return build_lamps(tmp_path_factory.mktemp("lamps"))


def linked_release(release: Release, var: Path, version: str) -> Path:
    """A copy of *release* below *var* as *version*, of links to its files: unlink a file before you change it."""

    def link(source: str, target: str) -> None:
        try:
            os.link(source, target)
        except OSError:  # the two lie on different file systems
            shutil.copy2(source, target)

    folder = var / "releases" / version
    shutil.copytree(release.path, folder, copy_function=link)
    return folder


@pytest.fixture(scope="session")
def store(release: Release) -> EmbeddedStore:
    """Its store, all of it in memory, for tests that look through whole graphs."""
    return open_store(release, in_memory=True)


@pytest.fixture(scope="session")
def served_store(release: Release) -> LoadingStore:
    """Its store as the server has it: the default graph in memory, the others on disk. It is there in a fifth of the
    time; the application of tests/server reads it."""
    return loaded(release)


@pytest.fixture(scope="session")
def server(release: Release) -> Iterator[RunningServer]:
    """One server for the tests that do not harm it. Queries may run two seconds."""
    running = start(release, "--workers", "2", "--query-seconds", "2", "--query-memory", "200")
    yield running
    running.stop()
