"""Statements as rows of CSV: subject, predicate, object, kind, datatype, lang."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

COLUMNS = ("subject", "predicate", "object", "kind", "datatype", "lang")


def statement_table(quads: Iterable[Quad]) -> str:
    """*quads* as CSV (RFC 4180) with a header. *kind* is ``iri``, ``bnode``, ``literal`` or ``triple``."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for quad in quads:
        kind, datatype, lang = "triple", "", ""
        text = str(quad.object)
        if isinstance(quad.object, NamedNode):
            kind, text = "iri", quad.object.value
        elif isinstance(quad.object, BlankNode):
            kind = "bnode"
        elif isinstance(quad.object, Literal):
            kind, text, datatype = "literal", quad.object.value, quad.object.datatype.value
            lang = quad.object.language or ""
        subject = quad.subject.value if isinstance(quad.subject, NamedNode) else str(quad.subject)
        writer.writerow((subject, quad.predicate.value, text, kind, datatype, lang))
    return out.getvalue()
