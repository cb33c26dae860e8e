"""Statements composed from others of the same document: labels and descriptions that need more than one table.

Each file of ``mappings/derive/`` is a SPARQL CONSTRUCT. It sees one document's statements, the register and the
ontology, and may use nothing else, so what it makes is as much the document's statement as what it was made from.
A derived statement has the records of its subject.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, QueryTriples, Store, Triple

from ontology.errors import ReportedError
from ontology.namespaces import Namespace
from ontology.prefixes import complete_query

FOLDER = Path(__file__).parents[1] / "derive"


class DerivationError(ReportedError):
    """A derivation is not a CONSTRUCT query, or makes a blank node."""


def load_derivations(folder: Path = FOLDER) -> dict[str, str]:
    """The CONSTRUCT queries by file name."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.rq"))}


def derive(
    store: Store, derivations: Mapping[str, str], namespace: Namespace, records: Mapping[NamedNode, set[NamedNode]]
) -> Iterable[tuple[Triple, set[NamedNode]]]:
    """Run *derivations* over the default graph of *store*; *records* has the records of every subject of the document.

    Statements about subjects of other documents or of the register are dropped. Raises DerivationError.
    """
    for name, query in derivations.items():
        try:
            result = store.query(complete_query(namespace, query))
        except SyntaxError as error:
            raise DerivationError(f"mappings/derive/{name}: {' '.join(str(error).split())}") from error
        if not isinstance(result, QueryTriples):
            raise DerivationError(f"mappings/derive/{name}: not a CONSTRUCT query")
        for triple in result:
            if isinstance(triple.object, BlankNode) or not isinstance(triple.subject, NamedNode):
                raise DerivationError(f"mappings/derive/{name}: makes a blank node; give it an IRI")
            if triple.subject in records:
                yield triple, records[triple.subject]
