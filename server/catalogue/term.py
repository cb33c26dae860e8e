"""A class or a property as the page of the ontology explains it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode, Quad

from graph.build.usage import ClassUse, Counted, PropertyUse
from server.display.hrefs import is_ours
from server.display.labels import Label
from server.display.labels import choose as choose_label
from server.display.values import Shower, Value

_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_COMMENT = NamedNode(_RDFS + "comment")
_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_CLASS = NamedNode("http://www.w3.org/2002/07/owl#Class")
_NAMED_IN = ("ja", "en")
"""The languages in which every term has a label."""
_KINDS = 4
"""How many classes a page names of what a property is used with."""
_LETTERS = 90
"""How much of a long text an example shows."""

Example = tuple[Value, ...]
"""A thing, or the subject and the value of a statement."""


@dataclass(frozen=True)
class Term:
    """A term of our own. *uses* are its instances, or the statements with it, in *graph* if not in the default graph.

    *subjects* and *objects* are the classes and datatypes that the release has it with, and how often; *domain* and
    *range* what the ontology states of it where that is something else.
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
class Reused:
    """A term of another vocabulary that the release uses, with how often and one example."""

    anchor: str
    name: str
    label: Label
    href: str
    uses: int
    example: Example


def own_term(show: Shower, term: NamedNode, quads: Sequence[Quad]) -> Term:
    """The term *term* of our own, of which the ontology states *quads*."""
    known = show.knowledge
    is_class = any(quad.predicate == _TYPE and quad.object == _CLASS for quad in quads)
    use: ClassUse | PropertyUse = known.usage.of_class(term) if is_class else known.usage.of_property(term)
    label = known.labels.best(term, show.language)
    labels = {each.language: each.value for each in known.labels.of(term)}
    comments = [quad.object for quad in quads if quad.predicate == _COMMENT and isinstance(quad.object, Literal)]
    comment = choose_label(comments, show.knowledge.release.site.interface.label_languages(show.language))

    subjects, objects = (use.subjects, use.objects) if isinstance(use, PropertyUse) else ((), ())

    def stated(*names: str, but: Counted = ()) -> tuple[Value, ...]:
        wanted, known_already = {_RDFS + name for name in names}, {each for each, _ in but}
        terms = [quad.object for quad in quads if quad.predicate.value in wanted and quad.object not in known_already]
        return tuple(_linked(show, each) for each in terms if isinstance(each, NamedNode))

    return Term(
        anchor(show, term),
        known.compact(term.value) or term.value,
        label,
        tuple(Label(labels[tag], tag) for tag in _NAMED_IN if tag in labels and tag != label.language),
        Label(comment.value, comment.language or "") if comment else Label(""),
        is_class,
        stated("subClassOf", "subPropertyOf"),
        stated("domain", but=subjects),
        stated("range", but=objects),
        _counted(show, subjects),
        _counted(show, objects),
        use.count,
        show.value(use.graph) if use.graph else None,
        tuple(_example(show, each) for each in use.examples),
    )


def reused_terms(show: Shower, uses: Iterable[tuple[NamedNode, ClassUse | PropertyUse]]) -> list[Reused]:
    """Those of *uses* that are not of our own, the most used first."""
    known = show.knowledge
    found = [
        Reused(
            anchor(show, term),
            known.compact(term.value) or term.value,
            known.labels.best(term, show.language),
            term.value,
            use.count,
            _example(show, use.examples[0]) if use.examples else (),
        )
        for term, use in uses
        if not is_ours(term.value, known.namespace)
    ]
    return sorted(found, key=lambda each: (-each.uses, each.name))


def anchor(show: Shower, term: NamedNode) -> str:
    """The id of *term* on the page: the local name of one of our own, ``schema-WebPage`` of another."""
    name = show.knowledge.compact(term.value) or term.value
    return name.removeprefix("tbk:").replace(":", "-")


def _counted(show: Shower, uses: Counted) -> tuple[tuple[Value, int], ...]:
    return tuple((_linked(show, term), count) for term, count in uses[:_KINDS])


def _linked(show: Shower, term: NamedNode) -> Value:
    """*term* with a link to its place on the page; a datatype, say, which has none there, by its short name."""
    value = show.value(term)
    usage = show.knowledge.usage
    if is_ours(term.value, show.knowledge.namespace) or term in usage.classes or term in usage.properties:
        return replace(value, href=f"#{anchor(show, term)}")
    return replace(value, kind="term", text=show.knowledge.compact(term.value) or term.value, href=None)


def _example(show: Shower, example: NamedNode | Quad) -> Example:
    if isinstance(example, NamedNode):
        return (show.value(example),)
    return show.value(example.subject), _short(show.value(example.object))


def _short(value: Value) -> Value:
    if value.kind not in ("text", "link") or len(value.text) <= _LETTERS:
        return value
    return replace(value, text=value.text[:_LETTERS].rstrip() + "…")
