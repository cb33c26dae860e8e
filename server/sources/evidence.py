"""The evidence for a fact, as a reader sees it: the row with its cells, the document, the lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

from markupsafe import Markup, escape
from pyoxigraph import Literal, NamedNode, Triple

from graph.ask.trace import Origin, cited_lines, statement_of
from graph.tables import KEY, CarriedTable, Tables
from mappings.csv_files import Row
from mappings.map.interpreter import INFERRED
from mappings.map.tables import LINES
from ontology.lines import LineRange
from ontology.vocabulary import DCT, SCHEMA, SKOS
from server.display.chunks import page_of_line
from server.display.publication import knowledge, publication
from server.display.titles import title_of
from server.display.values import Presenter, Value
from server.display.web_links import Listing, document_listing
from server.sources.lines import may_be_shown

CORRECTIONS = "corrections"
"""The table of corrections."""
_LEAST = 2
"""Characters of a cell that is recognised in a composed text."""
_MOST_LINES = 12
"""Lines of a range that a card quotes; the page of the document has the others."""


@dataclass(frozen=True)
class ShownStatement:
    """A statement: subject, property, object."""

    subject: Value
    property: Value
    object: Value


@dataclass(frozen=True)
class CorrectionNote:
    """The right *value* of a cell: who corrected it (may be empty), when, why, and the evidence (may be empty).

    *key* is that of its record, as ``table/row``.
    """

    key: str
    value: str
    by: str
    date: str
    reason: str
    language: str
    evidence: str
    is_addition: bool

    @property
    def is_address(self) -> bool:
        """Whether the evidence is an address to follow."""
        return self.evidence.startswith(("http://", "https://"))


@dataclass(frozen=True)
class PrintedCell:
    """A cell that is not empty: the title of its column, its text, what it stands for where that is a thing or a link.

    *correction* is there where the printed value is an evident error, or where the value is known from elsewhere.
    *is_inferred*: not printed at its place.
    """

    column: str
    title: Markup
    text: str
    language: str
    value: Value | None
    is_cited: bool
    is_inferred: bool
    correction: CorrectionNote | None


@dataclass(frozen=True)
class Quotation:
    """Lines of a document: their range, where they are, and their *texts* by number; None for one not to be shown."""

    lines: LineRange
    page: int
    texts: tuple[tuple[int, str | None], ...]
    is_cut: bool


@dataclass(frozen=True)
class DocumentView:
    """Who published a document and when; *url* is where it is kept, *copy* an archived copy (each empty if unknown)."""

    value: Value
    key: str
    publishers: tuple[Value, ...]
    dates: tuple[Value, ...]
    notes: tuple[Value, ...]
    rights: tuple[Value, ...]
    url: str
    copy: str
    is_document: bool
    has_text: bool


@dataclass(frozen=True)
class RowView:
    """A row of a table with what it was read from. *key* is that of its record, *empty* are titles of empty columns."""

    table: Value
    table_title: Markup
    key: str
    record: Value
    cells: tuple[PrintedCell, ...]
    empty: tuple[Markup, ...]
    document: DocumentView | None
    quotations: tuple[Quotation, ...]
    listing: Listing | None

    @property
    def record_key(self) -> str:
        """The key of the row in its table."""
        return self.key.partition("/")[2]


@dataclass(frozen=True)
class Evidence:
    """Facts and the rows that they rest on; *key* is that of the first fact.

    *rows* are those with a cell that states a fact, *others* were used beside them. Where no row has such a cell, all
    are in *rows*.
    """

    key: str
    facts: tuple[ShownStatement, ...]
    rows: tuple[RowView, ...]
    others: tuple[RowView, ...]


def tables() -> Tables:
    """The tables of the release."""
    return publication().once(Tables, lambda: Tables(knowledge().release))


def evidence_of(presenter: Presenter, keys: Sequence[str]) -> Evidence | None:
    """The evidence for the statements with these *keys*; None where the release lacks one of them."""
    store, namespace = knowledge().store, knowledge().namespace
    triples = [statement_of(store, namespace, key) for key in keys]
    stated = [triple for triple in triples if triple is not None]
    if len(stated) < len(triples):
        return None
    by_row: dict[Origin, list[Triple]] = {}
    for triple in stated:
        for origin in knowledge().origins(triple):
            by_row.setdefault(origin, []).append(triple)
    rows = [row_view(presenter, origin.table, unquote(origin.row), supported) for origin, supported in by_row.items()]
    stating = [row for row in rows if any(cell.is_cited for cell in row.cells)]
    others = [row for row in rows if row not in stating] if stating else []
    return Evidence(
        keys[0], tuple(_fact(presenter, triple) for triple in stated), tuple(stating or rows), tuple(others)
    )


def _fact(presenter: Presenter, triple: Triple) -> ShownStatement:
    value = presenter.value
    assert isinstance(triple.subject, NamedNode)
    return ShownStatement(value(triple.subject), value(triple.predicate), value(triple.object))


def row_view(presenter: Presenter, table: str, key: str, supported: Sequence[Triple] = ()) -> RowView:
    """The row *key* of *table* with what it was read from; the cells that *supported* were made of are marked."""
    namespace = presenter.knowledge.namespace
    record = namespace.record(table, key)
    lines = cited_lines(presenter.knowledge.store, record)
    carried, row = tables().get(table), tables().row(table, key)
    source = lines[0].document if lines else carried.source if carried else ""
    cells: tuple[PrintedCell, ...] = ()
    empty: tuple[Markup, ...] = ()
    if carried and row:
        notes = corrections_of(presenter, carried, key)
        corrected = {column: note.value for column, note in notes.items()}
        cells = _marked(tuple(_cells(presenter, carried, row, notes)), carried, row, corrected, supported)
        empty = tuple(
            title_of(column.titles, column.name)
            for column in carried.columns
            if not row[column.name] and column.name not in notes
        )
    return RowView(
        presenter.value(namespace.thing("table", table)),
        title_of(carried.titles, table) if carried else escape(table),
        f"{table}/{key}",
        presenter.value(record),
        cells,
        empty,
        document_view(presenter, source) if source else None,
        tuple(_quotation(lines_of) for lines_of in lines),
        document_listing(source) if lines else None,
    )


def corrections_of(presenter: Presenter, table: CarriedTable, key: str) -> Mapping[str, CorrectionNote]:
    """The corrections of the row *key* of *table*, by column, for the reader of *presenter*."""
    index = _corrections_by_cell()
    cells = ((column.name, index.get(f"{table.name}.{key}.{column.name}")) for column in table.columns) if index else ()
    return {name: _note(presenter, correction) for name, correction in cells if correction}


def _corrections_by_cell() -> Mapping[str, Row]:
    """Every correction of the release by its key."""
    return publication().once(_corrections_by_cell, lambda: {row[KEY]: row for row in tables().rows(CORRECTIONS)})


def _note(presenter: Presenter, correction: Row) -> CorrectionNote:
    in_japanese = presenter.language.startswith("ja") or not correction["reason_en"]
    return CorrectionNote(
        f"{CORRECTIONS}/{correction[KEY]}",
        correction["corrected"],
        correction.get("by", ""),
        presenter.date(correction["date"]),
        correction["reason" if in_japanese else "reason_en"],
        "ja" if in_japanese else "en",
        correction.get("evidence", ""),
        not (correction["printed"] or correction.get("read_as")),
    )


def _cells(
    presenter: Presenter, table: CarriedTable, row: Row, notes: Mapping[str, CorrectionNote]
) -> Iterator[PrintedCell]:
    """The cells of a row that are shown as such: its lines and the list of inferred columns are shown in other ways."""
    things = tables().things(table.name, row)
    inferred = frozenset(row.get(INFERRED, "").split())
    for column in table.columns:
        text = row[column.name]
        if (text or column.name in notes) and column.name not in (LINES, INFERRED):
            thing = things.get(column.name)
            yield PrintedCell(
                column.name,
                title_of(column.titles, column.name),
                text,
                column.language,
                presenter.value(thing) if thing else None,
                False,
                column.name in inferred,
                notes.get(column.name),
            )


def _marked(
    cells: tuple[PrintedCell, ...],
    table: CarriedTable,
    row: Row,
    corrected: Mapping[str, str],
    supported: Iterable[Triple],
) -> tuple[PrintedCell, ...]:
    """*cells*, with marks on those from which *supported* were made: cells of the printed row, or of the corrected one.

    No rule makes a composed text such as a label: for it the cells whose words it contains are marked.
    """
    rows = (row, {**row, **corrected}) if corrected else (row,)
    marked: set[str] = set()
    for triple in supported:
        columns = {name for version in rows for name in tables().cited(table.name, version, triple)}
        if not columns and isinstance(triple.object, Literal):
            composed = triple.object.value.casefold()
            columns = {
                name for name, texts in _texts(table, row, triple).items() if any(text in composed for text in texts)
            }
        marked |= columns
    return tuple(replace(cell, is_cited=True) if cell.column in marked else cell for cell in cells)


def _texts(table: CarriedTable, row: Row, triple: Triple) -> Mapping[str, Sequence[str]]:
    """The texts by which each column is recognised in a composed text: cells and labels of things, but short ones.

    The labels of the subject of the row or of *triple* are left out: they may be the composed text itself.
    """
    things = tables().things(table.name, row)
    labels = {
        name: [label.value for label in knowledge().labels.of(thing)]
        for name, thing in things.items()
        if name != KEY and thing != triple.subject
    }
    return {
        name: [text.casefold() for text in (cell, *labels.get(name, ())) if len(text) >= _LEAST]
        for name, cell in row.items()
        if cell
    }


def document_view(presenter: Presenter, key: str) -> DocumentView:
    """The document *key*, or the reference work of this key."""
    facts, namespace = presenter.knowledge, presenter.knowledge.namespace
    is_document = key in facts.release.manifest["documents"]
    iri = namespace.thing("document" if is_document else "reference", key)

    def values(predicate: NamedNode) -> tuple[Value, ...]:
        return tuple(presenter.value(quad.object) for quad in facts.values(iri, predicate))

    url = next((quad.object.value for quad in facts.values(iri, SCHEMA.url) if isinstance(quad.object, NamedNode)), "")
    return DocumentView(
        presenter.value(iri),
        key,
        values(DCT.publisher),
        values(DCT.date),
        tuple(value for value in values(SKOS.note) if not value.is_fallback),
        values(DCT.rights),
        url,
        document_listing(key).copy(url) if url else "",
        is_document,
        key in publication().texts,
    )


def _quotation(lines: LineRange) -> Quotation:
    text = publication().texts.get(lines.document)
    shown = [
        (number, text.line(number) if may_be_shown(knowledge(), lines.document, number) else None)
        for number in lines.numbers[:_MOST_LINES]
        if text and text.line(number).strip()
    ]
    return Quotation(lines, page_of_line(lines.first), tuple(shown), len(lines.numbers) > _MOST_LINES)
