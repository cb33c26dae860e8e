"""A class or a property as the page of the ontology explains it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from graph.usage import ClassUse, Counted, PropertyUse
from ontology.vocabulary import OWL, RDF, RDFS
from server.display.addresses import path_of
from server.display.hrefs import is_ours
from server.display.labels import Label
from server.display.labels import choose as choose_label
from server.display.values import Presenter, Value

_NAMED_IN = ("ja", "en")
"""The languages in which every term has a label."""
_KINDS = 4
"""How many of the classes that a property is used with a page names."""
_STATEMENTS = 2
"""The statements with a property that the page shows."""
_LETTERS = 90
"""The most characters of a text that an example shows."""

Example = tuple[Value, ...]
"""A thing, or the subject and the value of a statement."""


@dataclass(frozen=True)
class OntologyTerm:
    """A term of the ontology. *uses* counts its instances, or the statements with it; *graph* is None for the default
    graph.

    *subjects* and *objects* are the classes and datatypes that the release uses the term with, and how often; *domain*
    and *range* are those that the ontology states besides.
    """

    anchor: str
    name: str
    label: Label
    other_labels: tuple[Label, ...]
    comment: Label
    is_class: bool
    parents: tuple[Value, ...]
    domain: tuple[Value, ...]
    range: tuple[Value, ...]
    subjects: tuple[tuple[Value, int], ...]
    objects: tuple[tuple[Value, int], ...]
    uses: int
    graph: Value | None
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class ReusedTerm:
    """A term of another vocabulary that the release uses, with how often and one example."""

    anchor: str
    name: str
    label: Label
    href: str
    uses: int
    example: Example


def own_term(presenter: Presenter, term: NamedNode, quads: Sequence[Quad], here: Collection[NamedNode]) -> OntologyTerm:
    """The term *term* of the ontology, which states *quads* about it; *here* are the terms that its page explains."""
    knowledge = presenter.knowledge
    is_class = any(quad.predicate == RDF.type and quad.object == OWL.Class for quad in quads)
    use: ClassUse | PropertyUse = knowledge.usage.of_class(term) if is_class else knowledge.usage.of_property(term)
    label = knowledge.labels.best(term, presenter.language)
    labels = {literal.language: literal.value for literal in knowledge.labels.of(term)}
    comments = [quad.object for quad in quads if quad.predicate == RDFS.comment and isinstance(quad.object, Literal)]
    comment = choose_label(comments, presenter.knowledge.release.site.interface.label_languages(presenter.language))

    subjects, objects = (use.subjects, use.objects) if isinstance(use, PropertyUse) else ((), ())

    def stated(*properties: NamedNode, but: Counted = ()) -> tuple[Value, ...]:
        left_out = {counted for counted, _ in but}
        terms = [quad.object for quad in quads if quad.predicate in properties and quad.object not in left_out]
        return tuple(_linked(presenter, other, here) for other in terms if isinstance(other, NamedNode))

    return OntologyTerm(
        anchor(presenter, term),
        knowledge.compact(term.value) or term.value,
        label,
        tuple(Label(labels[tag], tag) for tag in _NAMED_IN if tag in labels and tag != label.language),
        Label(comment.value, comment.language or "") if comment else Label(""),
        is_class,
        stated(RDFS.subClassOf, RDFS.subPropertyOf),
        stated(RDFS.domain, but=subjects),
        stated(RDFS.range, but=objects),
        _counted(presenter, subjects, here),
        _counted(presenter, objects, here),
        use.count,
        presenter.value(use.graph) if use.graph else None,
        tuple(_example(presenter, example) for example in (use.examples if is_class else use.examples[:_STATEMENTS])),
    )


def reused_terms(presenter: Presenter, uses: Iterable[tuple[NamedNode, ClassUse | PropertyUse]]) -> list[ReusedTerm]:
    """The terms of other vocabularies among *uses*, the most used first."""
    knowledge = presenter.knowledge
    terms = [
        ReusedTerm(
            anchor(presenter, term),
            knowledge.compact(term.value) or term.value,
            knowledge.labels.best(term, presenter.language),
            term.value,
            use.count,
            _example(presenter, use.examples[0]) if use.examples else (),
        )
        for term, use in uses
        if not is_ours(term.value, knowledge.namespace)
    ]
    return sorted(terms, key=lambda term: (-term.uses, term.name))


def anchor(presenter: Presenter, term: NamedNode) -> str:
    """The id of *term* on the page: the local name of a term of the ontology, ``schema-WebPage`` of another."""
    name = presenter.knowledge.compact(term.value) or term.value
    return name.removeprefix("tbk:").replace(":", "-")


def _counted(presenter: Presenter, uses: Counted, here: Collection[NamedNode]) -> tuple[tuple[Value, int], ...]:
    return tuple((_linked(presenter, term, here), count) for term, count in uses[:_KINDS])


def _linked(presenter: Presenter, term: NamedNode, here: Collection[NamedNode]) -> Value:
    """*term* with a link to its place: on the page, or of a term of ours that is not *here* on the whole vocabulary's.

    A term that has no place there (a datatype) stands by its short name.
    """
    value = presenter.value(term)
    usage = presenter.knowledge.usage
    is_own = is_ours(term.value, presenter.knowledge.namespace)
    if is_own or term in usage.classes or term in usage.properties:
        page = path_of("ontology.terms") if is_own and term not in here else ""
        return value._replace(href=f"{page}#{anchor(presenter, term)}")
    return value._replace(kind="term", text=presenter.knowledge.compact(term.value) or term.value, href=None)


def _example(presenter: Presenter, example: NamedNode | Quad) -> Example:
    if isinstance(example, NamedNode):
        return (presenter.value(example),)
    return presenter.value(example.subject), _short(presenter.value(example.object))


def _short(value: Value) -> Value:
    if value.kind not in ("text", "link") or len(value.text) <= _LETTERS:
        return value
    return value._replace(text=value.text[:_LETTERS].rstrip() + "…")
