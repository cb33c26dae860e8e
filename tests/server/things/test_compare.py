"""Local governments side by side: what an officer reads, adds up and takes along, by values read from the documents."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from server.things import compared_rows
from tests.server.site_pages import SitePages

THREE = "municipality=04100&municipality=22130&municipality=10205"
"""Sendai, Hamamatsu, Ota in Gunma."""
TEN = "&".join(f"municipality={code}" for code in range(13_000, 23_000, 1_000))
"""Tokyo and the nine prefectures after it."""
ENGLISH = {"Cookie": "lang=en"}
CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def features(client: FlaskClient, query: str = THREE) -> dict[str, dict[str, list[dict[str, object]]]]:
    data = json.loads(client.get(f"/compare.json?{query}", headers=ENGLISH).text)
    return {municipality["code"]: municipality["features"] for municipality in data["municipalities"]}


def values(client: FlaskClient, query: str = THREE) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(f"/compare.csv?{query}", headers=ENGLISH).text)))


def rows_of(page: str) -> dict[str, list[str]]:
    """The texts of the cells of each row of the page, by the heading of the row."""
    table = page[page.index('<table class="compare') : page.index("</table>")]
    rows: dict[str, list[str]] = {}
    for row in re.findall(r"<tr[^>]*>(.*?)</tr>", table, re.S):
        heading, *cells = (
            " ".join(re.sub(r"<[^>]+>", " ", re.sub(r'<a class="origin".*?</a>', "", cell, flags=re.S)).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)
        )
        if cells:
            rows[heading] = cells
    return rows


# -- the page


def test_each_value_has_its_unit_its_date_and_where_it_is_known_from(site_page: SitePages) -> None:
    """Document 002, lines 448 and on (profiles), 1682 (the walk) and 2155 (consultations online)."""
    page = site_page.text(f"/compare?{THREE}", "en")
    rows = rows_of(page)
    assert rows["population"] == [
        "1,066,362 people January 1, 2024",
        "788,985 people January 1, 2024",
        "222,518 people January 1, 2024",
    ]
    assert rows["share of foreign residents"][0] == "1.48% January 1, 2024"
    assert rows["share of consultations online"] == [
        "not stated",
        "70–80% Vietnamese · fiscal 2024 20–30% Filipino · fiscal 2024",
        "not stated",
    ]
    assert rows["walk from the city hall to Hello Work"][2] == "10 minutes about · fiscal 2024"
    body = page[page.index('<table class="compare') : page.index("</table>")]
    cells = [cell for cell in re.findall(r"<td [^>]*>(.*?)</td>", body, re.S) if "not stated" not in cell]
    assert len(cells) > 60
    for cell in cells:
        marks = cell.count('class="origin"')
        assert marks == cell.count("<div") - cell.count('class="more"'), cell


def test_languages_are_a_matrix_and_days_are_week_strips(site_page: SitePages) -> None:
    page = site_page.text(f"/compare?{THREE}", "en")
    rows = rows_of(page)
    assert rows["Spanish"] == ["not stated", "staff at a counter telephone video", "staff at a counter"]
    assert rows["Number of languages"][0].startswith("74 languages machine translation")
    assert page.count('<ul class="week">') == 3
    assert "Sat × Saturday: closed" in rows["Days"][2]


def test_an_address_stands_there_once(site_page: SitePages) -> None:
    """Hamamatsu is listed under two headings of document 003, with one address."""
    contacts = rows_of(site_page.text(f"/compare?{THREE}", "en"))["Contact points"]
    assert contacts[1].count("kokusai@city.hamamatsu.shizuoka.jp") == 1


def test_what_is_left_out_is_behind_a_link(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three web pages of Sendai: document 000, lines 124 and 125, and document 003, line 64."""
    monkeypatch.setattr(compared_rows, "_MOST", 1)
    page = client.get("/compare?municipality=04100&utm_source=short", headers=ENGLISH).text
    row = page[page.index(">Web pages</th>") :]
    link = re.search(r'<a class="more" href="([^"]+)">2 more', row[: row.index("</tr>")])
    assert link
    answer = client.get(link[1].replace("&amp;", "&"), headers=ENGLISH).text
    for name in ("International exchange of Sendai City", "Sendai living information page", "Page of those in charge"):
        assert name in answer


def test_only_what_differs_is_shown_where_that_is_asked_for(client: FlaskClient, site_page: SitePages) -> None:
    pair = "municipality=04100&municipality=22130"
    whole, short = (rows_of(site_page.text(f"/compare?{pair}{only}", "en")) for only in ("", "&only=differences"))
    assert short.items() < whole.items()
    assert all(len(set(whole[row])) == 1 for row in whole.keys() - short.keys())
    assert whole["Kind"] == ["designated city", "designated city"]
    assert "population" in short
    measures = {row["measure"] for row in values(client, f"{pair}&only=differences")}
    assert "population" in measures
    assert "Kind" not in measures
    assert client.get(f"/compare?{pair}&only=same").status_code == 400


def test_others_like_the_first_can_be_added(site_page: SitePages) -> None:
    page = site_page.text("/compare?municipality=04100", "en")
    alike = page[page.index('<details class="alike"') : page.index("</details>", page.index('class="alike"'))]
    assert "/compare?municipality=04100&amp;municipality=34100" in alike, "Hiroshima is a designated city too"
    assert re.search(r"Hiroshima.{0,200}1,178,773", alike, re.S)
    assert "Fujimino" not in alike, "a tenth of the people is not as many"


@pytest.mark.parametrize("language", ["ja", "ja-simple", "en", "vi"])
def test_the_page_is_sound_and_light(site_page: SitePages, language: str) -> None:
    page = site_page(f"/compare?{TEN}", language)
    assert not page.checked.faults
    assert page.text.count('<th scope="col">') == 10
    assert 'name="municipality" type="search"' not in page.text, "ten are all"
    assert len(page.text) < 200_000


def test_easy_japanese_has_readings_on_the_headings_of_rows(site_page: SitePages) -> None:
    page = site_page.text(f"/compare?{THREE}", "ja-simple")
    headings = re.findall(r'<th scope="row">(.*?)</th>', page, re.S)
    assert any("<rt>まどぐち</rt>" in heading for heading in headings)
    assert any("<rt>かず</rt>" in heading for heading in headings)


# -- choosing


def test_homonyms_are_told_apart_and_wrong_spellings_are_understood(client: FlaskClient) -> None:
    suggested = json.loads(client.get("/suggest?kind=municipality&q=Osaka", headers=ENGLISH).text)["suggestions"]
    assert {"Osaka (city)", "Osaka Prefecture"} <= {suggestion["label"] for suggestion in suggested}
    (sapporo, *_) = json.loads(client.get("/suggest?kind=municipality&q=Saporo", headers=ENGLISH).text)["suggestions"]
    assert sapporo["id"].endswith("/municipality/01100")


def test_a_name_is_as_good_as_a_key(client: FlaskClient) -> None:
    text = client.get("/compare?municipality=Kobe&municipality=12204&lang=en").text
    assert re.findall(r'<input type="hidden" name="municipality" value="(\d*)"', text) == ["28100", "12204"]


@pytest.mark.parametrize(
    ("name", "reason", "way"),
    [
        ("Nowhere", "Nothing that can be compared has the name", ""),
        ("Saporo", "Nothing that can be compared has the name", "municipality=12204&amp;municipality=01100"),
        ("Fukushima", "Several have the name", "municipality=12204&amp;municipality=07000"),
        ("99999", "Nothing that can be compared has the name", ""),
    ],
)
def test_a_name_that_names_not_one_thing_leads_on(client: FlaskClient, name: str, reason: str, way: str) -> None:
    query = {"municipality": ["12204", name], "lang": "en"}
    page = client.get("/compare", query_string=query)
    assert (page.headers["Cache-Control"], page.get_etag()[0]) == ("no-store", None)
    assert page.status_code == 400
    assert reason in page.text
    assert way in page.text
    assert "Funabashi" in page.text
    data = client.get("/compare.csv", query_string=query)
    assert data.status_code == 400
    assert ("no municipality" in data.text) is ("Several" not in reason)


def test_more_than_ten_are_too_many(client: FlaskClient) -> None:
    codes = "&".join(f"municipality={code:02}000" for code in range(1, 12))
    assert client.get(f"/compare?{codes}").status_code == 400


def test_a_parameter_that_is_unknown_is_an_error_that_names_those_that_there_are(client: FlaskClient) -> None:
    response = client.get("/compare?place=14100")
    assert response.status_code == 400
    assert "no parameter 'place'; there are municipality, only, lang" in response.text


def test_without_a_choice_the_page_asks_for_one(site_page: SitePages) -> None:
    text = site_page.text("/compare")
    assert text.count('name="municipality"') == 1
    assert "<table" not in text
    assert 'href="/compare?municipality=04100&amp;municipality=22130&amp;municipality=10205"' in text, "an example"
    assert "/compare?municipality=12204" in site_page.text("/doc/municipality/12204")


# -- to take along


def test_a_spreadsheet_can_add_the_numbers_up(client: FlaskClient) -> None:
    """1,066,362 + 788,985 + 222,518 and 15,781 + 28,781 + 13,533: document 002, lines 1182, 2072 and 1661."""
    rows = values(client)
    assert [*rows[0]] == ["municipality", "code", "measure", "value", "unit", "date", "document", "line"]
    people = [row for row in rows if row["measure"] == "population"]
    assert sum(int(row["value"]) for row in people) == 2_077_865
    assert sum(int(row["value"]) for row in rows if row["measure"] == "foreign residents") == 58_095
    assert {(row["unit"], row["date"], row["document"]) for row in people} == {("people", "2024-01-01", "002")}
    assert all(re.search(r"L\d+", row["line"]) for row in people)
    online = {row["measure"]: row["value"] for row in rows if row["measure"].startswith("share of consultations")}
    assert online["share of consultations online: Vietnamese, least"] == "70"
    assert online["share of consultations online: Vietnamese, most"] == "80"


def test_json_has_what_the_documents_say(client: FlaskClient) -> None:
    features_of = features(client, "municipality=12204&municipality=23211&municipality=28100")
    funabashi = features_of["12204"]
    assert [(entry["value"], entry["unit"]) for entry in funabashi["population"]] == [("648331", "people")]
    assert [entry["text"] for entry in funabashi["country"]] == ["China", "Vietnam", "Nepal"]
    assert len([entry for entry in funabashi["languages"] if entry.get("remark") == "staff at a counter"]) == 12
    assert [entry.get("remark") for entry in funabashi["days"]] == ["○"] * 5 + ["×"] * 2
    assert all(entry["records"] for entry in funabashi["days"])
    assert features_of["28100"]["population"] == [], "not stated, and so not there"


def sheet(archive: zipfile.ZipFile, number: int, strings: list[str]) -> dict[str, str | Decimal]:
    """The cells of a sheet by their addresses."""
    cells: dict[str, str | Decimal] = {}
    for cell in ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml")).iter(f"{CELL}c"):
        value = cell.findtext(f"{CELL}v") or ""
        cells[cell.attrib["r"]] = strings[int(value)] if cell.get("t") == "s" else Decimal(value or 0)
    return cells


def column(cells: Mapping[str, str | Decimal], letter: str) -> list[str | Decimal]:
    return [value for address, value in cells.items() if address.rstrip("0123456789") == letter]


def test_the_workbook_has_numbers_as_numbers_and_names_its_sources(client: FlaskClient) -> None:
    response = client.get(f"/compare.xlsx?{THREE}", headers=ENGLISH)
    assert response.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    archive = zipfile.ZipFile(io.BytesIO(response.data))
    shared = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
    strings = ["".join(item.itertext()) for item in shared.iter(f"{CELL}si")]
    beside, long, sources = (sheet(archive, number, strings) for number in (1, 2, 3))
    row = next(address[1:] for address, value in beside.items() if value == "population (people)")
    assert [beside[f"{letter}{row}"] for letter in "BCD"] == [1_066_362, 788_985, 222_518]
    assert len(column(long, "A")) == 1 + len(values(client))
    assert sum(value for value in column(long, "D") if isinstance(value, Decimal)) > 2_000_000
    assert "002" in column(sources, "A")
    assert any("/id/document/002" in str(value) for value in column(sources, "D"))
    again = client.get(f"/compare.xlsx?{THREE}&utm_source=again", headers=ENGLISH)
    assert again.data == response.data, "the same bytes each time"


def test_the_query_beside_it_finds_the_counters(client: FlaskClient, site_page: SitePages) -> None:
    text = site_page.text("/compare?municipality=12204&municipality=23211&municipality=28100", "en")
    (link,) = re.findall(r'href="(/sparql\?query=[^"]+)"', text)
    answer = json.loads(client.get(link.replace("&amp;", "&"), headers={"Accept": "application/json"}).text)
    counters = {row["counter"]["value"] for row in answer["results"]["bindings"]}
    assert "http://localhost:8000/id/service/funabashi-counter" in counters


def test_a_text_longer_than_any_name_is_not_repeated(client: FlaskClient) -> None:
    response = client.get("/compare?municipality=" + "%E3%81%82" * 2000, headers={"Accept": "text/html"})
    assert response.status_code == 400
    assert "あ" * 100 in response.text
    assert "あ" * 101 not in response.text
