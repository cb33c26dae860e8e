from __future__ import annotations

import pytest

from mappings.helpers.lookups import LookupProblem, lookup_rows, register_rows
from mappings.helpers.organisations import legal_form, organisation_of
from mappings.helpers.text import squeeze


@pytest.mark.parametrize(
    "printed",
    [
        "財団法人自治体国際化協会（CLAIR）",
        "一般財団法人自治体国際化協会",
        "(一財)自治体国際化協会",
        "自治体国際化協会",
        "クレア",
        "Clair",
    ],
)
def test_however_it_is_printed_it_is_one_organisation(printed: str) -> None:
    assert organisation_of(printed) == "clair"


@pytest.mark.parametrize(
    ("printed", "form", "name"),
    [
        ("公益財団法人 長野県国際化協会", "public-interest-foundation", "長野県国際化協会"),
        ("（公財）滋賀県国際協会", "public-interest-foundation", "滋賀県国際協会"),
        ("（一財）静岡市国際交流協会", "general-foundation", "静岡市国際交流協会"),
        ("ＮＰＯ法人レキオウィングス", "npo", "レキオウィングス"),
        ("（特非）多文化共生リソースセンター東海", "npo", "多文化共生リソースセンター東海"),
        ("株式会社インジェスター", "company", "インジェスター"),
        ("PwC コンサルティング合同会社", "company", "PwCコンサルティング"),
        ("太田市国際交流協会", "", "太田市国際交流協会"),
    ],
)
def test_the_legal_form_is_read_apart_from_the_name(printed: str, form: str, name: str) -> None:
    assert legal_form(printed) == (form, name)


def test_an_unknown_organisation_is_an_error_that_names_the_way_out() -> None:
    with pytest.raises(LookupProblem, match=r"organisation_names\.csv"):
        organisation_of("公益財団法人どこにもない協会")


def test_every_printed_name_leads_to_one_organisation_of_the_register() -> None:
    organisations = {row["key"] for row in register_rows("organisations", ("key",))}
    seen: dict[str, str] = {}
    names = lookup_rows("organisation_names", ("printed", "organisation", "note"))
    assert names
    for row in names:
        assert row["organisation"] in organisations, row
        assert seen.setdefault(squeeze(row["printed"]).casefold(), row["organisation"]) == row["organisation"], row


def test_no_organisation_stands_in_the_register_twice() -> None:
    rows = register_rows("organisations", ("key", "name_ja"))
    names = [legal_form(row["name_ja"])[1] for row in rows]
    assert sorted(set(names)) == sorted(names)
