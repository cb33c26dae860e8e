"""Organisations: the legal form that is printed, what they are a part of, and what they are called."""

from __future__ import annotations

import pytest
from pyoxigraph import QuerySolutions

from graph.store import EmbeddedStore
from tests.mappings.committed import rows


@pytest.mark.parametrize(
    ("organisation", "kind", "printed"),
    [
        ("shiga-intercultural-association-for-globalization", "public-interest-foundation", "001, line 1936"),
        ("osaka-international-house-foundation", "public-interest-foundation", "001, line 1954"),
        ("kitakyushu-international-association", "public-interest-foundation", "002, line 1404"),
        ("saga-prefecture-international-relations-association", "foundation", "000, line 105"),
        ("kumamoto-international-foundation", "general-foundation", "001, line 1974"),
        ("kagoshima-international-association", "public-interest-foundation", "001, line 1979"),
        ("wakayama-international-exchange-association", "public-interest-foundation", "001, line 2112"),
        ("kyoto-city-international-association", "association", "no legal form is printed"),
    ],
)
def test_an_organisation_has_the_legal_form_that_is_printed(organisation: str, kind: str, printed: str) -> None:
    assert rows("register", "organisations")[organisation]["type"] == kind, printed


@pytest.mark.parametrize(
    ("organisation", "column", "whole"),
    [
        ("niigata-prefecture-agriculture-department", "unit_of", "15000"),
        ("niigata-prefecture-industrial-policy-division", "unit_of", "15000"),
        ("matsuyama-city-tourism-and-international-exchange-division", "unit_of", "38201"),
        ("jetro-los-angeles-export-support-platform", "part_of", "jetro"),
        ("jetaa-tokyo", "part_of", "jetaa"),
    ],
)
def test_a_department_and_an_office_say_of_what_they_are_a_part(organisation: str, column: str, whole: str) -> None:
    assert rows("register", "organisations")[organisation][column] == whole


def test_only_names_of_a_body_are_its_alternative_names(store: EmbeddedStore) -> None:
    solutions = store.query(
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX org: <http://www.w3.org/ns/org#> "
        "SELECT ?name WHERE { ?body a org:Organization ; skos:altLabel ?name }"
    )
    assert isinstance(solutions, QuerySolutions)
    names = {str(solution["name"].value) for solution in solutions}
    assert {"クレア", "JICA", "法テラス", "(公財)滋賀県国際協会", "公益財団法人神戸国際協力交流センター"} <= names
    assert names.isdisjoint(
        {"出入国在留管理庁在留支援課", "国際交流協会", "外国人市民懇話会", "関東ブロック"}
        | {
            "（公財）長野県国際化協会・長野県・中野市ほか",
            "（公財）和歌山県国際交流協会・近畿地域国際化協会連絡協議会、JICA関西",
        }
    )
