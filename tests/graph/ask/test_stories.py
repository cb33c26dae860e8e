"""Stories: their answers as the documents have them, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from graph.ask.story import FOLDER, Story, load_stories, load_story
from graph.ask.story_answers import answers_of
from graph.build.stories import write_answers
from graph.release import Release
from mappings.declared import DeclarationError
from ontology.namespaces import Namespace
from tests.this_site import LANGUAGES, SITE

STORIES = load_stories(SITE)
LAMPS = """\
---
order: 1
title: {en: Lamps}
about: {en: How high they stand}
documents: []
queries:
  high:
    title: {en: The highest}
    test: {}
---

```sparql high
SELECT ?lamp ?height WHERE { VALUES (?lamp ?height) { (mode:video 12) } } ORDER BY ?lamp
```

# en

The lamp {{ high.lamp }} stands at {{ high.height }}.
"""


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], Story]:
    def story(text: str) -> Story:
        path = tmp_path / "lamps.md"
        path.write_text(text, encoding="utf-8")
        return load_story(path, ("en",))

    return story


@pytest.mark.parametrize("story", STORIES, ids=[story.key for story in STORIES])
def test_the_answers_of_a_story_are_those_that_were_read_by_hand(story: Story, release: Release) -> None:
    base = f"{release.namespace.base}/id/"
    assert set(story.prose) == set(LANGUAGES)
    for query in story.queries.values():
        assert "ORDER BY" in query.query
        bindings = answers_of(release)[story.key][query.name]["results"]["bindings"]
        columns = query.test["columns"]
        rows = [[row[column]["value"].removeprefix(base) for column in columns] for row in bindings]
        assert query.test["some"], query.name
        assert [row for row in query.test["some"] if row not in rows] == [], query.test["read_from"]


def test_a_release_carries_the_stories_that_it_answers(release: Release) -> None:
    assert [story.key for story in load_stories(release.site)] == [story.key for story in STORIES]
    assert {path.stem for path in (release.site.data / FOLDER).iterdir()} == answers_of(release).keys()


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("{{ high.lamp }}", "{{ low.lamp }}", "lamps.md: en: there is no query 'low'; there are high"),
        ("{{ high.lamp }}", "{{ high.colour }}", r"the query high has no column \?colour"),
        ("{{ high.lamp }}", "{{ high }}", "braces that name no value"),
        ("{{ high.lamp }}", "[{{ high.lamp }}](/lamps)", "stands in a link"),
        ("The lamp", "```chart\nlow\n```\n\nThe lamp", "there is no query 'low'"),
        ("# en", "# fr", "the story is not given in en"),
        ("```sparql high", "```sparql low", "only the head or only the text has: high, low"),
        ("---\norder", "order", "begins with a head"),
        ("order: 1\n", "", "'order' is missing"),
    ],
)
def test_a_story_that_refers_to_nothing_is_refused_by_name(
    read: Callable[[str], Story], before: str, after: str, message: str
) -> None:
    with pytest.raises(DeclarationError, match=message):
        read(LAMPS.replace(before, after, 1))


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("{{ high.height }}", "{{ high.height.2 }}", "lamps.md: the answer to high has no value height in row 2"),
        ("mode:video 12", "mode:video UNDEF", "no value height in row 1"),
        ("SELECT ?lamp", "SELEKT ?lamp", "lamps.md: the query high cannot be read"),
        ("SELECT ?lamp ?height WHERE", "CONSTRUCT { ?lamp rdf:value ?height } WHERE", "is not a SELECT"),
    ],
)
def test_a_build_fails_where_a_story_has_no_answer(
    read: Callable[[str], Story], release: Release, tmp_path: Path, before: str, after: str, message: str
) -> None:
    (tmp_path / "store").symlink_to(release.path / "store")
    write_answers([read(LAMPS)], Namespace(), tmp_path)
    assert (tmp_path / "stories.json").read_text(encoding="utf-8").count('"12"') == 1
    with pytest.raises(DeclarationError, match=message):
        write_answers([read(LAMPS.replace(before, after, 1))], Namespace(), tmp_path)
