"""From added and removed statements to changes of things, as a reader wants to know them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from graph.compare.comparison import Comparison
from graph.compare.concerns import Concerns
from graph.compare.described import Described, iris_of
from graph.compare.kinds import KindAndKey, Naming, path_of
from graph.compare.lineage import rows_of_tables, table_of
from graph.compare.model import FactChange, Fate, PartChange, Summary, ThingChange
from graph.compare.renames import key_of, renamed
from graph.compare.terms import Parts, parts
from ontology.vocabulary import DCT, RDF

_TYPE = f"<{RDF.type.value}>"
_REPLACED = f"<{DCT.isReplacedBy.value}>"
_DEEPEST = 4
"""Parts of parts of parts, and so on, that are followed to their owner."""


@dataclass
class _Changes:
    """The statements of the default graph that went and came, by subject; of no lineage."""

    old: defaultdict[str, list[Parts]] = field(default_factory=lambda: defaultdict(list))
    new: defaultdict[str, list[Parts]] = field(default_factory=lambda: defaultdict(list))

    def side(self, is_new: bool) -> defaultdict[str, list[Parts]]:
        return self.new if is_new else self.old

    def subjects(self) -> list[str]:
        return sorted({*self.old, *self.new})


class ThingChanges:
    """Takes the lines in which the sides of *comparison* differ, one by one, and tells what became of things."""

    def __init__(self, comparison: Comparison) -> None:
        self._names = (comparison.old.name, comparison.new.name)
        self._namespace = comparison.namespace
        self._declaration = comparison.declaration
        self._moves = comparison.moves
        self._origins = comparison.origins
        self._described = Described(comparison.old, comparison.new)
        self._naming = Naming(self._described, self._declaration, self._namespace)
        self._changes = _Changes()
        self._records: dict[bool, set[str]] = {False: set(), True: set()}
        self._counts = {False: 0, True: 0}

    def add(self, is_new: bool, line: str) -> None:
        """Take *line*, which only the new (or only the old) side has."""
        self._counts[is_new] += 1
        terms = parts(line)
        if terms.graph or self._is_move(terms):
            return
        if self._declaration.lineage.hold(terms):
            if terms.predicate == _TYPE and table_of(terms.subject):
                self._records[is_new].add(terms.subject)
        else:
            self._changes.side(is_new)[terms.subject].append(terms)

    def summary(self) -> Summary:
        """What all lines that were added tell."""
        self._described.look_up(self._changes.subjects(), in_both=True)
        renames = self._renames()
        self._cancel(renames)
        owners = self._owners()
        self._look_up_values(owners)
        records = self._records_of_changes()
        return self._summarised(renames, owners, records)

    def _kind(self, thing: str) -> KindAndKey:
        return KindAndKey.of(thing, self._namespace)

    def _is_news(self, terms: Parts) -> bool:
        """Does *terms* state a fact of its own?"""
        kind = self._kind(terms.subject)
        return not self._declaration.lineage.hold(terms) and (
            kind.name in self._namespace.concepts or not self._declaration.is_derived(terms.predicate, kind.name)
        )

    def _exists(self, thing: str, is_new: bool) -> bool:
        """Does a side state anything about *thing* other than its provenance and its replacement?"""
        statements = map(parts, self._described.lines(thing, is_new))
        return any(not self._declaration.lineage.hold(terms) and not self._is_move(terms) for terms in statements)

    def _is_move(self, terms: Parts) -> bool:
        """Does *terms* say only that a URI leads to another one?"""
        return terms.predicate == _REPLACED and path_of(terms.subject, self._namespace) in self._moves.redirects

    def _renames(self) -> dict[str, str]:
        """Things that are gone, with what they are called now: as the site declares, or as their facts suggest."""
        subjects = self._changes.subjects()
        gone = {t for t in subjects if self._exists(t, False) and not self._exists(t, True)}
        came = {t for t in subjects if self._exists(t, True) and not self._exists(t, False)}
        renames = {}
        for thing in sorted(gone):
            if target := self._moves.target(path_of(thing, self._namespace)):
                renames[thing] = f"<{self._namespace.thing(*target.split('/', 1)).value}>"
        for _ in range(2):  # the parts of what was renamed in the first round have their owner in common in the second
            rest = gone - renames.keys()
            others = came - set(renames.values())
            pairs = renamed(
                {t: map(_substituted(renames), self._described.lines(t, False)) for t in rest},
                {t: self._described.lines(t, True) for t in others},
                lambda line: self._is_news(parts(line)),
            )
            renames |= {old: new for old, new in pairs.items() if self._kind(old).name == self._kind(new).name}
        return renames

    def _cancel(self, renames: Mapping[str, str]) -> None:
        """Drop what did not change but for a key: statements that are the same with the new one."""
        if not renames:
            return
        substitute = _substituted(renames)
        moved: defaultdict[str, list[Parts]] = defaultdict(list)
        for statements in self._changes.old.values():
            for terms in statements:
                terms = parts(substitute(terms.line))
                moved[terms.subject].append(terms)
        for subject in [*moved]:
            same = set(moved[subject]) & set(self._changes.new.get(subject, ()))
            moved[subject] = [terms for terms in moved[subject] if terms not in same]
            if subject in self._changes.new:
                self._changes.new[subject] = [terms for terms in self._changes.new[subject] if terms not in same]
        self._changes.old = moved

    def _owners(self) -> dict[str, str]:
        """For each part that changed, the thing that it is a part of in the end."""
        above: dict[str, str] = {}
        level = iris_of(self._changes.subjects())
        for _ in range(_DEEPEST):
            owners = {thing: owner for thing in sorted(level) if (owner := self._owner(thing))}
            above |= owners
            level = set(owners.values()) - above.keys()
            # Look it up on both sides, as none of its own statements differ: otherwise it would seem to be new.
            self._described.look_up(level, in_both=True)
        return {thing: _top(thing, above) for thing in above}

    def _owner(self, thing: str) -> str:
        rule = self._declaration.parts.get(self._kind(thing).name)
        if rule is None:
            return ""
        owners = (value for name in rule.of for value in self._described.values(thing, name) if value.startswith("<"))
        return next(owners, "")

    def _look_up_values(self, owners: Mapping[str, str]) -> None:
        """Read the names of everything that is told of: properties, values, classes, names of parts."""
        things = {*self._changes.subjects(), *owners.values()}
        wanted = set()
        for thing in things:
            wanted |= iris_of(self._described.types(thing))
            rule = self._declaration.parts.get(self._kind(thing).name)
            if rule and rule.name:
                wanted |= iris_of(self._described.values(thing, rule.name))
        for is_new in (False, True):
            for statements in self._changes.side(is_new).values():
                for terms in statements:
                    wanted |= iris_of((terms.predicate, terms.object))
        self._described.look_up(wanted)

    def _records_of_changes(self) -> dict[str, set[str]]:
        """The records that the statements which changed were made from, by subject."""
        records: defaultdict[str, set[str]] = defaultdict(set)
        for is_new in (False, True):
            lines = {
                terms.line: subject
                for subject, statements in self._changes.side(is_new).items()
                for terms in statements
                if self._is_news(terms)
            }
            for line, of_line in self._origins(is_new, lines).items():
                records[lines[line]].update(of_line)
        return records

    def _summarised(
        self, renames: Mapping[str, str], owners: Mapping[str, str], records: Mapping[str, set[str]]
    ) -> Summary:
        before = {new: old for old, new in renames.items()}
        of_owner: defaultdict[str, list[str]] = defaultdict(list)
        told: dict[str, None] = {}
        for subject in {**dict.fromkeys(self._changes.subjects()), **dict.fromkeys(before)}:
            owner = owners.get(subject, subject)
            told[owner] = None
            if owner != subject:
                of_owner[owner].append(subject)
        things, reworded = [], 0
        for thing in sorted(told):
            change = self._thing(thing, of_owner[thing], before, records)
            if change:
                things.append(change)
            elif self._changes.old.get(thing) or self._changes.new.get(thing):
                reworded += 1
        rows = rows_of_tables(self._records[True], self._records[False], set().union(*records.values()))
        names = {thing.called: self._naming.names(thing.called) for thing in things}
        return Summary(
            *self._names, self._counts[True], self._counts[False], tuple(things), dict(sorted(names.items())), rows,
            reworded, dict(self._suggestions(renames)),
        )  # fmt: skip

    def _suggestions(self, renames: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """The paths of *renames* that the site does not declare."""
        for old, new in sorted(renames.items()):
            path, target = path_of(old, self._namespace), path_of(new, self._namespace)
            if path and target and path not in self._moves.redirects:
                yield path, target

    def _fate(self, thing: str, before: Mapping[str, str]) -> Fate:
        if thing in before:
            return "renamed"
        if not self._exists(thing, False):
            return "added"
        return "changed" if self._exists(thing, True) else "gone"

    def _thing(
        self, thing: str, own_parts: Iterable[str], before: Mapping[str, str], records: Mapping[str, set[str]]
    ) -> ThingChange | None:
        """What became of *thing* and its parts; None where there is nothing to tell."""
        fate = self._fate(thing, before)
        own_parts = [part for part in own_parts if self._fate(part, before) != fate or fate in ("changed", "renamed")]
        facts = tuple(self._facts(thing, own_parts)) if fate in ("changed", "renamed") else ()
        members = tuple(part for name in own_parts for part in self._part(name, before))
        if fate == "changed" and not facts and not members:
            return None
        kind, former = self._kind(thing), before.get(thing, "")
        everything = [thing, *own_parts]
        concerns = Concerns(self._declaration, self._described, self._namespace)
        changed = [
            terms
            for is_new in (False, True)
            for name in everything
            for terms in self._changes.side(is_new).get(name, ())
        ]
        path = path_of(former or thing, self._namespace)
        return ThingChange(
            path or thing[1:-1],
            (former or thing)[1:-1],
            kind.name,
            self._naming.key(thing),
            fate,
            self._described.label(thing),
            facts,
            members,
            path_of(thing, self._namespace) if former else "",
            path in self._moves.redirects,
            self._moves.removed.get(path, {}) if fate == "gone" else {},
            tuple(sorted({table_of(record) for name in everything for record in records.get(name, ())})),
            concerns.of(everything, changed),
        )

    def _part(self, part: str, before: Mapping[str, str]) -> Iterator[PartChange]:
        """The changes of *part*. A renamed part gives two changes: one removed, one added."""
        fate, kind = self._fate(part, before), self._kind(part)
        if fate == "renamed":
            fate = "changed"
        rule = self._declaration.parts[kind.name]
        facts = tuple(self._facts(part, ())) if fate == "changed" else ()
        path = path_of(part, self._namespace) or part[1:-1]
        if fate != "changed":
            yield PartChange(path, kind.name, fate, self._naming.part(part, rule.name, fate == "added"))
            return
        called = next((fact for fact in facts if f"<{fact.property}>" == rule.name), None)
        rest = tuple(fact for fact in facts if fact is not called)
        if called:
            for value in called.old:
                yield PartChange(path, kind.name, "gone", value.label or {"": value.text or value.iri})
            for value in called.new:
                yield PartChange(path, kind.name, "added", value.label or {"": value.text or value.iri}, rest)
        elif rest:
            yield PartChange(path, kind.name, "changed", self._naming.part(part, rule.name, True), rest)

    def _facts(self, thing: str, own_parts: Collection[str]) -> Iterator[FactChange]:
        """The facts about *thing* that changed, by property; a link to a part that came or went is none."""
        sides: dict[bool, defaultdict[str, list[str]]] = {False: defaultdict(list), True: defaultdict(list)}
        for is_new, by_property in sides.items():
            for terms in self._changes.side(is_new).get(thing, ()):
                if self._is_news(terms) and terms.object not in own_parts:
                    by_property[terms.predicate].append(terms.object)
        for predicate in sorted({*sides[False], *sides[True]}):
            old, new = (
                tuple(self._described.value(term) for term in sorted(sides[is_new][predicate]))
                for is_new in (False, True)
            )
            yield FactChange(predicate[1:-1], self._described.label(predicate), old, new)


def _substituted(renames: Mapping[str, str]) -> Callable[[str], str]:
    """Writes a line with the new keys of what was renamed."""

    def written(line: str) -> str:
        terms = parts(line)
        subject = renames.get(terms.subject, terms.subject)
        value = renames.get(terms.object, terms.object)
        if subject != terms.subject and value == f'"{key_of(terms.subject)}"':
            value = f'"{key_of(subject)}"'
        return terms._replace(subject=subject, object=value).line

    return written


def _top(thing: str, above: Mapping[str, str]) -> str:
    """The end of the chain of owners of *thing*."""
    for _ in range(_DEEPEST):
        thing = above.get(thing, thing)
    return thing
