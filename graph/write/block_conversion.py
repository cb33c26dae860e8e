"""Conversion of a dump block by block: blocks that an earlier build has converted are taken from the cache.

A block holds all statements of its subjects in one named graph, so that it is contiguous in every format. Its
conversion depends only on the block and the prefixes or the context, and the conversions of all blocks together are the
dump.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import RdfFormat as Syntax
from pyoxigraph import Triple, parse, serialize

from graph.cache import Cache, key_of
from graph.formats import RDF_XML, RdfFormat
from graph.write import jsonld
from graph.write.blocks import ends
from graph.write.serialisation import in_order, namespaces_of_lines

_END_OF_XML = b"</rdf:RDF>"


@dataclass(frozen=True)
class SourceBlock:
    """Some lines of a file in N-Triples or N-Quads (*syntax*), and their SHA-256."""

    data: bytes
    syntax: Syntax
    sha256: str

    def triples(self) -> list[Triple]:
        """The statements of the block, without their graphs."""
        return [quad.triple for quad in parse(self.data, format=self.syntax)]

    def statements(self) -> list[str]:
        """The statements of the block as its lines have them, without their graph: it is one and the same for all."""
        graph = _graph(self.data, 0) if self.syntax == Syntax.N_QUADS else b""
        end = (b" " + graph if graph else b"") + b" .\n"
        # A literal has no end of a line in it, so that only the lines end like this.
        return self.data.removesuffix(end).decode().split(end.decode())


def source_blocks(data: bytes, syntax: Syntax) -> Iterator[SourceBlock]:
    """*data* (lines of *syntax*, in the order of dumps) as blocks."""
    start = 0
    for end in (*_cuts(data, syntax), len(data)):
        if end > start:
            block = data[start:end]
            yield SourceBlock(block, syntax, hashlib.sha256(block).hexdigest())
        start = end


def _cuts(data: bytes, syntax: Syntax) -> Iterator[int]:
    """Where *data* is cut, in order: before a subject, near the end of each block, and before each named graph."""
    graphs = list(_graph_starts(data, 0, len(data))) if syntax == Syntax.N_QUADS else []
    limit = graphs[0] if graphs else len(data)
    for end in ends(data[:limit]):
        yield _before_subject(data, end, limit)
    yield from graphs


def _before_subject(data: bytes, offset: int, limit: int) -> int:
    """The first line from *offset* on whose subject is not that of the line before; *limit* where there is none."""
    before = data.rfind(b"\n", 0, offset - 1) + 1
    subject = data[before : data.index(b" ", before) + 1]
    while offset < limit and data.startswith(subject, offset):
        offset = data.index(b"\n", offset) + 1
    return offset


def _graph_starts(data: bytes, start: int, end: int) -> Iterator[int]:
    """Where a graph begins between the lines *start* and *end* of *data*, in which each graph stands in one piece."""
    last = data.rfind(b"\n", start, end - 1) + 1 if start < end else start
    if last <= start or _graph(data, start) == _graph(data, last):
        return
    middle = data.find(b"\n", (start + last) // 2) + 1
    middle = last if middle > last else middle
    before = data.rfind(b"\n", start, middle - 1) + 1 or start
    yield from _graph_starts(data, start, middle)
    if _graph(data, before) != _graph(data, middle):
        yield middle
    yield from _graph_starts(data, middle, end)


def _graph(data: bytes, start: int) -> bytes:
    """The graph of the line that begins at *start*, empty for the default graph."""
    line = data[start : data.index(b"\n", start)].removesuffix(b" .")
    value = line.split(b" ", 2)[2]
    # The value may be a literal, which ends in a quote, a tag or a datatype: none of them has a space in it.
    rest = value if value.startswith((b"<", b"_:")) else value[value.rindex(b'"') :]
    return rest.partition(b" ")[2]


class BlockConverter:
    """Converts blocks, with the prefixes or the JSON-LD *context* of the whole; *cache* has those converted before."""

    def __init__(self, context: jsonld.Context, cache: Cache | None) -> None:
        self._context = context
        self._cache = cache

    def namespaces(self, blocks: Sequence[SourceBlock]) -> set[str]:
        """The namespaces of the terms of *blocks*."""

        def of(block: SourceBlock) -> bytes:
            return json.dumps(sorted(namespaces_of_lines(block.statements()))).encode()

        return {name for block in blocks for name in json.loads(self._kept("namespaces", block, of))}

    def serialised(self, form: RdfFormat, blocks: Sequence[SourceBlock], prefixes: Mapping[str, str]) -> bytes:
        """*blocks* in Turtle, TriG or RDF/XML with *prefixes*."""
        names = dict(prefixes)

        def of(block: SourceBlock) -> bytes:
            statements = parse(block.data, format=block.syntax)
            terms = statements if form.names_graphs else (quad.triple for quad in statements)
            return serialize(terms, format=form.rdf, prefixes=names) or b""

        made_with = f"{form.extension} {json.dumps(names, sort_keys=True)}"
        pieces = [self._kept(made_with, block, of) for block in blocks]
        if not pieces:
            return in_order(serialize((), format=form.rdf, prefixes=names) or b"")
        end = b"\n" + _END_OF_XML if form == RDF_XML else b""
        head = _head_size(pieces[0])
        # The engine orders the names in each head anew, so that heads differ, but not in size.
        return in_order(
            pieces[0].removesuffix(end) + b"".join(piece[head:].removesuffix(end) for piece in pieces[1:]) + end
        )

    def json_ld(self, blocks: Sequence[SourceBlock]) -> bytes:
        """*blocks* as one document in JSON-LD."""

        def of(block: SourceBlock) -> bytes:
            return jsonld.part_of(block.triples(), self._context).as_bytes()

        made_with = f"jsonld {json.dumps(self._context.source, sort_keys=True)}"
        parts = [jsonld.GraphPart.parse(self._kept(made_with, block, of)) for block in blocks]
        if any(part.is_ambiguous for part in parts) or sum(part.nodes for part in parts) < 2:
            return jsonld.dumps((triple for block in blocks for triple in block.triples()), self._context).encode()
        return jsonld.joined(parts, self._context).encode()

    def _kept(self, made_with: str, block: SourceBlock, make: Callable[[SourceBlock], bytes]) -> bytes:
        """What *make* makes of *block* and of *made_with*, perhaps by an earlier build."""
        key = key_of("converted block", made_with, block.sha256)
        data = self._cache.get(key) if self._cache else None
        if data is None:
            data = make(block)
            if self._cache:
                self._cache.put(key, data)
        return data


def _head_size(data: bytes) -> int:
    """How many bytes of *data*, in Turtle, TriG or RDF/XML, declare its prefixes."""
    if data.startswith(b"<?xml "):
        return data.index(b">", data.index(b"<rdf:RDF")) + 1
    size = 0
    while data.startswith(b"@prefix ", size):
        size = data.index(b"\n", size) + 1
    return size


def without_graph(line: str) -> str:
    """The statement of a *line* of N-Quads; a line of the default graph has no graph to drop."""
    statement = line.removesuffix("\n").removesuffix(" .")
    subject, predicate, value = statement.split(" ", 2)
    if value[0] == "<":
        return f"{subject} {predicate} {value.partition(' ')[0]}"
    # After a literal: its language or datatype has no space in it.
    literal, quote, rest = value.rpartition('"')
    return f"{subject} {predicate} {literal}{quote}{rest.partition(' ')[0]}"
