"""The facet index of a release: which item has which value, as bits, and how many items each value would leave.

A row is an item in one of the ways it is offered; facets of offers must hold for one row. Everything is a set of rows
in an int, so that a state costs a few hundred operations on short bit strings, however it is combined.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from pyoxigraph import DefaultGraph, Literal, NamedNode

from graph.store import StatementStore
from ontology.namespaces import Namespace
from ontology.prefixes import declarations, prefixes
from server.display.names import Texts
from server.display.spelling import spellings
from server.finder import sparql
from server.finder.declaration import KIND, NOT_STATED, Facet, FinderDeclaration
from server.finder.state import State

_BREAK = "\x00"
"""After each text of an item; no text and no word holds it."""
Ask = Callable[[str], Iterable[Sequence[NamedNode | Literal]]]
"""Runs a SELECT and gives its rows."""


@dataclass(frozen=True)
class Count:
    """A value of a facet and how many items it leaves, given what is chosen of the other facets."""

    key: str
    count: int


def asker(store: StatementStore, namespace: Namespace) -> Ask:
    """Runs queries on *store* with the prefixes of the project."""

    def ask(query: str) -> Iterable[Sequence[NamedNode | Literal]]:
        return (tuple(row) for row in store.query(declarations(namespace, query) + query))  # type: ignore[union-attr]

    return ask


class FacetIndex:
    """The items of a release with the values of their facets.

    *items* are in the order in which results are shown: by kind; those of which the most facets are
    stated first; by the facet that sorts them; by key.
    """

    def __init__(
        self, store: StatementStore, query_store: StatementStore, namespace: Namespace, declared: FinderDeclaration
    ) -> None:
        """Make the index with queries on *query_store*; values are looked up in *store* from then on."""
        ask = asker(query_store, namespace)
        self.declared = declared
        self._namespace = namespace
        self._store = store
        kinds = {kind.key: {row[0].value for row in ask(sparql.kind_query(kind.pattern))} for kind in declared.kinds}
        values = {
            facet.name: self._values(facet, ask(sparql.index_query(declared, facet)))
            for facet in declared.facets
            if facet.name != KIND
        }
        offers: dict[str, list[str]] = {}
        for item, offer in ask(sparql.offers_query(declared)):
            offers.setdefault(item.value, []).append(offer.value)
        sort_keys = {item: max(keys) for (item, _), keys in values.get(declared.sorted_by, {}).items()}
        # An item of several kinds ranks with the first of them.
        ranked = reversed(list(enumerate(declared.kinds)))
        rank = {item: position for position, kind in ranked for item in kinds[kind.key]}
        known_of = Counter(item for keys in values.values() for item in {item for item, _ in keys})
        in_order = sorted(rank, key=lambda item: (rank[item], -known_of[item], sort_keys.get(item, "~"), item))
        self.items: tuple[NamedNode, ...] = tuple(map(NamedNode, in_order))
        self.offers: tuple[NamedNode, ...] = tuple(
            NamedNode(offer) for item in self.items for offer in sorted(offers.get(item.value, [item.value]))
        )
        """The offer of each row."""
        self.item_of: list[int] = []
        """The number of the item of each row."""
        self.rows_of: list[range] = []
        """The rows of each item."""
        for number, item in enumerate(self.items):
            first = len(self.item_of)
            self.item_of += [number] * len(offers.get(item.value, (item.value,)))
            self.rows_of.append(range(first, len(self.item_of)))
        self._every = (1 << len(self.item_of)) - 1
        self._last = sum(1 << (rows.stop - 1) for rows in self.rows_of)
        self._before_last = self._every ^ self._last
        self._several = sum(((1 << len(rows)) - 1) << rows.start for rows in self.rows_of if len(rows) > 1)
        self.masks: dict[str, dict[str, int]] = {KIND: {}}
        """The rows of each value of each facet."""
        for kind in declared.kinds:
            rows = self._rows({(item, ""): {kind.key} for item in kinds[kind.key]})
            self.masks[KIND][kind.key] = rows.get(kind.key, 0)
        for facet in declared.facets:
            if facet.name != KIND:
                self.masks[facet.name] = self._rows(values[facet.name])
        self._keys = {name: _keys_by_row(masks, len(self.item_of)) for name, masks in self.masks.items()}
        """The keys of the values of each row, in the order of the values."""
        self._unstated = {
            name: self._every & ~self._whole(_union(masks.values())) for name, masks in self.masks.items()
        }
        self._broader = {facet.name: self._broader_of(facet, query_store) for facet in declared.facets}
        self._with_word = lru_cache(maxsize=256)(self._look_for)
        self._narrowed = lru_cache(maxsize=4096)(self._narrowest)
        self.iri = lru_cache(maxsize=4096)(self._iri)
        """From a facet and the key of a value of it to the value's IRI. Raises ValueError where no IRI can be made."""
        self._texts = self._texts_by_item(ask(sparql.values_query(declared, declared.text)))
        self.details: dict[str, dict[str, tuple[NamedNode | Literal, ...]]] = {
            name: self._terms_by(ask(sparql.values_query(declared, pattern)))
            for name, pattern in declared.details.items()
        }
        """For each detail its values by the IRI of the item."""
        self.parts: dict[str, tuple[NamedNode, ...]] = {}
        """The things that belong to the description of an item, by its IRI."""
        for pattern in declared.parts:
            for item_iri, terms in self._terms_by(ask(sparql.values_query(declared, pattern))).items():
                more = tuple(term for term in terms if isinstance(term, NamedNode))
                self.parts[item_iri] = tuple(dict.fromkeys((*self.parts.get(item_iri, ()), *more)))

    # -- making it

    def _values(self, facet: Facet, rows: Iterable[Sequence[NamedNode | Literal]]) -> dict[tuple[str, str], set[str]]:
        """The keys of a facet's values by item and offer (empty for a facet of items)."""
        start = self._namespace.thing(facet.values, "x").value[:-1]
        keys: dict[tuple[str, str], set[str]] = {}
        for row in rows:
            value = row[-1]
            if isinstance(value, NamedNode) and value.value.startswith(start):
                offer = row[1].value if facet.is_of_offer else ""
                keys.setdefault((row[0].value, offer), set()).add(value.value[len(start) :])
        return keys

    def _rows(self, values: Mapping[tuple[str, str], set[str]]) -> dict[str, int]:
        """The rows of each value. A value of an item holds for all of its rows."""
        masks: dict[str, int] = {}
        for (item, offer), keys in values.items():
            number = self._number[item]
            mask = self._rows_of_offer(number, offer) if offer else self._all_rows(number)
            for key in keys:
                masks[key] = masks.get(key, 0) | mask
        # Sorted by key, so that the order of the store has no effect.
        return dict(sorted(masks.items()))

    def _rows_of_offer(self, number: int, offer: str) -> int:
        """The rows of the item *number* that stand for *offer*."""
        return sum(1 << row for row in self.rows_of[number] if self.offers[row].value == offer)

    @cached_property
    def _number(self) -> dict[str, int]:
        return {item.value: number for number, item in enumerate(self.items)}

    def _broader_of(self, facet: Facet, store: StatementStore) -> dict[str, str]:
        """The broader value, with items itself, of each value of *facet*."""
        if not facet.broader:
            return {}
        prefix, _, local = facet.broader.partition(":")
        predicate = NamedNode(prefixes(self._namespace)[prefix] + local)
        start = self._namespace.thing(facet.values, "x").value[:-1]
        masks, broader_of = self.masks[facet.name], {}
        for key in masks:
            for quad in store.statements(NamedNode(start + key), predicate, None, DefaultGraph()):
                broader = quad.object.value.removeprefix(start) if isinstance(quad.object, NamedNode) else ""
                if broader in masks:
                    broader_of[key] = broader
        return broader_of

    def _texts_by_item(self, rows: Iterable[Sequence[NamedNode | Literal]]) -> Texts:
        """The texts of each item in lower case, one after the other."""
        texts: dict[str, list[str]] = {}
        for item, value in rows:
            texts.setdefault(item.value, []).append(value.value.lower())
        return Texts("".join(f"{text}{_BREAK}" for text in texts.get(item.value, ())) for item in self.items)

    def _terms_by(self, rows: Iterable[Sequence[NamedNode | Literal]]) -> dict[str, tuple[NamedNode | Literal, ...]]:
        terms: dict[str, list[NamedNode | Literal]] = {}
        for item, value in rows:
            terms.setdefault(item.value, []).append(value)
        return {item: tuple(sorted(values, key=str)) for item, values in terms.items()}

    # -- values

    def number(self, item: NamedNode) -> int | None:
        """The number of *item*, or None where it is not among the items."""
        return self._number.get(item.value)

    def has(self, facet: str, key: str) -> bool:
        """Is *key* a value of *facet* that some item has?"""
        return key in self.masks.get(facet, {})

    def exists(self, facet: str, key: str) -> bool:
        """Does *key* exist as a value of *facet*, even if no item has it?"""
        if facet == KIND or self.has(facet, key):
            return self.has(facet, key)
        try:
            iri = self.iri(facet, key)
        except ValueError:
            return False
        return next(iter(self._store.statements(iri, None, None, DefaultGraph())), None) is not None

    def _iri(self, facet: str, key: str) -> NamedNode:
        return self._namespace.thing(self.declared.by_name[facet].values, key)

    def broader(self, facet: str, key: str) -> str:
        """The key of the next broader value; empty where there is none."""
        return self._broader[facet].get(key, "")

    def ancestors(self, facet: str, key: str) -> frozenset[str]:
        """The keys of all values above *key*."""
        ancestors: set[str] = set()
        above = self.broader(facet, key)
        while above and above not in ancestors:
            ancestors.add(above)
            above = self.broader(facet, above)
        return frozenset(ancestors)

    def narrowest(self, facet: str, keys: Iterable[str]) -> Sequence[str]:
        """*keys* without those that are broader than another of them."""
        keys = tuple(keys)
        return self._narrowed(facet, keys) if len(keys) > 1 and self._broader.get(facet) else keys

    def _narrowest(self, facet: str, keys: tuple[str, ...]) -> Sequence[str]:
        above = set().union(*(self.ancestors(facet, key) for key in keys)) if keys else set()
        return tuple(key for key in keys if key not in above)

    # -- states

    def rows(self, state: State, without: str = "") -> int:
        """The rows that fit *state*, leaving aside the facet *without*."""
        rows = self._every
        for facet, keys in state.chosen:
            if facet != without:
                rows &= self._chosen(facet, keys)
        for word in state.words:
            rows &= self._with_word(word)
        return rows

    def _chosen(self, facet: str, keys: Sequence[str]) -> int:
        masks = self.masks[facet]
        return _union(self._unstated[facet] if key == NOT_STATED else masks.get(key, 0) for key in keys)

    def has_text(self, word: str) -> bool:
        """Does the text of any item hold *word*?"""
        return self._with_word(word) != 0

    def _look_for(self, word: str) -> int:
        """The rows of the items that have *word* in a name, in any of its spellings."""
        variants = spellings(word)
        numbers = {number for variant in variants for number in self._texts.with_part(variant)}
        return _union(map(self._all_rows, numbers))

    def _all_rows(self, number: int) -> int:
        """The rows of the item *number*."""
        rows = self.rows_of[number]
        return ((1 << len(rows)) - 1) << rows.start

    def matching(self, state: State) -> list[int]:
        """The numbers of the items that fit *state*, in order."""
        return self.numbers(self.rows(state))

    def numbers(self, rows: int) -> list[int]:
        """The numbers of the items of *rows*, in order."""
        return list(dict.fromkeys(self.item_of[row] for row in bits(rows)))

    def count(self, rows: int) -> int:
        """How many items have at least one of *rows*.

        The rows of an item are neighbouring bits. Adding a one to each of its bits but the last carries into the last
        bit if and only if one of them was set. Then each item has its last bit set or not, and the bits are counted.
        """
        carried = (rows & self._before_last) + self._before_last
        return ((carried | rows) & self._last).bit_count()

    def counts(self, state: State, facet: str) -> list[Count]:
        """How many items each value of *facet* leaves in *state*, given the other facets; also where that is none."""
        rows = self.rows(state, without=facet)
        counts = [Count(key, count) for key, count in self.counts_of(facet, rows).items()]
        if self.declared.by_name[facet].has_unstated:
            counts.append(Count(NOT_STATED, self.count(rows & self._unstated[facet])))
        return counts

    def counts_of(self, facet: str, rows: int) -> dict[str, int]:
        """How many items each value of *facet* has among *rows*."""
        masks = self.masks[facet]
        if rows.bit_count() >= len(masks):
            return {key: self.count(rows & mask) for key, mask in masks.items()}
        # With many values and few rows it is quicker to go through the rows than through the values.
        counts, counted = dict.fromkeys(masks, 0), dict.fromkeys(masks, -1)
        keys_of = self._keys[facet]
        for row in bits(rows):
            item = self.item_of[row]
            for key in keys_of[row]:
                if counted[key] != item:
                    counted[key] = item
                    counts[key] += 1
        return counts

    def stated_and_unstated(self, state: State, facet: str) -> tuple[int, int]:
        """How many items fit the rest of *state* and have a value of *facet*, and how many fit it and have none."""
        rows = self.rows(state, without=facet)
        unstated = self.count(rows & self._unstated[facet])
        return self.count(rows) - unstated, unstated

    def values_of(self, number: int, facet: str) -> Sequence[str]:
        """The keys of the values of item *number*, without those that are broader than another."""
        keys_of = self._keys.get(facet)
        if keys_of is None:
            return ()
        rows = self.rows_of[number]
        keys = keys_of[rows.start]
        # Most facets are of items, and hold for all rows: these share their keys.
        if any(keys_of[row] is not keys for row in rows):
            stated = {key for row in rows for key in keys_of[row]}
            keys = tuple(filter(stated.__contains__, self.masks[facet]))
        return self.narrowest(facet, keys)

    def values_of_row(self, row: int, facet: str) -> Sequence[str]:
        """The same for one row."""
        return self.narrowest(facet, self._keys[facet][row] if facet in self._keys else ())

    def _whole(self, rows: int) -> int:
        """All rows of every item that has one of *rows*."""
        whole = rows & ~self._several
        for number in dict.fromkeys(self.item_of[row] for row in bits(rows & self._several)):
            whole |= self._all_rows(number)
        return whole


def bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set, from the lowest."""
    text = f"{mask:b}"[::-1]
    position = text.find("1")
    while position >= 0:
        yield position
        position = text.find("1", position + 1)


def _keys_by_row(masks: Mapping[str, int], count: int) -> list[tuple[str, ...]]:
    """The keys of *masks* that each of *count* rows has. Rows with the same keys share them."""
    keys: list[list[str]] = [[] for _ in range(count)]
    for key, mask in masks.items():
        for row in bits(mask):
            keys[row].append(key)
    shared: dict[tuple[str, ...], tuple[str, ...]] = {}
    return [shared.setdefault(row, row) for row in map(tuple, keys)]


def _union(masks: Iterable[int]) -> int:
    union = 0
    for mask in masks:
        union |= mask
    return union
