"""The ledger of a release, read back from its graph: lines, statuses and totals."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pyoxigraph import Literal, NamedNode

from graph.release import Release
from graph.store import StatementStore
from graph.tables import ROWS, opened
from mappings.read.reading import STATUSES
from ontology.lines import LineRange
from ontology.namespaces import Namespace

_ACCOUNTS = "SELECT * FROM account WHERE :document IS NULL OR document = :document ORDER BY document, line"


@dataclass(frozen=True)
class AccountedLine:
    """One line of a document with its status in the ledger."""

    document: str
    line: int
    section: str
    status: str
    reasons: tuple[str, ...]
    """The reasons for its status in English."""
    reasons_ja: tuple[str, ...]
    """The same in Japanese, where they have been translated."""
    tokens: int
    mapped_tokens: int


def carried_accounts(release: Release, document: str | None = None) -> list[AccountedLine]:
    """The ledger (of *document* only, when given) in the file that *release* carries; empty without the file.

    They equal those that :func:`accounted_lines` reads from the graph, and are read in a tenth of the time.
    """
    if not (release.path / ROWS).is_file():
        return []
    with opened(release.path) as database:
        rows = database.execute(_ACCOUNTS, {"document": document}).fetchall()
    return [account_of(row) for row in rows]


def account_of(row: tuple[Any, ...]) -> AccountedLine:
    """The line of *row*, a row of the table ``account``."""
    document, line, section, status, reasons, reasons_ja, tokens, mapped = row
    return AccountedLine(document, line, section, status, _texts(reasons), _texts(reasons_ja), tokens, mapped)


@lru_cache(maxsize=1_000)
def _texts(written: str) -> tuple[str, ...]:
    return tuple(json.loads(written))


def accounted_lines(store: StatementStore, namespace: Namespace, document: str | None = None) -> list[AccountedLine]:
    """Every line of the ledger (of *document* only, when given), by document and line."""
    graph = namespace.graph("ledger")
    ranges: dict[str, LineRange | None] = {}
    fields: dict[str, dict[str, list[str]]] = {}
    for quad in store.statements(None, None, None, graph):
        if not isinstance(quad.subject, NamedNode):
            continue
        iri = quad.subject.value
        if iri not in ranges:
            lines = LineRange.parse(iri)
            ranges[iri] = lines if lines and document in (None, lines.document) else None
        if not ranges[iri]:
            continue
        value = quad.object.value if isinstance(quad.object, NamedNode | Literal) else ""
        language = quad.object.language if isinstance(quad.object, Literal) else None
        name = f"{quad.predicate.value}@{language}" if language else quad.predicate.value
        fields.setdefault(iri, {}).setdefault(name, []).append(value)
    prefix = namespace.term("").value
    accounts = []
    for iri, values in fields.items():
        lines = ranges[iri]
        assert lines is not None

        def first(name: str, values: dict[str, list[str]] = values) -> str:
            return next((texts[0] for field, texts in values.items() if field.split("@")[0] == prefix + name), "")

        accounts.append(
            AccountedLine(
                document=lines.document,
                line=int(first("firstLine")),
                section=first("section"),
                status=first("lineStatus").rsplit("/", 1)[-1],
                reasons=tuple(sorted(values.get(prefix + "reason@en", ()))),
                reasons_ja=tuple(sorted(values.get(prefix + "reason@ja", ()))),
                tokens=int(first("tokens") or 0),
                mapped_tokens=int(first("mappedTokens") or 0),
            )
        )
    return sorted(accounts, key=lambda line: (line.document, line.line))


@dataclass(frozen=True)
class Total:
    """The number of lines with each status, in a section or (if *section* is empty) in the whole document."""

    document: str
    section: str
    statuses: Counter[str]
    tokens: int
    mapped_tokens: int

    @property
    def lines(self) -> int:
        """All lines that are not blank."""
        return self.statuses.total()


def totals(lines: Iterable[AccountedLine], by_section: bool) -> list[Total]:
    """Totals of *lines* by document, or by document and section, in the order of the document."""
    grouped: dict[tuple[str, str], list[AccountedLine]] = {}
    for line in lines:
        grouped.setdefault((line.document, line.section if by_section else ""), []).append(line)
    return [
        Total(
            document,
            section,
            Counter({status: sum(line.status == status for line in group) for status in STATUSES}),
            sum(line.tokens for line in group),
            sum(line.mapped_tokens for line in group),
        )
        for (document, section), group in grouped.items()
    ]
