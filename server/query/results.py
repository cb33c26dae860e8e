"""The answer of SELECT and ASK in the formats of the W3C.

The engine writes them, but for CSV, where it quotes no IRI, and mends in XML what no parser would read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import IO, cast

from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QuerySolutions, Triple

from graph.formats import RESULTS_CSV, RESULTS_XML, ResultsFormat
from graph.write.xml import xml_text
from server.query.output import Output

_ROWS_AT_ONCE = 500


def write_truth(answer: QueryBoolean, chosen: ResultsFormat) -> bytes:
    """*answer* in the format *chosen*."""
    if chosen.extension in ("csv", "tsv"):
        # The recommendation defines these for SELECT only; a header and a value is what spreadsheets expect.
        end = b"\r\n" if chosen.extension == "csv" else b"\n"
        name = b"boolean" if chosen.extension == "csv" else b"?boolean"
        return name + end + (b"true" if bool(answer) else b"false") + end
    return answer.serialize(format=chosen.results) or b""


def write_results(answer: QuerySolutions, chosen: ResultsFormat, output: Output) -> None:
    """Write *answer* in the format *chosen* to *output*. Raises FormatError for a value that it cannot hold."""
    if chosen is RESULTS_CSV:
        _write_csv(answer, output)
    elif chosen is RESULTS_XML:
        answer.serialize(cast(IO[bytes], _XmlText(output)), format=chosen.results)
    else:
        answer.serialize(cast(IO[bytes], output), format=chosen.results)


class _XmlText:
    """A file that hands XML on to *output* as a parser will read it."""

    def __init__(self, output: Output) -> None:
        self._output = output

    def write(self, data: bytes) -> int:
        self._output.write(xml_text(data, other="JSON, CSV or TSV"))
        return len(data)

    def flush(self) -> None:
        """Do nothing: the engine calls this at the end."""


def _write_csv(answer: QuerySolutions, output: Output) -> None:
    """SPARQL 1.1 Query Results CSV and TSV Formats, section 3: values without marks, quoted as RFC 4180 asks."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([variable.value for variable in answer.variables])
    rows = _rows(answer)
    while True:
        before = text.tell()
        writer.writerows(islice(rows, _ROWS_AT_ONCE))
        is_last = text.tell() == before
        output.write(text.getvalue().encode())
        if is_last:
            return
        text.seek(0)
        text.truncate()


def _rows(answer: QuerySolutions) -> Iterator[list[str]]:
    for solution in answer:
        yield [
            "" if term is None else term.value if isinstance(term, NamedNode | Literal) else _text(term)
            for term in solution
        ]


def _text(term: NamedNode | BlankNode | Literal | Triple) -> str:
    if isinstance(term, Triple):
        return " ".join(_text(part) for part in term)
    return term.value if isinstance(term, NamedNode | Literal) else str(term)
