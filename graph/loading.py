"""The store of a release in memory, which answers while it is still being read."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from graph.quality import measurements_of_servers
from graph.release import Release
from graph.store import (
    DAMAGE,
    EmbeddedStore,
    QueryAnswer,
    Subject,
    Term,
    load,
    load_default_graph,
    may_read_other_graphs,
    memory_dumps,
    unopened,
)


class LoadingStore(EmbeddedStore):
    """The store of *release* in memory, read by a thread of its own, which leaves the interpreter to others.

    The default graph is read first, in a tenth of the time: who asks for no other graph waits for that alone. A file
    that is missing or damaged makes all who wait for it, and :meth:`complete`, raise StoreError.
    """

    def __init__(self, release: Release) -> None:
        super().__init__(Store(), Store())
        self._release = release
        self._has_default_graph: Future[None] = Future()
        self._everything: Future[None] = Future()
        self._is_complete = False
        self._thread = threading.Thread(target=self._load, name="store", daemon=True)
        self._thread.start()

    def _load(self) -> None:
        try:
            load_default_graph(self.default_graph, self._release)
            self._has_default_graph.set_result(None)
            for dump in memory_dumps(self._release):
                load(self.store, self._release, dump)
            self.store.extend(measurements_of_servers(self._release))
            self._everything.set_result(None)
        except Exception as error:  # whatever it is, those who wait must not wait for ever
            reported = unopened(self._release, error) if isinstance(error, DAMAGE) else error
            for stage in (self._has_default_graph, self._everything):
                if not stage.done():
                    stage.set_exception(reported)

    def is_read(self) -> bool:
        """Is everything read, or has it failed?"""
        return self._everything.done()

    def complete(self) -> None:
        """Wait until everything is read and the thread has ended. Raises StoreError."""
        self._thread.join()
        self._everything.result()
        self._is_complete = True

    def statements(
        self,
        subject: Subject | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph: NamedNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """See :class:`EmbeddedStore`; waits for what is asked for."""
        if not self._is_complete:
            (self._has_default_graph if isinstance(graph, DefaultGraph) else self._everything).result()
        return super().statements(subject, predicate, object, graph)

    def query(
        self,
        query: str,
        *,
        default_graph: Sequence[NamedNode] | None = None,
        named_graphs: Sequence[NamedNode] | None = None,
        has_dataset: bool = False,
    ) -> QueryAnswer:
        """See :class:`EmbeddedStore`; waits for what is asked for."""
        if not self._is_complete:
            is_of_default = default_graph is None and named_graphs is None and not may_read_other_graphs(query)
            (self._has_default_graph if is_of_default else self._everything).result()
        return super().query(query, default_graph=default_graph, named_graphs=named_graphs, has_dataset=has_dataset)
