"""The pages of stories: numbers in the reader's words, each with its answer; nothing of a text is taken for markup."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from pyoxigraph import Literal

from graph.ask.story import load_stories
from server.display.publication import reader_presenter
from server.questions.answers import Rows
from server.stories.answered_stories import stories
from server.stories.prose import Prose
from tests.server.site_pages import SitePages
from tests.this_site import LANGUAGES, SITE

STORIES = [story.key for story in load_stories(SITE)]


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", re.sub(r"<rp>.*?</rp>|<rt>.*?</rt>", "", page)))


def test_numbers_stand_in_the_prose_with_their_unit_in_the_language_of_the_reader(site_page: SitePages) -> None:
    url = "/stories/where-jet-participants-go"
    english = words_of(site_page.text(url, "en"))
    assert "the JET Programme had 5,831 people, 108 people more than the year before." in english
    assert "Hokkaido with 305 people" in english
    assert "JETプログラムの参加者は5,831人で、前の年より108人増えた。" in words_of(site_page.text(url, "ja"))
    assert "JETプログラムの 人は 5,831人でした。" in words_of(site_page.text(url, "ja-simple"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", STORIES)
def test_each_number_and_picture_leads_to_its_answer_and_its_query(
    site_page: SitePages, key: str, language: str
) -> None:
    page = site_page.text(f"/stories/{key}", language)
    targets = set(re.findall(r'href="#(answer-[a-z-]+)"', page))
    assert targets
    for target in targets:
        answer = page.partition(f'<div id="{target}">')[2].partition("</details>")[0]
        for part in ("<table", "SELECT", 'href="/sparql?query='):
            assert part in answer, target
    assert "{{" not in page
    assert 'class="picture bars"' in page
    assert len(re.findall(r'\bid="([^"]+)"', page)) == len(set(re.findall(r'\bid="([^"]+)"', page)))


def test_stories_are_reached_from_the_home_page_the_foot_and_the_questions(site_page: SitePages) -> None:
    for url in ("/", "/questions", "/find"):
        assert 'href="/stories"' in site_page.text(url, "en"), url
    index = site_page.text("/stories", "en")
    assert [key for key in STORIES if f'href="/stories/{key}"' not in index] == []


def test_html_of_a_story_and_markup_of_a_value_are_text(app: Flask) -> None:
    with app.test_request_context("/stories?lang=en"):
        app.preprocess_request()
        told = next(iter(stories().values()))
        name = next(iter(told.story.queries))
        prose = (
            f"{{{{ {name}.x }}}} <script>alert(1)</script> [go](javascript:alert(1)) ![spy](https://spy.example/a.png)"
        )
        answer = Rows(("x",), ((Literal("<b>**bold**</b> [a](/b) {{ c.d }}"),),))
        story = replace(told, story=replace(told.story, prose=dict.fromkeys(LANGUAGES, prose)), answers={name: answer})
        html = Prose(story, reader_presenter(), lambda _: "").html()
    assert "&lt;b&gt;**bold**&lt;/b&gt; [a](/b) {{ c.d }}" in html
    assert "&lt;script&gt;" in html
    for tag in ("<script", "<b>", "<img", 'href="javascript'):
        assert tag not in html
