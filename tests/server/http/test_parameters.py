"""Parameters that a page does not have are refused; those that links carry along are not."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.exceptions import BadRequest

from server.http.parameters import check_parameters, is_ignored, one_of, plain, whole_number


@pytest.mark.parametrize("name", ["utm_source", "utm_anything", "fbclid", "gclid", "msclkid", "ref", "_", "timeout"])
def test_what_links_and_programs_carry_along_is_ignored(name: str) -> None:
    assert is_ignored(name)
    check_parameters([name, "q"], ["q"])


@pytest.mark.parametrize("name", ["utm", "referrer", "limit", "Q", "default-graph-url", ""])
def test_any_other_parameter_is_refused_with_those_that_there_are(name: str) -> None:
    with pytest.raises(BadRequest, match="there are q, page"):
        check_parameters(["q", name], ["q", "page"])


@pytest.mark.parametrize(("value", "number"), [("", 7), ("3", 3), ("０３", 3), (" 3 ", 3)])
def test_a_number_of_any_width_is_taken_and_an_empty_one_is_the_default(value: str, number: int) -> None:
    assert whole_number({"page": value}, "page", 7) == number
    assert whole_number({}, "page", 7) == 7


@pytest.mark.parametrize("value", ["x", "0", "-1", "1.5", "1e3", "９９９９９９９９９９", "二", "51"])
def test_what_is_no_whole_number_in_the_range_is_refused(value: str) -> None:
    with pytest.raises(BadRequest, match="limit= takes a whole number from 1 to 50, not"):
        whole_number({"limit": value}, "limit", 8, 50)


def test_a_value_that_there_is_not_is_refused_with_those_there_are() -> None:
    assert [one_of({"view": value}, "view", ("list", "map")) for value in ("map", "", "ｍａｐ")] == ["map", "", "map"]
    with pytest.raises(BadRequest, match="view= has no value 'globe'; it is one of list, map"):
        one_of({"view": "globe"}, "view", ("list", "map"))


@pytest.mark.parametrize(
    ("value", "expected"), [("２０２３", "2023"), (" vi ", "vi"), ("ｖｉ", "vi"), ("神戸", "神戸")]
)
def test_a_value_of_full_width_is_that_of_half_width(value: str, expected: str) -> None:
    assert plain(value) == expected


def test_a_question_takes_a_number_of_full_width(client: FlaskClient) -> None:
    def answer(year: str) -> str:
        page = client.get("/questions/events-in-a-month", query_string={"year": year}, headers={"Accept": "text/html"})
        assert page.status_code == 200
        return page.text.partition("<table")[2].partition("</table>")[0]

    assert answer("２０２３") == answer("2023")


@pytest.mark.parametrize(
    ("one", "other"), [("神戸～", "神戸〜"), ("Ｋｏｂｅ", "kobe"), ("こうべ", "コウベ"), ("ｺｳﾍﾞ", "コウベ")]
)
def test_widths_and_dashes_make_no_difference_to_a_search(client: FlaskClient, one: str, other: str) -> None:
    def results(text: str) -> list[str]:
        page = client.get("/search", query_string={"q": text}, headers={"Accept": "text/html"}).text
        return re.findall(r'href="(/doc/[^"]+)"', page.partition("<main")[2])

    assert results(one) == results(other)
    assert len(results(one)) > 3
