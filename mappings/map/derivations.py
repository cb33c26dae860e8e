"""Statements composed from others of the same document, which need more than one table.

Each file of ``mappings/derive/`` is a SPARQL CONSTRUCT. It sees one document's statements, the register and the
ontology, and may use nothing else, so what it makes is as much the document's statement as what it was made from.
A derived statement has the records of its subject.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, Quad, QueryTriples, Store, Triple

from ontology.errors import ReportedError
from ontology.namespaces import Namespace
from ontology.prefixes import complete_query
from ontology.vocabulary import PROV

FOLDER = Path(__file__).parents[1] / "derive"
_REFERENCE = NamedNode("urn:tabunka:reference")
_KEY = re.compile(r"([0-9]{3})-")


class DerivationError(ReportedError):
    """A derivation is not a CONSTRUCT query, or makes a blank node."""


def load_derivations(folder: Path = FOLDER) -> dict[str, str]:
    """The CONSTRUCT queries by file name."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.rq"))}


class Derivations:
    """The derivations of a site, and one store with the statements that they see.

    A derivation whose file name begins with the key of a document (``000-page-labels.rq``) is of that document only.
    """

    def __init__(self, queries: Mapping[str, str], namespace: Namespace) -> None:
        self.namespace = namespace
        self._queries = queries
        self._store = Store()
        self._reference: set[Triple] = set()
        self._shown: dict[NamedNode, set[Triple]] = {}

    def refer_to(self, triples: Iterable[Triple]) -> None:
        """Show *triples*, of the ontology or a reference work, to the derivations of every document."""
        fresh = set(triples) - self._reference
        self._store.bulk_extend(_quad(triple, _REFERENCE) for triple in fresh)
        self._reference |= fresh

    def of(self, document: str, triples: Collection[Triple]) -> dict[Triple, set[NamedNode]]:
        """What the derivations compose from the statements *triples* of *document*, with the records of each.

        Statements about subjects of other documents or of the register are dropped. Raises DerivationError.
        """
        queries = [(name, query) for name, query in self._queries.items() if is_of(name, document)]
        if not queries:
            return {}
        graph = self.namespace.graph(document)
        self._show(graph, triples)
        records: dict[NamedNode, set[NamedNode]] = {}
        for triple in triples:
            if triple.predicate == PROV.wasDerivedFrom:
                subject, record = triple.subject, triple.object
                if isinstance(subject, NamedNode) and isinstance(record, NamedNode):
                    records.setdefault(subject, set()).add(record)
        derived: dict[Triple, set[NamedNode]] = {}
        for name, query in queries:
            for triple in self._composed(name, query, graph):
                if isinstance(triple.subject, NamedNode) and triple.subject in records:
                    derived[triple] = set(records[triple.subject])
        return derived

    def _show(self, graph: NamedNode, triples: Iterable[Triple]) -> None:
        """Make *graph* hold *triples*, of which the derivations see those of the reference works already."""
        now, before = set(triples) - self._reference, self._shown.get(graph, set())
        for triple in before - now:
            self._store.remove(_quad(triple, graph))
        self._store.bulk_extend(_quad(triple, graph) for triple in now - before)
        self._shown[graph] = now

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


def _quad(triple: Triple, graph: NamedNode) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)
