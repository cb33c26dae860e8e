"""Document 003: links, addresses and names in one cell."""

from __future__ import annotations

import pytest

from mappings.source_003.bodies import ResponsibleBody, bodies
from mappings.source_003.cells import CellProblem, EmailAddress, Name, PrintedLink, addresses, links, names


def test_a_number_a_bullet_or_a_label_before_a_link_is_its_marker_and_a_name_after_it_its_label() -> None:
    cell = '① <a href="http://a.example/">http://a.example/</a> ② <a href="http://b.example/?x=1&amp;y=2">http://b.example/?x=1&amp;y=2</a>'
    assert links(cell) == [PrintedLink("http://a.example/", "", "①"), PrintedLink("http://b.example/?x=1&y=2", "", "②")]
    assert links('<p>○ <a href="http://a.example/">http://a.example/</a></p>') == [
        PrintedLink("http://a.example/", "", "○")
    ]
    assert links('<a href="http://a.example/">http://a.example/</a> ( Some Association )') == [
        PrintedLink("http://a.example/", "", "", "Some Association")
    ]
    assert links('<a href="http://a.example">a.example</a>') == [PrintedLink("http://a.example", "a.example")]
    both = '<a href="http://a.example/">http://a.example/</a> ( <a href="http://b.example/">http://b.example/</a> )'
    assert [link.marker for link in links(both)] == ["", "( )"]


@pytest.mark.parametrize(
    "cell",
    [
        "http://bare.example/",
        '<a href="http://a.example/">http://other.example/</a>',
        '<a href="ftp://a.example/">ftp://a.example/</a>',
        '(1) (2) <a href="http://a.example/">http://a.example/</a>',
        '<a href="http://a.example/">http://a.example/</a> (3)',
        '( <a href="http://a.example/">http://a.example/</a>',
        "( Label Without Link )",
    ],
)
def test_a_cell_that_is_no_list_of_links_is_refused(cell: str) -> None:
    with pytest.raises(CellProblem):
        links(cell)


def test_a_space_inside_an_address_is_kept_and_words_before_one_are_its_marker() -> None:
    assert addresses("kikaku- kokusai@city.example.jp") == [EmailAddress("kikaku- kokusai@city.example.jp")]
    assert addresses("a@x.example b@y.example") == [EmailAddress("a@x.example"), EmailAddress("b@y.example")]
    assert addresses("[2]a@x.example") == [EmailAddress("a@x.example", "[2]")]
    assert addresses("Some Division a@x.example") == [EmailAddress("a@x.example", "Some Division")]
    with pytest.raises(CellProblem, match="not an e-mail address: 'and more'"):
        addresses("a@x.example and more")


def test_names_are_split_at_numbers_bullets_and_notes_only() -> None:
    assert names("1) A Division 2) B Division") == [Name("A Division", "1)"), Name("B Division", "2)")]
    assert names("(1)A Division ※Some Foundation (2) B Division") == [
        Name("A Division", "(1)"),
        Name("Some Foundation", "※"),
        Name("B Division", "(2)"),
    ]
    assert names("観光・国際交流部国際課") == [Name("観光・国際交流部国際課")]
    with pytest.raises(CellProblem, match="before the first number"):
        names("A Division (1) B Division")
    with pytest.raises(CellProblem, match="nothing follows"):
        names("(1) A Division (2)")


def test_a_body_is_an_organisation_of_the_register_or_a_division() -> None:
    (division,) = bodies("International Department, Office of the Mayor")
    assert division == ResponsibleBody("International Department, Office of the Mayor")
    first, second = bodies("International Policy Division (Kitakyushu International Association)")
    assert (first.organisation, second.organisation) == ("", "kitakyushu-international-association")
    with pytest.raises(CellProblem, match="neither a division nor an organisation"):
        bodies("Somebody or Other")
    with pytest.raises(CellProblem, match="in parentheses"):
        bodies("International Division (whatever)")
