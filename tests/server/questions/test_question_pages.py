"""The pages of the curated questions, as their readers get them."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from graph.ask.question import Question, load_questions
from ontology.ruby import without_ruby
from server.display.knowledge import Knowledge
from server.display.translations import with_ruby
from server.display.values import Presenter
from server.questions.headings import load_headings
from tests.server.site_pages import SitePages
from tests.this_site import LANGUAGES, LAYOUT, SITE, WORDS

QUESTIONS = load_questions(SITE)
WITH_MENUS = [
    question for question in QUESTIONS if any(parameter.kind != "number" for parameter in question.parameters)
]
RUBY = re.compile(r"<rp>.*?</rp>|<rt>.*?</rt>|</?ruby[^>]*>")
TAG = re.compile(r"<[^>]*>")


def words(page: str) -> str:
    """What a page says, without markup and readings."""
    return " ".join(html.unescape(TAG.sub(" ", RUBY.sub("", page))).split())


def options(page: str, name: str) -> list[str]:
    """The values of the menu *name*."""
    menu = re.search(rf'<select id="choose-{name}".*?</select>', page, re.DOTALL)
    assert menu, f"no menu {name}"
    return re.findall(r'<option value="([^"]*)"', menu[0])


def table(page: str) -> str:
    match = re.search(r'<section class="answer".*?</table>', page, re.DOTALL)
    assert match, "no answer"
    return match[0]


@pytest.fixture(scope="module")
def by_japanese(knowledge: Knowledge) -> dict[str, set[str]]:
    """The names that readers of English see, by each name in Japanese of the same thing."""
    names: dict[str, set[str]] = {}
    for things in knowledge.index.kinds.values():
        for thing in things:
            iri = knowledge.iri(thing)
            for name in knowledge.labels.of(iri):
                if name.language == "ja":
                    names.setdefault(name.value, set()).add(knowledge.labels.best(iri, "en").text)
    return names


def expected_names(
    question: Question, knowledge: Knowledge, by_japanese: dict[str, set[str]], language: str
) -> set[str]:
    """What a reader of *language* must find: keys of things by their names, texts and numbers as they are.

    A name in Japanese of a thing that is shown by its English name is looked up the other way round.
    """
    labels = knowledge.labels
    expected = set()
    for row in question.test["answer"]:
        for cell in row:
            kind, slash, key = cell.partition("/")
            if slash and kind in knowledge.index.kinds:
                expected.add(labels.best(knowledge.namespace.thing(kind, key), language).text)
            elif cell in by_japanese and language == "en":
                expected.add("|".join(sorted({cell, *by_japanese[cell]})))
            elif re.fullmatch(r"\d{4}(-\d\d){0,2}", cell):
                # Four digits are a year or an amount.
                amount = f"|{int(cell):,}" if len(cell) == 4 else ""
                expected.add(Presenter(knowledge, LAYOUT, language).date(cell) + amount)
            elif re.fullmatch(r"\d{5,}", cell):
                expected.add(f"{int(cell):,}")
            elif cell in ("true", "false"):
                expected.add(WORDS.catalogue(language).plain("yes" if cell == "true" else "no"))
            else:
                expected.add(cell)
    return expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("question", QUESTIONS, ids=[question.key for question in QUESTIONS])
def test_a_question_shows_its_tested_answer_to_every_reader(
    client: FlaskClient,
    knowledge: Knowledge,
    by_japanese: dict[str, set[str]],
    question: Question,
    language: str,
) -> None:
    values = {key: str(value) for key, value in question.test.get("parameters", {}).items()}
    response = client.get(f"/questions/{question.key}", query_string={**values, "lang": language})
    assert response.status_code == 200
    assert words(str(with_ruby(question.title[language]))) in words(response.text)
    answer = words(table(response.text))
    expected = expected_names(question, knowledge, by_japanese, language)
    assert expected
    for alternatives in expected:
        assert any(alternative in answer for alternative in alternatives.split("|")), alternatives


@pytest.mark.parametrize("question", WITH_MENUS, ids=[question.key for question in WITH_MENUS])
def test_a_menu_holds_only_values_that_have_an_answer(
    client: FlaskClient, site_page: SitePages, knowledge: Knowledge, question: Question
) -> None:
    page = site_page.text(f"/questions/{question.key}", "en")
    for parameter in question.parameters:
        if parameter.kind == "number":
            continue
        keys = options(page, parameter.name)
        assert keys
        assert len(keys) == len(set(keys))
        things = {thing.key for thing in knowledge.index.kinds[parameter.kind]}
        assert set(keys) <= things
        for key in dict.fromkeys((keys[0], keys[len(keys) // 2], keys[-1])):
            chosen = client.get(f"/questions/{question.key}", query_string={parameter.name: key}).text
            assert '<option value="' + key + '" selected' in re.sub(r' lang="[^"]*"', "", chosen)
            if len(question.parameters) == 1:
                assert "<tbody>" in chosen, f"{question.key} has no answer for {key}"


def test_languages_without_a_page_are_not_in_the_menu(client: FlaskClient, knowledge: Knowledge) -> None:
    keys = options(client.get("/questions/prefecture-pages-in-a-language").text, "language")
    assert {"vi", "pt", "en"} <= set(keys)
    assert len(keys) < len(knowledge.index.kinds["language"])


def test_municipalities_are_grouped_by_prefecture(client: FlaskClient) -> None:
    page = client.get("/questions/who-is-in-charge?lang=ja").text
    hyogo = re.search(r'<optgroup label="兵庫県">(.*?)</optgroup>', page, re.DOTALL)
    assert hyogo
    assert '<option value="28100" selected>神戸市</option>' in hyogo[1]
    assert "札幌市" not in hyogo[1]
    easy = client.get("/questions/who-is-in-charge?lang=ja-simple").text
    assert "神戸市（こうべし）" in easy


@pytest.mark.parametrize(
    ("key", "arguments"),
    [
        ("who-is-in-charge", {"municipality": "99999"}),
        ("who-is-in-charge", {"municipality": "28100 } DROP ALL"}),
        ("prefecture-pages-in-a-language", {"language": "<script>"}),
        ("pages-in-most-languages", {"least": "many"}),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_choice_that_cannot_be_is_400_with_the_menus_to_choose_again(
    client: FlaskClient, key: str, arguments: dict[str, str], language: str
) -> None:
    response = client.get(f"/questions/{key}", query_string={**arguments, "lang": language})
    assert (response.status_code, response.mimetype) == (400, "text/html")
    assert 'role="alert"' in response.text
    assert '<form class="ask"' in response.text
    assert "<script>" not in response.text
    assert "Traceback" not in response.text


def test_a_thing_that_the_question_has_no_answer_for_is_an_honest_empty_answer(
    client: FlaskClient, knowledge: Knowledge
) -> None:
    offered = set(options(client.get("/questions/prefecture-pages-in-a-language").text, "language"))
    other = next(thing.key for thing in knowledge.index.kinds["language"] if thing.key not in offered)
    response = client.get("/questions/prefecture-pages-in-a-language", query_string={"language": other, "lang": "en"})
    assert response.status_code == 200
    assert "state nothing about this" in response.text
    assert f'value="{other}"' in response.text


def test_an_empty_field_means_the_default(client: FlaskClient) -> None:
    page = client.get("/questions/pages-in-most-languages?least=&lang=en")
    assert page.status_code == 200
    assert 'value="10"' in page.text


def test_an_unknown_question_is_404(client: FlaskClient) -> None:
    assert client.get("/questions/nothing-of-the-kind").status_code == 404


def test_a_name_that_comes_twice_is_shown_once_and_linked(client: FlaskClient) -> None:
    page = client.get("/questions/machine-translated-sites?lang=en").text
    answer = table(page)
    assert '<a href="/doc/municipality/04000"' in answer
    # ?name repeats the name of ?municipality in Japanese: an English reader has no use for it.
    assert "宮城県" not in answer
    assert "Miyagi" in answer


def test_the_answer_downloads_as_csv_and_the_query_opens_on_the_sparql_page(client: FlaskClient) -> None:
    page = client.get("/questions/who-is-in-charge?municipality=28100&lang=en").text
    links = [html.unescape(link) for link in re.findall(r'href="(/sparql\?[^"]*)"', page)]
    csv_link = next(link for link in links if parse_qs(urlsplit(link).query).get("format") == ["csv"])
    answer = client.get(csv_link)
    assert answer.mimetype == "text/csv"
    assert "kokusai@office.city.kobe.lg.jp" in answer.text
    plain = next(link for link in links if "format" not in parse_qs(urlsplit(link).query))
    assert "VALUES ?municipality { municipality:28100 }" in parse_qs(urlsplit(plain).query)["query"][0]
    assert client.get(plain, headers={"Accept": "text/html"}).status_code == 200


MEASURED = [question for question in QUESTIONS if question.measures]


@pytest.mark.parametrize("question", MEASURED, ids=lambda question: question.key)
def test_a_question_draws_the_measure_that_it_declares(site_page: SitePages, question: Question) -> None:
    page = site_page.text(f"/questions/{question.key}", "en")
    titles = re.findall(r'<strong class="picture-title">([^<]+)</strong>', page)
    assert titles
    assert set(titles) <= {measure.label["en"] for measure in question.measures}
    if "?municipality" in question.query.partition("WHERE")[0]:
        assert len(titles) == 2, "places that are measured have a chart and a map"


def test_each_prefecture_is_one_row_and_shares_are_not_populations(site_page: SitePages) -> None:
    prefectures = site_page.text("/questions/prefectures-with-most-foreign-residents", "en")
    assert "47 rows." in prefectures
    assert prefectures.count('class="bar-row"') == prefectures.count('role="listitem"') == 47
    shares = site_page.text("/questions/share-of-foreign-residents", "en")
    values = re.findall(r'class="bar-value">([^<]+)<', shares)
    assert values[:2] == ["6.08%", "3.65%"]
    assert values == sorted(values, key=lambda value: -float(value.rstrip("%")))


def test_a_question_that_says_chart_has_one_beside_its_table(client: FlaskClient) -> None:
    page = client.get("/questions/prefectures-with-most-foreign-residents?lang=en").text
    chart = re.search(r'<figure class="picture bars".*?</figure>', page, re.DOTALL)
    assert chart
    names = re.findall(r"Tokyo|Osaka|Aichi|Kanagawa|Saitama", words(chart[0]))
    assert names == ["Tokyo", "Osaka", "Aichi", "Kanagawa", "Saitama"], "a prefecture is one bar, however many pages"
    assert "393,585" in chart[0]
    assert "<table" in page
    assert "<figure" not in client.get("/questions/council-members").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_is_a_card_below_what_it_is_read_from(client: FlaskClient, language: str) -> None:
    page = client.get(f"/questions?lang={language}").text
    for question in QUESTIONS:
        assert f'href="/questions/{question.key}"' in page
        assert str(with_ruby(question.title[language])) in page
    assert page.index("/questions/pages-about-a-topic") < page.index("/questions/who-is-in-charge")
    assert '<a href="/doc/document/003"' in page


def test_the_uri_of_a_question_leads_to_its_page(client: FlaskClient) -> None:
    response = client.get("/id/question/who-is-in-charge")
    assert response.status_code == 303
    document = client.get(response.location, headers={"Accept": "text/html"})
    assert 'href="/questions/who-is-in-charge"' in document.text


def test_every_column_of_every_question_has_a_heading_in_every_language() -> None:
    headings = load_headings(SITE)
    for question in QUESTIONS:
        selected = re.search(r"SELECT\s+(?:DISTINCT\s+)?(.*?)\s*WHERE", question.query, re.DOTALL)
        assert selected
        assert "?" in selected[1]
        aliased = re.sub(r"\((?:[^()]|\([^()]*\))*\bAS\s+(\?\w+)\s*\)", r"\1", selected[1])
        for variable in re.findall(r"\?(\w+)", aliased):
            assert variable in headings, f"{question.key}: add {variable} to site/headings.yaml"


def test_titles_of_pages_have_no_markup_of_readings(site_page: SitePages) -> None:
    for question in QUESTIONS:
        page = site_page.text(f"/questions/{question.key}", "ja-simple")
        title = re.search(r"<title>(.*?)</title>", page)
        assert title
        assert html.unescape(title[1]).startswith(without_ruby(question.title["ja-simple"]))
