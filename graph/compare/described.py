"""The statements of the two sides of a comparison about things: looked up once, the newer side before the older one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from graph.compare.model import ChangedValue, Texts
from graph.compare.sides import Side
from graph.compare.terms import Parts, parts
from ontology.vocabulary import DCT, FOAF, RDF, RDFS, SCHEMA, SKOS

LABELS = tuple(f"<{term.value}>" for term in (SKOS.prefLabel, DCT.title, RDFS.label, FOAF.name, SCHEMA.name))
"""The properties that name a thing, the preferred first."""
TYPE = f"<{RDF.type.value}>"


class Described:
    """The statements about things in the default graphs of *old* and *new*. Things are terms in angle brackets."""

    def __init__(self, old: Side, new: Side) -> None:
        self._sides = {False: old, True: new}
        self._lines: dict[bool, dict[str, list[str]]] = {False: {}, True: {}}

    def look_up(self, things: Collection[str], *, in_both: bool = False) -> None:
        """Read what the newer side states about *things*, and the older one where the newer states nothing.

        *in_both*: read both in any case. Each side is read once, so ask for many at once.
        """
        wanted = [thing for thing in things if thing.startswith("<")]
        newer, older = self._lines[True], self._lines[False]
        newer |= self._sides[True].about([thing for thing in wanted if thing not in newer])
        older |= self._sides[False].about([t for t in wanted if t not in older and (in_both or not newer[t])])

    def lines(self, thing: str, is_new: bool) -> list[str]:
        """What one side states about *thing*, which was looked up."""
        return self._lines[is_new].get(thing, [])

    def statements(self, thing: str) -> Iterator[Parts]:
        """What the sides state about *thing*: all of the newer, then what only the older states."""
        now = self.lines(thing, True)
        yield from map(parts, now)
        rest = set(now)
        yield from (parts(line) for line in self.lines(thing, False) if line not in rest)

    def values(self, thing: str, predicate: str) -> list[str]:
        """The values of *predicate* of *thing*, the newer first."""
        return [terms.object for terms in self.statements(thing) if terms.predicate == predicate]

    def types(self, thing: str) -> list[str]:
        """The classes of *thing*."""
        return self.values(thing, TYPE)

    def label(self, thing: str) -> Texts:
        """The names of *thing* by language, those of the newer side where it has it; none for what has no name."""
        for is_new in (True, False):
            by_property: dict[str, dict[str, str]] = {}
            for terms in map(parts, self.lines(thing, is_new)):
                if terms.predicate in LABELS and terms.object.startswith('"'):
                    value = value_of(terms.object)
                    by_property.setdefault(terms.predicate, {}).setdefault(value.language, value.text)
            names: dict[str, str] = {}
            for label in LABELS:
                names = by_property.get(label, {}) | names
            if names:
                return dict(sorted(names.items()))
        return {}

    def value(self, term: str) -> ChangedValue:
        """*term* as a value, with its label if it has one."""
        value = value_of(term)
        return ChangedValue(iri=value.iri, label=self.label(term)) if value.iri else value


def value_of(term: str) -> ChangedValue:
    """*term*, as N-Quads write it, without a label."""
    read = next(iter(parse(f"<a:a> <a:a> {term} .", format=RdfFormat.N_TRIPLES))).object
    if isinstance(read, NamedNode):
        return ChangedValue(iri=read.value)
    if not isinstance(read, Literal):
        return ChangedValue(text=term)
    if read.language or read.datatype.value.endswith("#string"):
        return ChangedValue(text=read.value, language=read.language or "")
    return ChangedValue(text=read.value, datatype=read.datatype.value)


def iris_of(terms: Iterable[str]) -> set[str]:
    """Those of *terms* that are IRIs."""
    return {term for term in terms if term.startswith("<")}
