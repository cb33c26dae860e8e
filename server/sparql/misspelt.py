"""Unknown terms in a query, of the vocabulary of the site or of others, with the terms that may be meant.

The standard demands an empty answer to such a query; only the page explains it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from ontology.vocabulary import RDFS
from server.display.knowledge import Knowledge
from server.display.near_spellings import NearSpellings
from server.display.publication import knowledge, publication
from server.query.faults import Repair
from server.query.tokeniser import Token, position, tokens

_MOST_MEANT = 2
"""Terms that are offered instead of one."""
_MOST_TERMS = 3
"""Terms of one query that are looked at closely."""


@dataclass(frozen=True)
class MisspeltTerm:
    """A term as the query writes it; *is_own*: of the vocabulary of the site. *repairs* write one that there is."""

    text: str
    is_own: bool
    repairs: tuple[Repair, ...]


@dataclass(frozen=True)
class _Vocabulary:
    """The names of a namespace: by their small letters, and the index of those that are spelt nearly alike."""

    names: Mapping[str, tuple[str, ...]]
    near: NearSpellings

    def meant(self, name: str) -> list[str]:
        """The names that *name* may be meant as, the nearest first."""
        return [other for _, folded in self.near.find(name.casefold()) for other in self.names[folded]]


def misspelt_terms(query: str, *, is_empty: bool) -> tuple[MisspeltTerm, ...]:
    """The terms of *query* that the site does not declare, and where the answer *is_empty* those that nothing has."""
    namespaces = publication().once(MisspeltTerm, lambda: _vocabularies(knowledge()))
    own = knowledge().namespace.term("").value
    misspelt: dict[str, MisspeltTerm] = {}
    for token, iri in _terms(query):
        namespace, name = _parts(iri)
        is_own = namespace == own
        if not name or namespace not in namespaces or not (is_own or is_empty) or _is_there(NamedNode(iri)):
            continue
        written = token.text.removesuffix(">")
        start = written[: len(written) - len(name)]
        where, length = position(query, token.offset), len(token.text)
        repairs = tuple(
            Repair("replace", token.text, *where, length, _written(token, start, meant))
            for meant in namespaces[namespace].meant(name)[:_MOST_MEANT]
        )
        if is_own or repairs:
            misspelt.setdefault(token.text, MisspeltTerm(token.text, is_own, repairs))
        if len(misspelt) == _MOST_TERMS:
            break
    return tuple(misspelt.values())


def _written(token: Token, start: str, name: str) -> str:
    return f"{start}{name}>" if token.kind == "iri" else start + name


def _is_there(term: NamedNode) -> bool:
    """Is *term* declared by the site, or used by the release?"""
    usage = knowledge().usage
    return term in usage.properties or term in usage.classes or bool(knowledge().labels.of(term))


def _terms(query: str) -> Iterator[tuple[Token, str]]:
    """The IRIs and prefixed names of *query* after its prologue, each with the IRI that it stands for."""
    prefixes: dict[str, str] = {}
    declared: str | None = None
    is_declaration = False
    for token in tokens(query):
        if token.kind == "word" and token.text.upper() in ("PREFIX", "BASE"):
            is_declaration, declared = True, None
        elif is_declaration and token.kind == "name":
            declared = token.text.removesuffix(":")
        elif is_declaration:
            if token.kind == "iri" and declared is not None:
                prefixes[declared] = token.text[1:-1]
            is_declaration = False
        elif token.kind == "iri":
            yield token, token.text[1:-1]
        elif token.kind == "name" and "\\" not in token.text:
            prefix, _, name = token.text.partition(":")
            if prefix in prefixes:
                yield token, prefixes[prefix] + name


def _parts(iri: str) -> tuple[str, str]:
    """*iri* cut after its last ``#`` or ``/``: the namespace of a term, and its name."""
    end = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:end], iri[end:]


def _declared(release: Knowledge) -> Iterator[NamedNode]:
    """The terms that the site declares."""
    own = release.namespace.term("").value
    for quad in release.store.statements(None, RDFS.isDefinedBy, None, release.namespace.graph("ontology")):
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(own):
            yield quad.subject


def _vocabularies(release: Knowledge) -> dict[str, _Vocabulary]:
    """The names of each namespace that the release uses terms of, and those that the site declares."""
    names: dict[str, dict[str, list[str]]] = {}
    terms = {*release.usage.classes, *release.usage.properties, *_declared(release)}
    for term in sorted(terms, key=lambda term: term.value):
        namespace, name = _parts(term.value)
        names.setdefault(namespace, {}).setdefault(name.casefold(), []).append(name)
    return {
        namespace: _Vocabulary({folded: tuple(same) for folded, same in by_name.items()}, NearSpellings(by_name))
        for namespace, by_name in names.items()
    }
