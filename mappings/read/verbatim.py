"""Whether a cell that the graph calls printed is what the cited lines print.

``tbk:printedLabel`` and the properties below it promise the words of the document. White space, line breaks, widths of
characters, marks of footnotes and readings set above kanji are no part of them. Parts that the document prints apart,
numbered or in cells of their own, stand in their order with 、 between.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator

from mappings.map.corrections import Correction
from mappings.map.sources import Source
from mappings.map.tables import FIRST_ROW, LINES, Table
from mappings.read.document import Document
from ontology.lines import read_cell
from ontology.namespaces import Namespace
from ontology.terms import below

PROPERTY = "printedLabel"
_LEFT_OUT = re.compile(r"[\s※*]|</?p>")
_READING = re.compile(r"(?<=[一-鿿])[ァ-ヶー]{1,5}(?=[一-鿿(])")
"""A reading above a kanji, which a flattened page puts after it."""


def printed_columns(source: Source) -> dict[str, list[str]]:
    """The columns that rules of *source* make a printed property of and of nothing else, by the file of their table."""
    printed = below(Namespace().term(PROPERTY))
    columns: dict[str, dict[str, None]] = {}
    for rule_set in source.rules:
        for rule in rule_set.mappings:
            for po in rule.predicate_objects:
                if po.predicate in printed and po.object.template.is_bare_reference:
                    columns.setdefault(rule.table, {})[po.object.template.references[0]] = None
    return {table: list(names) for table, names in columns.items()}


def not_as_printed(document: Document, source: Source, tables: Collection[Table]) -> Iterator[str]:
    """A line of text for every cell of *tables* that the lines of *document* cited by its row do not print."""
    columns = printed_columns(source)
    for table in tables:
        for number, row in enumerate(table.rows, FIRST_ROW):
            text = ""
            for column in columns.get(table.schema.path.name, ()):
                if not row[column]:
                    continue
                text = text or "\n".join(_texts(list(_cited(document, row[LINES]))))
                if not is_printed(row[column], text):
                    yield (
                        f'{table.schema.path.name} row {number} ({row["key"]}): {column} "{row[column]}" is not '
                        f"what is printed (document {document.key}, line {row[LINES]})"
                    )


def corrections_not_as_printed(document: Document, corrections: Iterable[Correction]) -> Iterator[str]:
    """A line of text for every one of *corrections* whose printed words the lines that it cites do not print."""
    for correction in corrections:
        if correction.is_addition:
            continue
        text = "\n".join(_texts(list(_cited(document, correction.line))))
        if not is_printed(correction.printed, text):
            yield (
                f'corrections.csv ({correction.key}): printed "{correction.printed}" is not what is printed '
                f"(document {document.key}, line {correction.line})"
            )


def is_printed(value: str, text: str) -> bool:
    """Whether *text*, which is squeezed, prints *value*, or else every part of it between 、, or a pair of brackets."""
    if re.fullmatch(r"[(（\[] ?[)）\]]", value):
        return all(_squeezed(bracket) in text for bracket in value if bracket != " ")
    for printed in (text, _READING.sub("", text)):
        if _squeezed(value) in printed or all(_squeezed(part) in printed for part in value.split("、")):
            return True
    return False


def _cited(document: Document, lines: str) -> Iterator[str]:
    for first, last in read_cell(lines):
        for number in range(first, last + 1):
            yield document.line(number)


def _texts(lines: list[str]) -> Iterator[str]:
    """The *lines* as one text, and where they are rows of a table with tabs, each of its columns as one."""
    yield _squeezed("".join(lines))
    rows = [line.split("\t") for line in lines]
    for at in range(max(map(len, rows))):
        yield _squeezed("".join(row[at] for row in rows if at < len(row)))


def _squeezed(text: str) -> str:
    return _LEFT_OUT.sub("", unicodedata.normalize("NFKC", text)).replace("~", "〜").replace("·", "・")
