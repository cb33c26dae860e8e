"""The result of a comparison, by thing: JSON values, which a release keeps and pages read.

A *text by language* has the tag of the language as its key; the key is empty for a text without one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Texts = Mapping[str, str]
Fate = Literal["added", "gone", "changed", "renamed"]


@dataclass(frozen=True)
class ChangedValue:
    """A value of a statement: an *iri* with its *label*, or a *text* with its *language* or *datatype* (an IRI)."""

    iri: str = ""
    label: Texts = field(default_factory=dict)
    text: str = ""
    language: str = ""
    datatype: str = ""


@dataclass(frozen=True)
class FactChange:
    """What changed of one *property* (an IRI): the values that went, and those that came."""

    property: str
    label: Texts
    old: tuple[ChangedValue, ...]
    new: tuple[ChangedValue, ...]


@dataclass(frozen=True)
class PartChange:
    """A part (``kind/key`` or an IRI) that came, went or changed, and what readers call it beside its owner."""

    thing: str
    kind: str
    fate: Fate
    name: Texts
    facts: tuple[FactChange, ...] = ()


@dataclass(frozen=True)
class ThingChange:
    """What became of a thing (``kind/key``, or an IRI where it is not below the base).

    *called* is a key of :attr:`Summary.names`, *to* the thing that it is called now, if it was renamed, *certain*
    whether the site says so. *reason* says why it is gone. *tables* made the statements that changed. *concerns* are
    keys of things that have a feed, by its kind.
    """

    thing: str
    iri: str
    kind: str
    called: str
    fate: Fate
    label: Texts
    facts: tuple[FactChange, ...] = ()
    parts: tuple[PartChange, ...] = ()
    to: str = ""
    certain: bool = False
    reason: Texts = field(default_factory=dict)
    tables: tuple[str, ...] = ()
    concerns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class RowChanges:
    """Rows of a table that came, went or changed."""

    added: int = 0
    gone: int = 0
    changed: int = 0


@dataclass(frozen=True)
class Summary:
    """A comparison in things. *added* and *removed* count statements of all graphs, lineage among them.

    *names* say what the things of a kind are called: ``one`` and ``many``, each a text by language. *reworded* counts
    the things of which nothing changed but texts that are composed from other facts.
    *renames* are the paths of things that look renamed and are in no table, parts among them, with the new ones.
    """

    old: str
    new: str
    added: int
    removed: int
    things: tuple[ThingChange, ...]
    names: Mapping[str, Mapping[str, Texts]]
    tables: Mapping[str, RowChanges]
    reworded: int = 0
    renames: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As values of JSON, without what is empty."""
        tidy = _tidy(asdict(self))
        assert isinstance(tidy, dict)
        return {"old": self.old, "new": self.new, "added": 0, "removed": 0, "things": [], **tidy}

    @classmethod
    def of_json(cls, raw: Mapping[str, Any]) -> Summary:
        """What :meth:`as_json` gave."""
        return cls(
            raw["old"],
            raw["new"],
            raw["added"],
            raw["removed"],
            tuple(_thing(thing) for thing in raw["things"]),
            raw.get("names", {}),
            {name: RowChanges(**rows) for name, rows in raw.get("tables", {}).items()},
            raw.get("reworded", 0),
            raw.get("renames", {}),
        )


def _tidy(value: object) -> object:
    """*value* without empty members."""
    if isinstance(value, dict):
        members = ((key, _tidy(member)) for key, member in value.items())
        return {key: member for key, member in members if member not in ("", 0, None, [], {})}
    return [_tidy(member) for member in value] if isinstance(value, list | tuple) else value


_NAMELESS: Mapping[str, Any] = {"kind": "", "called": "", "label": {}}
"""The value for a thing that is not below the base, has no class, or has no label."""


def _thing(raw: Mapping[str, Any]) -> ThingChange:
    return ThingChange(
        **{
            **_NAMELESS,
            **raw,
            "facts": tuple(_facts(raw)),
            "parts": tuple(
                PartChange(**{"kind": "", "name": {}, **part, "facts": tuple(_facts(part))})
                for part in raw.get("parts", ())
            ),
            "tables": tuple(raw.get("tables", ())),
            "concerns": {kind: tuple(keys) for kind, keys in raw.get("concerns", {}).items()},
        }
    )


def _facts(raw: Mapping[str, Any]) -> Iterator[FactChange]:
    for fact in raw.get("facts", ()):
        old, new = (tuple(ChangedValue(**value) for value in fact.get(side, ())) for side in ("old", "new"))
        yield FactChange(fact["property"], fact.get("label", {}), old, new)
