"""The queries that read the generated tables back from the graph.

A column without a property is in no statement: it comes back empty.
"""

from __future__ import annotations

from collections.abc import Iterator

from mappings.csv_source.declaration import Declaration, FileColumn
from mappings.csv_source.generated import kind_of_part
from mappings.csv_source.tables import DIGITS, KEY_PATTERN, TableOf
from mappings.csv_source.values import TYPES
from ontology.namespaces import DEFAULT_BASE

_ID = f"{DEFAULT_BASE}/id/"


def query(declaration: Declaration, table: TableOf) -> str:
    """The query of a *table*: it selects the columns in their order, without prefixes and without ``lines``."""
    row = table.refers or "key"
    lines = [
        f"  ?record dct:isPartOf <{_ID}table/{declaration.table}> ; dct:identifier ?{row} .",
        f'  BIND(IRI(CONCAT("{_ID}{declaration.thing}/", ?{row})) AS ?thing)',
    ]
    subjects = {"": "?thing"}
    if table.part is not None:
        kind = kind_of_part(declaration, table.part.name)
        lines.append(f'  BIND(IRI(CONCAT("{_ID}{kind}/", ?{row})) AS ?part)')
        lines.append("  FILTER EXISTS { ?part ?any ?other }")
        subjects[table.part.name] = "?part"
    if table.values is not None:
        lines += _pattern(table.values, subjects.get(table.values.part, "?thing"))
        value = f"?{table.values.name}"
        digits = f"SUBSTR(SHA1({value}), 1, {DIGITS})"
        own = f'IF(REGEX({value}, "{KEY_PATTERN}"), {value}, {digits})'
        lines.append(f'  BIND(CONCAT(?{row}, "-", {own}) AS ?key)')
    else:
        for column in table.columns:
            optional = " ".join(part.strip() for part in _pattern(column, subjects.get(column.part, "?thing")))
            lines.append(f"  OPTIONAL {{ {optional} }}" if optional else f'  BIND("" AS ?{column.name})')
        if table.part is not None:
            lines.append(f"  BIND(?{row} AS ?key)")
    names = " ".join(f"?{name}" for name in table.column_names if name != "lines")
    return "\n".join((f"SELECT {names} WHERE {{", *lines, "}\n"))


def _pattern(column: FileColumn, subject: str) -> Iterator[str]:
    """The lines that bind the value of *column*, of which *subject* has it; none where it has no property."""
    if not column.properties:
        return
    term, _, of_kind = column.properties[0].partition("=")
    kind = of_kind or column.thing or TYPES[column.type].thing
    value = f"?{column.name}"
    if kind:
        yield f"  {subject} {term} {value}_thing ."
        yield f'  FILTER(STRSTARTS(STR({value}_thing), "{_ID}{kind}/"))'
        yield f'  BIND(STRAFTER(STR({value}_thing), "{_ID}{kind}/") AS {value})'
    elif column.language:
        yield f'  {subject} {term} {value}_text . FILTER(LANG({value}_text) = "{column.language.lower()}")'
        yield f"  BIND(STR({value}_text) AS {value})"
    else:
        yield f"  {subject} {term} {value}_value . BIND(STR({value}_value) AS {value})"
