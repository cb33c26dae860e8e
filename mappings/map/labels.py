"""The labels of things (``skos:prefLabel``), composed from their statements by the templates of ``mappings/labels/``.

A label identifies: no two things of a kind share one in a language. A file ``{source}.yaml`` says, kind by kind, how
the label is made in each language; see ``docs/labels.md`` for the form. A kind may refer to the labels of kinds before
it, of the register and of the ontology. A text that is printed in Japanese only is translated by ``translations.csv``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pyoxigraph import Literal, NamedNode, Triple

from mappings.map.label_files import LabelDeclaration, LabelError, Labelling
from mappings.map.label_values import Data, PathStep, Term, address_of, text_of
from ontology.namespaces import Namespace
from ontology.vocabulary import DCT, PROV, RDF, SKOS

_HOLE = re.compile(r"\{([a-z_]+)\}")
_ALWAYS = frozenset((RDF.type, PROV.wasDerivedFrom, SKOS.prefLabel, DCT.title))
"""The predicates of statements that labels are made of whatever the paths are."""
_OF_RECORDS = frozenset((RDF.type, SKOS.prefLabel, DCT.identifier, DCT.isPartOf))
"""Against these a path may lead to a record, as along prov:wasDerivedFrom."""
_PARTS = re.compile(r"\[[^\[\]]*\]|[^\[\]]+")


@dataclass
class LabelComposer:
    """Composes the labels of one source after another; *labelling* by source.

    *untranslated* collects the texts that a template asked for in English and that no translation is known of.
    """

    labelling: Labelling
    namespace: Namespace
    untranslated: set[str] = field(default_factory=set)

    @cached_property
    def _reference(self) -> Data:
        steps = frozenset[PathStep]().union(*map(self.labelling.steps, self.labelling.sources))
        return Data(predicates=_ALWAYS.union(step.predicate for step in steps))

    def refer_to(self, triples: Iterable[Triple]) -> None:
        """Show *triples*, of the ontology or a reference work, to the labels of every source."""
        self._reference.add(triples)

    def data(self, source: str, triples: Iterable[Triple] = ()) -> Data:
        """What labels of *source* are made of, of *triples* and of those that :meth:`refer_to` was given."""
        steps = self.labelling.steps(source)
        predicates = _ALWAYS.union(step.predicate for step in steps)
        # Half of what would be held are statements of records, which few paths can lead to.
        is_led_to_records = any(
            step.predicate == PROV.wasDerivedFrom or (step.predicate in _OF_RECORDS and step.inverse) for step in steps
        )
        left_out = "" if is_led_to_records else self.namespace.thing("record", "").value
        return Data(triples, self._reference, predicates, left_out)

    def of(self, source: str, data: Data) -> Iterator[tuple[Triple, list[NamedNode]]]:
        """The labels of what *data*, the statements of *source*, describe, with the records of each.

        Raises LabelError.
        """
        kinds = self.labelling.kinds(source)
        if not kinds:
            return
        composer = _Composer(self, data)
        typed: dict[str, dict[NamedNode, None]] = {}
        start = f"{self.namespace.base}/id/"
        for thing, _ in data.stated(RDF.type):
            if isinstance(thing, NamedNode) and thing.value.startswith(start):
                typed.setdefault(thing.value[len(start) :].partition("/")[0], {})[thing] = None
        for kind, entries in kinds.items():
            things = sorted((thing for thing in typed.get(kind, ()) if data.records(thing)), key=_natural)
            for thing, predicate, label in composer.labels(kind, entries, things):
                yield Triple(thing, predicate, label), data.records(thing)


class _Composer:
    """Composes the labels of one source. What is finished is kept by language and IRI."""

    def __init__(self, whole: LabelComposer, data: Data) -> None:
        self._whole = whole
        self._data = data
        self._finished: dict[str, dict[NamedNode, str]] = {tag: {} for tag in whole.labelling.languages}

    def labels(
        self, kind: str, entries: Sequence[LabelDeclaration], things: Sequence[NamedNode]
    ) -> Iterator[tuple[NamedNode, NamedNode, Literal]]:
        """The label of each of *things* in each language, with the property that it is a value of."""
        chosen = {thing: entry for thing in things if (entry := self._entry(entries, thing)) is not None}
        for language in self._whole.labelling.languages:
            made: dict[NamedNode, str] = {}
            for thing, entry in chosen.items():
                if templates := entry.templates.get(language):
                    made[thing] = self._first(templates, entry, thing, language, kind)
            for thing, text in self._told_apart(made, chosen, language).items():
                label = Literal(text, language=language)
                self._finished[language][thing] = text
                yield thing, SKOS.prefLabel, label
                if chosen[thing].is_title and not self._data.objects(thing, DCT.title, language):
                    yield thing, DCT.title, label

    def _entry(self, entries: Sequence[LabelDeclaration], thing: NamedNode) -> LabelDeclaration | None:
        return next((entry for entry in entries if self._fits(entry, thing)), None)

    def _fits(self, entry: LabelDeclaration, thing: NamedNode) -> bool:
        return all(
            any(value.value in wanted for value in self._data.follow(thing, path))
            if wanted
            else self._data.follow(thing, path)
            for path, wanted in entry.where
        )

    def _first(
        self, templates: Sequence[str], entry: LabelDeclaration, thing: NamedNode, language: str, kind: str
    ) -> str:
        for template in templates:
            if text := self._fill(template, entry, thing, language):
                capital = self._whole.labelling.languages[language].capital
                return text[0].upper() + text[1:] if capital else text
        values = [self._value(paths, thing, "ja") for paths in entry.values.values()]
        lacking = ", ".join(repr(text) for text in values if text in self._whole.untranslated)
        way_out = f"add {lacking} to mappings/labels/translations.csv" if lacking else f"mend {kind} in mappings/labels"
        raise LabelError(f"{thing.value}: no template of its {language} label can be filled; {way_out}")

    def _told_apart(
        self, made: Mapping[NamedNode, str], entries: Mapping[NamedNode, LabelDeclaration], language: str
    ) -> dict[NamedNode, str]:
        """The labels *made*, with what tells their things apart after those that are shared or easily confused."""
        added: dict[NamedNode, list[str]] = {thing: [] for thing in made}
        keys = {
            thing: self._fill(entry.confusable, entry, thing, language) or made[thing]
            if (entry := entries[thing]).confusable
            else made[thing]
            for thing in made
        }
        waiting = [group for group in _groups(made, keys.__getitem__) if len(group) > 1]
        rounds = max((len(entry.apart.get(language, ())) for entry in entries.values()), default=0)
        for number in range(rounds + 1):
            again: list[list[NamedNode]] = []
            for group in waiting:
                pieces = {
                    thing: str(order) if number == rounds else self._piece(entries[thing], number, thing, language)
                    for order, thing in enumerate(group, 1)
                }
                if len(set(pieces.values())) == 1:
                    again.append(group)
                    continue
                for thing, piece in pieces.items():
                    if piece:
                        added[thing].append(piece)
                again += [part for part in _groups(group, pieces.__getitem__) if len(part) > 1]
            waiting = again
        marks = self._whole.labelling.languages[language]
        return {
            thing: text + (f"{marks.before}{marks.between.join(added[thing])}{marks.after}" if added[thing] else "")
            for thing, text in made.items()
        }

    def _piece(self, entry: LabelDeclaration, number: int, thing: NamedNode, language: str) -> str:
        pieces = entry.apart.get(language, ())
        return self._fill(pieces[number], entry, thing, language) if number < len(pieces) else ""

    def _fill(self, template: str, entry: LabelDeclaration, thing: NamedNode, language: str) -> str:
        """*template* with its values, without the groups that are dropped; nothing when it lacks a value itself."""
        text = ""
        for part in _PARTS.findall(template):
            if part[0] != "[":
                plain = self._holes(part, entry, thing, language)
                if plain is None:
                    return ""
                text += plain
                continue
            unsaid = part[1] == "~"
            group = self._holes(part[1:-1].removeprefix("~"), entry, thing, language)
            names = _HOLE.findall(part)
            if group and not (
                unsaid and all(self._value(entry.values[name], thing, language) in text for name in names)
            ):
                text += group
        return text

    def _holes(self, template: str, entry: LabelDeclaration, thing: NamedNode, language: str) -> str | None:
        """*template* with its values, or None when it lacks one."""
        values = {name: self._value(entry.values[name], thing, language) for name in _HOLE.findall(template)}
        return _HOLE.sub(lambda match: values[match[1]], template) if all(values.values()) else None

    def _value(self, paths: Sequence[Sequence[PathStep]], thing: NamedNode, language: str) -> str:
        for path in paths:
            texts = [self._text(term, language) for term in self._in_language(self._data.follow(thing, path), language)]
            if texts and all(texts):
                return self._whole.labelling.languages[language].between.join(dict.fromkeys(texts))
        return ""

    @staticmethod
    def _in_language(terms: Sequence[Term], language: str) -> Sequence[Term]:
        """Those of *terms* that are texts in *language*, where there are any; else all."""
        fitting = [term for term in terms if isinstance(term, Literal) and term.language == language]
        return fitting or terms

    def _text(self, term: Term, language: str) -> str:
        if isinstance(term, Literal):
            text = text_of(term, language, self._whole.labelling.translations)
            if not text:
                self._whole.untranslated.add(term.value)
            return text
        if finished := self._finished[language].get(term):
            return finished
        for predicate in (SKOS.prefLabel, DCT.title):
            for literal in self._data.objects(term, predicate, language):
                return literal.value
        return "" if self._whole.namespace.path(term.value) else address_of(term.value)


def _groups(things: Iterable[NamedNode], key: Callable[[NamedNode], str]) -> list[list[NamedNode]]:
    """*things* by their *key*, in the order of the first of each group."""
    groups: dict[str, list[NamedNode]] = {}
    for thing in things:
        groups.setdefault(key(thing), []).append(thing)
    return list(groups.values())


def _natural(thing: NamedNode) -> list[tuple[bool, int, str]]:
    """The key by which IRIs are in the order of the numbers in them."""
    return [(part.isdigit(), int(part) if part.isdigit() else 0, part) for part in re.split(r"([0-9]+)", thing.value)]
