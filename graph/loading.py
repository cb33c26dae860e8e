"""The store of a release that is served: the default graph in memory, the other graphs mostly on disk.

It answers while it is still being read.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from functools import partial

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from graph.release import STORE, Release
from graph.store import (
    DAMAGE,
    EmbeddedStore,
    QueryAnswer,
    Subject,
    Term,
    is_one_graph,
    is_read_from_disk,
    load_all_graphs,
    load_default_graph,
    may_read_other_graphs,
    require_dumps,
    unopened,
)
from graph.store_tables import open_tables, unopened_tables


class LoadingStore(EmbeddedStore):
    """The store of *release*, read by threads of its own, which leave the interpreter to others.

    One reads the default graph, a fifth of all, into memory. To read all graphs takes four times as long and as much
    memory, and few ask for more than the lineage of one thing. So a process that asks for them opens the store that the
    build has left on disk. Where that does not do (:func:`is_read_from_disk`), a second thread reads them into memory.

    A file that is missing or damaged makes all who wait for it, and :meth:`complete`, raise StoreError.
    """

    def __init__(self, release: Release) -> None:
        store = Store()
        super().__init__(store, store if is_one_graph(release) else Store())
        self.has_files = is_read_from_disk(release)
        self._release = release
        self._has_default_graph: Future[None] = Future()
        self._has_everything: Future[None] = Future()
        self._is_complete = False
        self._opened: tuple[int, Store] | None = None
        """The store on disk, and the process that opened it."""
        self._inherited: list[Store] = []
        self._opening = threading.Lock()
        works: list[tuple[str, Future[None], Callable[[], None]]] = [
            ("default graph", self._has_default_graph, partial(load_default_graph, self.default_graph, release))
        ]
        if self.has_files:
            self._finish(self._has_everything, partial(require_dumps, release))
        else:
            works.insert(0, ("all graphs", self._has_everything, self._load_everything))
        self._threads = [
            threading.Thread(target=self._finish, args=(future, work), name=name, daemon=True)
            for name, future, work in works
        ]
        for thread in self._threads:
            thread.start()

    def _finish(self, future: Future[None], work: Callable[[], None]) -> None:
        """Do *work*, and tell those who wait for *future*."""
        try:
            work()
            future.set_result(None)
        except Exception as error:  # whatever the error is, nobody may wait for ever
            future.set_exception(unopened(self._release, error) if isinstance(error, DAMAGE) else error)

    def _load_everything(self) -> None:
        if self.store is self.default_graph:
            self._has_default_graph.result()
        else:
            load_all_graphs(self.store, self._release)

    def is_read(self) -> bool:
        """Is everything read, or has it failed?"""
        return self._has_default_graph.done() and self._has_everything.done()

    def complete(self) -> None:
        """Wait until everything is read and the threads have ended. Raises StoreError."""
        for thread in self._threads:
            thread.join()
        self._has_default_graph.result()
        self._has_everything.result()
        self._is_complete = True

    def open_files(self) -> int:
        """See :class:`StatementStore`."""
        if not self.has_files:
            return 0
        try:
            open_tables(self.all_graphs())
        except DAMAGE as error:
            raise unopened(self._release, error) from error
        return unopened_tables(self._release.path / STORE)

    def all_graphs(self) -> Store:
        """See :class:`EmbeddedStore`; opens files."""
        if not self.has_files:
            return self.store
        opened = self._opened
        if opened is None or opened[0] != os.getpid():
            opened = self._open()
        return opened[1]

    def _open(self) -> tuple[int, Store]:
        with self._opening:
            if self._opened is None or self._opened[0] != os.getpid():
                if self._opened is not None:
                    # A store that the parent process opened must not be closed: its file descriptors may be other files
                    # here.
                    self._inherited.append(self._opened[1])
                try:
                    self._opened = os.getpid(), Store.read_only(str(self._release.path / STORE))
                except DAMAGE as error:
                    raise unopened(self._release, error) from error
            return self._opened

    def statements(
        self,
        subject: Subject | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph: NamedNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """See :class:`EmbeddedStore`; waits for what is asked for."""
        if not self._is_complete:
            (self._has_default_graph if isinstance(graph, DefaultGraph) else self._has_everything).result()
        return super().statements(subject, predicate, object, graph)

    def query(
        self,
        query: str,
        *,
        default_graph: Sequence[NamedNode] | None = None,
        named_graphs: Sequence[NamedNode] | None = None,
        has_dataset: bool = False,
        base: str | None = None,
    ) -> QueryAnswer:
        """See :class:`EmbeddedStore`; waits for what is asked for."""
        if not self._is_complete:
            is_of_default = default_graph is None and named_graphs is None and not may_read_other_graphs(query)
            (self._has_default_graph if is_of_default else self._has_everything).result()
        return super().query(
            query, default_graph=default_graph, named_graphs=named_graphs, has_dataset=has_dataset, base=base
        )


def loaded(release: Release) -> LoadingStore:
    """The store of *release* as a server has it once all is read: the default graph in memory, the others on disk.

    Raises StoreError.
    """
    store = LoadingStore(release)
    store.complete()
    return store
