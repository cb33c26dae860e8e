"""The prefixes of the project or of a release, with ours below its base; they shorten IRIs and complete queries."""

from __future__ import annotations

import json
import re
from functools import lru_cache

from ontology.errors import ReportedError
from ontology.namespaces import Namespace


class PrefixError(ReportedError):
    """The prefixes of a release cannot be read."""


@lru_cache
def prefixes(namespace: Namespace) -> dict[str, str]:
    """Prefix to IRI; our own below the base of *namespace*. Raises PrefixError when their file cannot be read."""
    path = namespace.prefix_file
    try:
        raw: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PrefixError(f"{path}: its prefixes cannot be read ({error}); build the release again") from error
    return {prefix: namespace.fill(iri) for prefix, iri in raw.items()}


def compact(namespace: Namespace, iri: str) -> str | None:
    """*iri* as a prefixed name, by its longest prefix; None when no prefix fits or the rest is not a local name.

    A thing of ours has the prefix of its kind: ``{base}/id/municipality/14100`` is ``municipality:14100``.
    """
    path = namespace.path(iri) or ""
    thing = _THING.match(path.removeprefix("/id/")) if path.startswith("/id/") else None
    if thing and iri.startswith(namespace.home(thing[1])):
        return f"{thing[1]}:{thing[2]}"
    for start, prefix in _longest_first(namespace):
        if iri.startswith(start):
            local = iri[len(start) :]
            return f"{prefix}:{local}" if local and _NOT_LOCAL.isdisjoint(local) else None
    return None


@lru_cache
def _longest_first(namespace: Namespace) -> tuple[tuple[str, str], ...]:
    """The beginnings of IRIs that have a prefix, each with it."""
    pairs = ((start, prefix) for prefix, start in prefixes(namespace).items())
    return tuple(sorted(pairs, key=lambda pair: len(pair[0]), reverse=True))


_NOT_LOCAL = frozenset("/#?&()'\",;%")
_THING = re.compile(r"([a-z][a-z-]*)/([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?)\Z")
_USED = re.compile(r"""(?<![\w<?$:@.-])([A-Za-z][\w-]*):(?=[\w%\\])""")
_DECLARED = re.compile(r"\bPREFIX\s+([\w-]*):", re.IGNORECASE)
_NOT_CODE = re.compile(r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|#[^\n]*""")


def declarations(namespace: Namespace, query: str) -> str:
    """PREFIX lines for every prefix that *query* uses and does not declare.

    A prefix that the project does not have is that of a kind of thing: ``municipality:14100`` is
    ``{base}/id/municipality/14100``.
    """
    declared_here = prefixes(namespace)
    code = _NOT_CODE.sub(" ", query)
    used = dict.fromkeys(_USED.findall(code))
    declared = set(_DECLARED.findall(query))
    return "".join(
        f"PREFIX {name}: <{declared_here.get(name, namespace.home(name))}>\n" for name in used if name not in declared
    )


def complete_query(namespace: Namespace, text: str) -> str:
    """The *text* of a query file of ours, ready to run: its prefixes declared, its IRIs below our base."""
    return declarations(namespace, text) + namespace.rebase_text(text)
