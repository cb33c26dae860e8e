"""Other graphs are read from files that an evaluator opens before it is confined, and only if it needs them."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import IO

from pyoxigraph import Store

from graph.store import EmbeddedStore
from server.query.pool import EvaluatorPool
from tests.http_client import COUNT
from tests.server.query.test_isolation import FAR, evaluators, only_evaluator, request, some_evaluator, text, text_of
from tests.serving import open_files, wait_until

OTHER_GRAPHS = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"


class StoreOfFiles(EmbeddedStore):
    """A store whose other graphs are read from a file that each process must open for itself."""

    has_files = True

    def __init__(self, store: Store, path: Path) -> None:
        super().__init__(store)
        self._path = path
        self._file: IO[str] | None = None

    def open_files(self) -> None:
        self._file = self._path.open(encoding="utf-8")

    def all_graphs(self) -> Store:
        if self._file is None:
            raise OSError("not open")
        return self.store


def test_who_asks_for_other_graphs_gets_an_evaluator_that_has_opened_their_files_and_can_open_no_more(
    tmp_path: Path,
) -> None:
    evaluator, path = some_evaluator(), tmp_path / "graphs"
    path.touch()
    assert isinstance(evaluator.store, EmbeddedStore)
    of_files = replace(evaluator, store=StoreOfFiles(evaluator.store.store, path))
    pool = EvaluatorPool(of_files, long=2, held=1, quick=4, queue_seconds=FAR, quick_seconds=0.2).start()
    try:
        plain = only_evaluator(pool)
        for query in (COUNT, COUNT):
            assert '"300"' in text(pool, query)
        assert evaluators(pool) == [plain]
        assert str(path) not in open_files(plain)
        for query in (OTHER_GRAPHS, COUNT, OTHER_GRAPHS):
            assert '"300"' in text(pool, query)
        with_files = only_evaluator(pool)
        assert with_files != plain
        assert str(path) in open_files(with_files)
        limits = Path(f"/proc/{with_files}/limits").read_text(encoding="ascii")
        assert ["Max", "open", "files", "0", "0"] in [line.split()[:5] for line in limits.splitlines()]
        os.kill(with_files, signal.SIGKILL)
        assert wait_until(lambda: with_files not in evaluators(pool))
        assert '"0"' in text_of(pool.run(request(COUNT, named_graphs=("urn:none",)))), "its dataset is of other graphs"
    finally:
        pool.close()
