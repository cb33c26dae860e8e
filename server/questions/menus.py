"""The menus of a question's parameters: the values that the data has an answer for.

The query of a menu is made from the question itself: its pattern without the line that fixes the parameter selects the
values of the parameter. So a menu of languages holds only those in which something is offered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from graph.ask.question import Parameter, Question
from ontology.namespaces import Namespace
from ontology.prefixes import declarations
from server.display.index import Thing
from server.display.knowledge import Knowledge
from server.display.labels import Label
from server.display.places import region_of
from server.pictures.current import atlas
from server.query.evaluation import EvaluationError
from server.query.faults import QuerySyntaxError
from server.query.limits import LimitError
from server.query.tokeniser import tokens
from server.questions.answers import select
from server.settings import Limits

NUMBER = "number"
SECONDS = 5.0
"""The longest time to ask for the values of a menu; after it the menu lists every thing of its kind."""


@dataclass(frozen=True)
class MenuOption:
    """One value of a menu."""

    value: str
    text: str
    language: str = ""
    is_chosen: bool = False


@dataclass(frozen=True)
class OptionGroup:
    """Values that belong together (the places of a region); *text* is empty where there are no groups."""

    text: str
    choices: tuple[MenuOption, ...]


@dataclass(frozen=True)
class Menu:
    """A parameter as a form shows it: a menu, or for a number a field. *value* is what is chosen."""

    name: str
    label: str
    kind: str
    value: str
    groups: tuple[OptionGroup, ...] = ()

    @property
    def is_number(self) -> bool:
        """Is it a field for a number?"""
        return self.kind == NUMBER


def menu(
    question: Question, parameter: Parameter, value: str, knowledge: Knowledge, language: str, limits: Limits
) -> Menu:
    """The menu of *parameter* with *value* chosen, for a reader of *language*. Raises BusyError."""
    label = parameter.label[knowledge.release.site.interface.complete(language)]
    if parameter.kind == NUMBER:
        return Menu(parameter.name, label, parameter.kind, value)
    keys = occurring(question, parameter, knowledge, limits)
    if value not in keys:
        # A value from the URL stays chosen although it has no answer.
        keys = [*keys, value]
    choices = [_choice(Thing(parameter.kind, key), knowledge, language, is_chosen=key == value) for key in keys]
    if parameter.kind in atlas().place_kinds:
        groups = _by_region(parameter.kind, choices, knowledge, language)
        return Menu(parameter.name, label, parameter.kind, value, groups)
    ordered = tuple(sorted(choices, key=lambda choice: choice.text.casefold()))
    return Menu(parameter.name, label, parameter.kind, value, (OptionGroup("", ordered),))


def occurring(question: Question, parameter: Parameter, knowledge: Knowledge, limits: Limits) -> list[str]:
    """The keys that *parameter* can have with an answer to *question*, in order.

    Every key of its kind where the query cannot tell (it uses the parameter in a filter only, or takes too long).
    Raises BusyError.
    """
    every = [thing.key for thing in knowledge.index.kinds.get(parameter.kind, ())]
    short = replace(limits, seconds=min(SECONDS, limits.seconds))
    for candidates in ((), tuple(every)):
        query = menu_query(question, parameter, knowledge.namespace, candidates)
        try:
            rows = select(query, short)
        except (LimitError, EvaluationError, QuerySyntaxError):
            continue
        keys = {
            thing.key
            for (term,) in rows.rows
            if isinstance(term, NamedNode)
            and (thing := knowledge.index.thing(term.value)) is not None
            and thing.kind == parameter.kind
        }
        if keys:
            return sorted(keys)
    return sorted(every)


def menu_query(question: Question, parameter: Parameter, namespace: Namespace, candidates: Sequence[str] = ()) -> str:
    """SPARQL for the values of *parameter* that *question* has an answer for.

    The other parameters that are things are free too; numbers stay at their defaults, as filters compare with them.
    *candidates* are keys to try, for a parameter that the pattern itself does not bind.
    """
    text = question.query
    for other in question.parameters:
        if other.kind == NUMBER:
            continue
        line = ""
        if other == parameter and candidates:
            line = f"VALUES ?{other.name} {{ {' '.join(map(other.term, candidates))} }}"
        written = line.replace("\\", r"\\")  # as it is: a backslash would name a group
        text = re.sub(rf"VALUES\s+\?{re.escape(other.name)}\s*\{{[^{{}}]*\}}", written, text)
    start = namespace.thing(parameter.kind, "").value
    query = (
        f"SELECT DISTINCT ?{parameter.name} WHERE {{ {pattern_of(text)}\n"
        f'FILTER(STRSTARTS(STR(?{parameter.name}), "{start}")) }}\n'
    )
    return declarations(namespace, query) + query


def pattern_of(query: str) -> str:
    """The group graph pattern of *query*, with its braces. Raises QuerySyntaxError when there is none."""
    depth, start = 0, -1
    for token in tokens(query):
        if token.kind != "punctuation":
            continue
        if token.text == "{":
            if depth == 0:
                start = token.offset
            depth += 1
        elif token.text == "}":
            depth -= 1
            if depth == 0 and start >= 0:
                return query[start : token.offset + 1]
    raise QuerySyntaxError("the query has no pattern in braces")


def _choice(thing: Thing, knowledge: Knowledge, language: str, *, is_chosen: bool) -> MenuOption:
    label = knowledge.labels.best(knowledge.iri(thing), language)
    return MenuOption(thing.key, _with_reading(label, language), label.language, is_chosen)


def _with_reading(label: Label, language: str) -> str:
    """The text of an option, which cannot hold ruby: the reading follows in parentheses."""
    return f"{label.text}（{label.reading}）" if label.reading and language == "ja-simple" else label.text


def _by_region(
    kind: str, choices: Sequence[MenuOption], knowledge: Knowledge, language: str
) -> tuple[OptionGroup, ...]:
    """Places by the regions that they are part of, in the order of their keys."""
    by_region: dict[NamedNode, list[MenuOption]] = {}
    for choice in sorted(choices, key=lambda choice: choice.value):
        region = region_of(knowledge, knowledge.iri(Thing(kind, choice.value)))
        by_region.setdefault(region, []).append(choice)
    return tuple(
        OptionGroup(_with_reading(knowledge.labels.best(region, language), language), tuple(members))
        for region, members in by_region.items()
    )
