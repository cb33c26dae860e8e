"""Stories: prose about the data, whose numbers, tables and pictures are the answers to the queries beside it.

A story is a Markdown file of ``site/stories/`` (docs/stories.md): a head in YAML between lines of three hyphens, the
queries as fenced blocks ``sparql NAME``, then for each language of the interface a heading of the first level that is
the language's tag, and below it the prose (:mod:`graph.ask.prose`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from graph.ask.measure import MeasuredColumn, read_measure
from graph.ask.prose import KINDS, ValueReference, markdown, references
from mappings.declared import DeclarationError, in_every_language, parse
from mappings.site import Site
from mappings.site_settings import Texts
from ontology.namespaces import Namespace
from ontology.prefixes import declarations

FOLDER = "stories"
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_HEAD = re.compile(r"\A---\n(.*?\n)---\n(.*)\Z", re.DOTALL)
_QUERY = "sparql"


@dataclass(frozen=True)
class StoryQuery:
    """A query of a story: *title* by language, *units* by column, *measures* that its pictures draw.

    *test* holds the expected answer, which a person read from the documents.
    """

    name: str
    query: str
    title: Texts
    units: Mapping[str, str]
    measures: tuple[MeasuredColumn, ...]
    test: Mapping[str, Any]

    def text(self, namespace: Namespace) -> str:
        """The query as SPARQL with its prefixes."""
        return declarations(namespace, self.query) + self.query


@dataclass(frozen=True)
class Story:
    """A story by its *key*, with its place in the *order* of stories. *prose* is Markdown by language."""

    key: str
    order: int
    title: Texts
    about: Texts
    documents: tuple[str, ...]
    queries: Mapping[str, StoryQuery]
    prose: Texts


def load_stories(site: Site) -> list[Story]:
    """The stories of *site* in their order; none where it has no folder of stories. Raises DeclarationError."""
    folder = site.find(FOLDER)
    paths = sorted(folder.glob("*.md")) if folder else []
    stories = [load_story(path, site.interface.languages) for path in paths]
    return sorted(stories, key=lambda story: (story.order, story.key))


def load_story(path: Path, languages: Sequence[str]) -> Story:
    """The story in the file *path*, told in each of *languages*. Raises DeclarationError naming the file."""
    try:
        head = _HEAD.match(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise DeclarationError(f"{path.name}: cannot be read ({error})") from error
    if head is None or not _KEY.match(path.stem):
        raise DeclarationError(f"{path.name}: a story is named in lower case and begins with a head between lines ---")
    return parse(head[1], path.name, lambda raw: _story(path.stem, raw, head[2], languages))


def _story(key: str, raw: Mapping[str, Any], text: str, languages: Sequence[str]) -> Story:
    prose = in_every_language(_sections(text), "the story", languages)
    queries = _queries(text, raw["queries"], languages)
    for language in languages:
        try:
            _require_answers(prose[language], queries)
        except DeclarationError as error:
            raise DeclarationError(f"{language}: {error}") from error
    return Story(
        key,
        int(raw["order"]),
        in_every_language(raw["title"], "title", languages),
        in_every_language(raw["about"], "about", languages),
        tuple(map(str, raw["documents"])),
        queries,
        prose,
    )


def _sections(text: str) -> dict[str, str]:
    """The parts of *text* below each heading of the first level, by the heading."""
    lines = text.split("\n")
    starts: list[tuple[str, int, int]] = []
    for token, content in pairwise(markdown().parse(text)):
        if token.type == "heading_open" and token.tag == "h1" and token.map:
            first, after = token.map
            starts.append((content.content, first, after))
    ends = [*(first for _, first, _ in starts[1:]), len(lines)]
    return {tag: "\n".join(lines[after:end]).strip() for (tag, _, after), end in zip(starts, ends, strict=True)}


def _queries(text: str, raw: Mapping[str, Any], languages: Iterable[str]) -> dict[str, StoryQuery]:
    """The queries of *text* by name, as the head declares them in *raw*."""
    texts: dict[str, str] = {}
    for token in markdown().parse(text):
        kind, _, name = token.info.strip().partition(" ")
        if token.type != "fence" or kind != _QUERY:
            continue
        if not _KEY.match(name) or name in texts:
            raise DeclarationError(f"a query has a name of its own in lower case: ```{_QUERY} {name or 'NAME'}")
        texts[name] = token.content
    if texts.keys() != raw.keys():
        raise DeclarationError(f"only the head or only the text has: {', '.join(sorted(texts.keys() ^ raw.keys()))}")
    return {name: _query(name, query, raw[name], languages) for name, query in texts.items()}


def _query(name: str, query: str, raw: Mapping[str, Any], languages: Iterable[str]) -> StoryQuery:
    units = {str(column): str(unit) for column, unit in raw.get("units", {}).items()}
    for column in units:
        _require_column(column, name, query)
    measures = tuple(read_measure(measure, query, languages) for measure in raw.get("measures", ()))
    title = in_every_language(raw["title"], f"title of {name}", languages)
    return StoryQuery(name, query, title, units, measures, raw["test"])


def _require_answers(prose: str, queries: Mapping[str, StoryQuery]) -> None:
    """Raises DeclarationError where *prose* refers to an answer that none of *queries* gives."""
    for reference in references(prose):
        query = queries.get(reference.query)
        if query is None:
            raise DeclarationError(
                f"there is no query {reference.query!r}; there are {', '.join(queries)}. "
                f"A block of {', '.join(KINDS)} holds the name of one"
            )
        if isinstance(reference, ValueReference):
            _require_column(reference.column, query.name, query.query)


def _require_column(column: str, name: str, query: str) -> None:
    if not re.search(rf"\?{re.escape(column)}\b", query):
        raise DeclarationError(f"the query {name} has no column ?{column}")
