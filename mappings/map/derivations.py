"""Statements composed from others of the same document, which need more than one table.

Each file of ``mappings/derive/`` is a SPARQL CONSTRUCT. It sees one document's statements, the register and the
ontology, and may use nothing else, so what it makes is as much the document's statement as what it was made from.
A derived statement has the records of its subject.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode, Quad, QueryTriples, Store, Triple

from ontology.errors import ReportedError
from ontology.namespaces import Namespace
from ontology.prefixes import complete_query

if TYPE_CHECKING:
    from mappings.map.query_patterns import MatchableStatements

FOLDER = Path(__file__).parents[1] / "derive"
_REFERENCE = NamedNode("urn:tabunka:reference")
MOST = 200_000
"""Up to this many statements are all kept in memory (about 80 MB)."""
_BATCH = 20_000
_KEY = re.compile(r"([0-9]{3})-")


class DerivationError(ReportedError):
    """A derivation is not a CONSTRUCT query, or makes a blank node."""


def load_derivations(folder: Path = FOLDER) -> dict[str, str]:
    """The CONSTRUCT queries by file name."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.rq"))}


class Derivations:
    """The derivations of a site, and one store with the statements that they see.

    A derivation whose file name begins with the key of a document (``000-page-labels.rq``) is of that document only.
    Of more than :data:`MOST` statements the store keeps only those that a derivation can match.
    """

    def __init__(self, queries: Mapping[str, str], namespace: Namespace) -> None:
        self.namespace = namespace
        self._queries = queries
        self._store = Store()
        self._shown = 0
        self._referred: set[str] = set()
        self._matchable: MatchableStatements | None = None

    def refer_to(self, triples: Iterable[Triple]) -> None:
        """Show *triples*, of the ontology or a reference work, to the derivations of every document."""
        for batch in _batches(triples):
            needed = self._needed(batch)
            self._store.bulk_extend(_quad(triple, _REFERENCE) for triple in needed)
            self._referred.update(str(triple.subject) for triple in needed)

    def are_of(self, document: str) -> bool:
        """Whether there is a derivation that is of *document*."""
        return any(is_of(name, document) for name in self._queries)

    def show(self, document: str, triples: Iterable[Triple]) -> None:
        """Show *triples* to the derivations of *document*, which see those of the reference works already."""
        graph = self.namespace.graph(document)
        for batch in _batches(triples):
            needed = self._needed(batch)
            self._store.bulk_extend(_quad(triple, graph) for triple in needed if not self._is_referred_to(triple))

    def hide(self, document: str, triples: Iterable[Triple]) -> None:
        """Take back *triples* from the derivations of *document*."""
        graph = self.namespace.graph(document)
        for triple in triples:
            self._store.remove(_quad(triple, graph))

    def of(
        self, document: str, records: Callable[[NamedNode], Sequence[NamedNode]]
    ) -> Iterator[tuple[Triple, Sequence[NamedNode]]]:
        """What the derivations compose from what they are shown of *document*, with the records of each.

        *records* gives those of a subject. Statements about subjects that have none, of other documents or of the
        register, are dropped. One statement may be composed several times. Raises DerivationError.
        """
        graph = self.namespace.graph(document)
        for name, query in self._queries.items():
            if is_of(name, document):
                for triple in self._composed(name, query, graph):
                    if isinstance(triple.subject, NamedNode) and (origins := records(triple.subject)):
                        yield triple, origins

    def _needed(self, triples: Sequence[Triple]) -> Sequence[Triple]:
        """Those of *triples* that the store has to have."""
        if self._matchable is None:
            self._shown += len(triples)
            if self._shown <= MOST:
                return triples
            # Most builds need no parser of queries, which takes long to import.
            from mappings.map.query_patterns import MatchableStatements

            self._matchable = MatchableStatements(
                complete_query(self.namespace, query) for query in self._queries.values()
            )
            # A store in memory does not free the memory of removed statements.
            whole, self._store = self._store, Store()
            self._store.bulk_extend(quad for quad in whole if quad.triple in self._matchable)
        return [triple for triple in triples if triple in self._matchable]

    def _is_referred_to(self, triple: Triple) -> bool:
        return str(triple.subject) in self._referred and _quad(triple, _REFERENCE) in self._store

    def _composed(self, name: str, query: str, graph: NamedNode) -> Iterator[Triple]:
        try:
            result = self._store.query(complete_query(self.namespace, query), default_graph=[_REFERENCE, graph])
        except SyntaxError as error:
            raise DerivationError(f"mappings/derive/{name}: {' '.join(str(error).split())}") from error
        if not isinstance(result, QueryTriples):
            raise DerivationError(f"mappings/derive/{name}: not a CONSTRUCT query")
        for triple in result:
            if isinstance(triple.object, BlankNode) or not isinstance(triple.subject, NamedNode):
                raise DerivationError(f"mappings/derive/{name}: makes a blank node; give it an IRI")
            yield triple


def is_of(name: str, document: str) -> bool:
    """Whether the derivation in the file *name* is one of *document*, or of all documents."""
    key = _KEY.match(name)
    return key is None or key[1] == document


def _batches(triples: Iterable[Triple]) -> Iterator[list[Triple]]:
    iterator = iter(triples)
    while batch := list(islice(iterator, _BATCH)):
        yield batch


def _quad(triple: Triple, graph: NamedNode) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)
