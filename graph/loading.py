"""The store of a release in memory, which answers while it is still being read."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from graph.quality import measurements_of_servers
from graph.release import Release
from graph.store import DAMAGE, EmbeddedStore, QueryAnswer, Subject, Term, load, memory_dumps, unopened

_OTHER_GRAPHS = re.compile("graph|from", re.IGNORECASE)
"""What a query has that reads more than the default graph. (No escape can hide a keyword from the engine.)"""


class LoadingStore(EmbeddedStore):
    """The store of *release* in memory, read by a thread of its own, which leaves the interpreter to others.

    Who asks for the default graph alone waits until that is complete; lineage, half of all statements, is read last,
    and everything else waits for the end. A file that is missing or damaged makes all of them, and :meth:`complete`,
    raise StoreError.
    """

    def __init__(self, release: Release) -> None:
        super().__init__(Store())
        self._release = release
        self._default_graph: Future[None] = Future()
        self._everything: Future[None] = Future()
        self._is_complete = False
        self._thread = threading.Thread(target=self._load, name="store", daemon=True)
        self._thread.start()

    def _load(self) -> None:
        try:
            for dump in memory_dumps(self._release):
                load(self.store, self._release, dump)
                if dump.content == "all graphs":
                    self._default_graph.set_result(None)
            self.store.extend(measurements_of_servers(self._release))
            self._everything.set_result(None)
        except Exception as error:  # whatever it is, those who wait must not wait for ever
            reported = unopened(self._release, error) if isinstance(error, DAMAGE) else error
            for stage in (self._default_graph, self._everything):
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
            (self._default_graph if isinstance(graph, DefaultGraph) else self._everything).result()
        return self.store.quads_for_pattern(subject, predicate, object, graph)

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
            has_one_graph = default_graph is None and named_graphs is None and not _OTHER_GRAPHS.search(query)
            (self._default_graph if has_one_graph else self._everything).result()
        return super().query(query, default_graph=default_graph, named_graphs=named_graphs, has_dataset=has_dataset)
