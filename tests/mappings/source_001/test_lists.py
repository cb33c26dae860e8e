"""Document 001: the lists and names that Python reads."""

from __future__ import annotations

import pytest

from mappings.layout.flow import Cell, Flow
from mappings.read.document import ReaderError
from mappings.source_001.bodies import bodies
from mappings.source_001.grants import grant_list
from mappings.source_001.officers import split_division
from mappings.source_001.runs import marked
from mappings.source_001.seminars import only_talk, seminar_parts, theme
from mappings.source_001.speakers import parse_speakers, speakers


def test_speakers_are_told_from_a_title_by_known_organisations() -> None:
    listed = Flow("001", ("株式会社クリップ 代表取締役 某山 某子 氏", "Simply Native 某田 某 氏"), (1, 2))
    speakers = parse_speakers(listed)
    assert speakers is not None
    assert [(s.organisation, s.post.cell().text) for s in speakers] == [("clip", "代表取締役"), ("simply-native", "")]
    assert parse_speakers(Flow("001", ("ナニカ商会 代表 某山 某子 氏",), (1,))) is None
    assert parse_speakers(Flow("001", ("伝統工芸品の輸出について",), (1,))) is None


DIVISIONS = [
    ("総合政策部 国際局 国際課長", ["総合政策部", "国際局", "国際課"], "課長"),
    ("総合企画局 国際交流・共生推進室長", ["総合企画局", "国際交流・共生推進室"], "室長"),
    ("営業戦略部 国際渉外チーム チームリーダー", ["営業戦略部", "国際渉外チーム"], "チームリーダー"),
    ("文化観光局 交流推進担当課長", ["文化観光局"], "交流推進担当課長"),
    ("環境生活部 ダイバーシティ社会推進課 副課長兼班長", ["環境生活部", "ダイバーシティ社会推進課"], "副課長兼班長"),
    ("地域交流部 多文化共生さが推進課副課長", ["地域交流部", "多文化共生さが推進課"], "副課長"),
    ("文化生活部 文化国際課企画監（国際交流担当）", ["文化生活部", "文化国際課"], "企画監（国際交流担当）"),
]


@pytest.mark.parametrize(("printed", "levels", "post"), DIVISIONS)
def test_a_division_is_cut_from_the_post(printed: str, levels: list[str], post: str) -> None:
    assert split_division(Cell(printed, frozenset({1}))) == (levels, post)


def test_a_speaker_of_an_unknown_organisation_is_an_error_at_its_line() -> None:
    with pytest.raises(ReaderError, match="line 7: .*add the organisation to the register"):
        list(speakers(Flow("001", ("ナニカ商会 代表 某山 某子 氏",), (7,))))


def test_a_seminar_has_a_theme_or_talks() -> None:
    talk = Flow("001", ("＜講演＞", "輸出について", "株式会社クリップ 代表取締役 某山 某子 氏"), (1, 2, 3))
    (part,) = seminar_parts(talk)
    assert part["talk"] == "1"
    assert (theme(talk, ""), only_talk(talk, "")) == ("", Flow("001", ("輸出について",), (2,)))
    with pytest.raises(ReaderError, match="begins with a theme or a talk"):
        list(seminar_parts(Flow("001", ("輸出について",), (2,))))


def test_a_title_ends_before_the_recipient() -> None:
    listed = Flow(
        "001", ("川の", "事業 長野県", "山の事業", "神戸市", "（堺市）", "※千葉県は採択決定後辞退"), (1, 2, 3, 4, 5, 6)
    )
    read = [
        {name: value.text if isinstance(value, Flow) else value for name, value in item.items()}
        for item in grant_list(listed)
    ]
    assert [(item["title"], item["who"], item["partners"], item["withdrawn"]) for item in read] == [
        ("川の\n事業", "長野県", "", ""),
        ("山の事業", "神戸市", "（堺市）", ""),
        ("", "", "", "千葉県"),
    ]
    with pytest.raises(ReaderError, match="line 1: a project title without a recipient"):
        list(grant_list(Flow("001", ("川の事業",), (1,))))


def test_a_town_after_its_prefecture_is_in_it() -> None:
    listed = list(bodies(Flow("001", ("長野県・中野市ほか",), (1,))))
    assert [(body["municipality"], body["further"]) for body in listed] == [("20000", ""), ("20211", "1")]


def test_marks_count_up_from_one() -> None:
    assert len(marked(Flow("001", ("①東京", "②大阪"), (1, 2)))) == 2
    with pytest.raises(ReaderError, match="do not count up"):
        marked(Flow("001", ("①東京", "③大阪"), (1, 2)))
