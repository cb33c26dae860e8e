from __future__ import annotations

import pytest

from mappings.csv_source.layouts import layouts, recognise
from mappings.csv_source.values import TYPES

CURRENT_TOILETS = (
    "全国地方公共団体コード,ID,地方公共団体名,名称,名称_カナ,名称_英語,所在地_全国地方公共団体コード,町字ID,所在地_連結表記,所在地_都道府県,"
    "所在地_市区町村,所在地_町字,所在地_番地以下,建物名等(方書),設置位置,緯度,経度,高度の種別,高度の値,男性トイレ総数,利用開始時間,利用終了時間,"
    "利用可能時間特記事項,画像,画像_ライセンス,備考"
)
FACILITIES_BEFORE = (
    "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,名称,名称_カナ,名称_通称,POIコード,住所,方書,緯度,経度,電話番号,内線番号,法人番号,"
    "団体名,利用可能曜日,開始時間,終了時間,利用可能日時特記事項,説明,バリアフリー情報,URL,備考"
)
EVENTS_BEFORE = (
    "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,イベント名,イベント名_カナ,イベント名_英語,開始日,終了日,開始時間,終了時間,開始日時特記事項,"
    "説明,料金(基本),料金(詳細),連絡先名称,連絡先電話番号,連絡先内線番号,主催者,場所名称,住所,方書,緯度,経度,アクセス方法,駐車場情報,定員,"
    "参加申込終了日,参加申込終了時間,参加申込方法,URL,備考"
)
CHILD_CARE_BEFORE = (
    "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,名称,名称_カナ,種別,住所,方書,緯度,経度,アクセス方法,駐車場情報,電話番号,内線番号,"
    "FAX番号,法人番号,団体名,認可等年月日,収容定員,受入年齢,利用可能曜日,開始時間,終了時間,利用可能日時特記事項,一時預かりの有無,URL,備考"
)
SUPPORT = (
    "地方公共団体の名称,タイトル（制度名）,サブタイトル（通称名）,支援制度種別,対象者,制度概要,"
    "受付開始日,受付終了日,キーワード,URL,公開日"
)
PHYSICAL = (
    "localgov_code,id,localgov_name,name,name_kana,name_english,seat_localgov_code,choaza_id,seat_copulative_spell,"
    "seat_prefecture,seat_city,seat_choaza,seat_after_address,buillding_name_etc,set_position,latitude,longitude,"
    "advanced_classification,advanced_value"
)


@pytest.mark.parametrize(
    ("headings", "key"),
    [
        (CURRENT_TOILETS, "toilet"),
        (PHYSICAL, "toilet"),
        (FACILITIES_BEFORE, "facility"),
        (EVENTS_BEFORE, "event"),
        (CHILD_CARE_BEFORE, "childcare"),
        (SUPPORT, "support"),
    ],
)
def test_a_standard_layout_is_recognised_with_all_its_columns(headings: str, key: str) -> None:
    names = headings.split(",")
    recognised = recognise(names)
    assert recognised is not None
    assert (recognised.layout.key, recognised.count) == (key, len(names))


def test_spellings_of_published_files_are_the_same_columns() -> None:
    variants = (
        FACILITIES_BEFORE.replace("住所", "所在地_連結標記")
        .replace("方書", "建物名等（方書）")
        .replace("URL", "ＵＲＬ")
    )
    recognised = recognise([*variants.split(","), "名称_英字"])
    assert recognised is not None
    assert recognised.count == len(variants.split(",")) + 1
    column = recognised.layout.specification("所在地_連結標記", [])
    assert column is not None
    assert column["name"] == "seat_copulative_spell"


def test_the_place_of_the_list_is_that_of_the_thing_only_where_the_file_has_no_other() -> None:
    facility = next(layout for layout in layouts() if layout.key == "facility")
    alone = facility.specification("全国地方公共団体コード", ["name"])
    beside = facility.specification("全国地方公共団体コード", ["name", "seat_localgov_code"])
    assert alone is not None
    assert beside is not None
    assert "dct:spatial=area" in alone["property"]
    assert "dct:spatial=area" not in beside["property"]


def test_another_file_has_no_layout() -> None:
    assert recognise(["名称", "住所", "緯度", "経度"]) is None
    assert recognise(["id", "Name", "latitude", "longitude"]) is None


def test_every_column_of_a_layout_has_a_type_and_a_part_that_there_are() -> None:
    for layout in layouts():
        for column in layout.columns.values():
            assert column.get("type", "text") in TYPES
            assert column.get("part", "") in ("", *layout.parts)
