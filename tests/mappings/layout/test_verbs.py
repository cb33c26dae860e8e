"""The verbs of a layout on made-up text: what they give, and how they stop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mappings.layout.flow import Flow
from mappings.layout.outline import Part
from mappings.layout.reading import Library
from mappings.layout.templates import LayoutProblem, Value
from mappings.layout.verbs import Run
from mappings.read.document import ReaderError
from tests.mappings.layout.reading import read_text

VISITS = "＜訪問＞\n東市 ３名\n西\n市 ４名"
TABLES = {"visits": "place people note", "guests": "visit name"}
ROWS = "- heading: ＜訪問＞\n- rows: '{place:\\S+(?:\\n市)?} {people:NUMBER}名'\n"
VISIT = "visits: {key: 'visit-{n}', place: '{place}', people: '{people|plain}'}"


def rows(text: str, chapter: str, table: str = "visits") -> list[tuple[str, ...]]:
    """The cells of *table* without those that are empty."""
    reading = read_text(text, chapter, TABLES)
    return [tuple(cell for cell in row.values() if cell) for row in reading.tables[table]]


def test_rows_cite_the_lines_of_what_their_cells_take() -> None:
    assert rows(VISITS, f"{ROWS}  {VISIT}") == [("visit-1", "東市", "3", "2"), ("visit-2", "西市", "4", "3-4")]


def test_rows_may_be_cut_where_they_begin() -> None:
    cut = "- heading: ＜訪問＞\n- start: ^東|^西\n"
    chapter = f"{cut}  rows: ['東市 {{people:NUMBER}}名', '{{place:西\\n市}} {{people:NUMBER}}名']\n"
    assert [row[0] for row in rows(VISITS, f"{chapter}  {VISIT}")] == ["visit-1", "visit-2"]


def test_a_merged_cell_holds_for_the_rows_below() -> None:
    text = "＜訪問＞\n東市 ３名\n４名"
    chapter = "- heading: ＜訪問＞\n- rows: '(?:{place:\\S+市} )?{people:NUMBER}名'\n  carry: place\n"
    assert rows(text, f"{chapter}  {VISIT}") == [("visit-1", "東市", "3", "2"), ("visit-2", "東市", "4", "2-3")]


def test_a_list_in_a_row_gives_rows_of_its_own() -> None:
    text = "＜訪問＞\n東市 甲、乙"
    chapter = (
        "- heading: ＜訪問＞\n- whole: '{place:WORD} {names:ALL}'\n  visits: {key: visit, place: '{place}'}\n"
        "  then: [{in: names, each: '{name:[^、]+}', guests: {key: '{visits}-{n}', visit: '{visits}', name: '{name}'}}]"
    )
    assert rows(text, chapter, "guests") == [("visit-1", "visit", "甲", "2"), ("visit-2", "visit", "乙", "2")]


def test_a_step_is_left_out_where_nothing_was_captured() -> None:
    text = "＜訪問＞\n東市 中止\n西市 ４名"
    chapter = (
        "- heading: ＜訪問＞\n- rows: '{place:WORD} (?:{people:NUMBER}名|{off:中止})'\n  visits:\n"
        "    - {when: people, key: 'held-{n}', place: '{place}'}\n"
        "    - {unless: people, key: 'off-{n}', place: '{place}', note: '{off}'}"
    )
    assert [row[0] for row in rows(text, chapter)] == ["off-1", "held-2"]


def test_two_patterns_of_running_text_are_one_fact_wherever_their_lines_are_broken() -> None:
    text = "＜訪問＞\n訪問先は東\n市、参加者\nは計３\n名。"
    chapter = "- heading: ＜訪問＞\n  prose: true\n- one: ['訪問先は{place:東市}', '計{people:NUMBER}名']\n"
    assert rows(text, f"{chapter}  {VISIT.replace('{n}', '1')}") == [("visit-1", "東市", "3", "2-4")]


def test_words_of_a_lookup_file_and_rows_read_before_can_be_gone_through(tmp_path: Path) -> None:
    (tmp_path / "known.csv").write_text("word,name\n甲,kou\n丙,hei\n", encoding="utf-8")
    chapter = (
        "- heading: ＜訪問＞\n  key: guests-of-honour\n"
        "- {words: known, guests: {key: '{name}', name: '{word}', lines: match}}\n"
        "- {for: {guests: {name: 甲}},"
        "   visits: {key: 'of-{guests}', note: '{.name}', cite: guests-of-honour.heading}}"
    )
    reading = read_text("＜訪問＞\n甲、乙", chapter, TABLES, lookups=tmp_path)
    assert [row["key"] for row in reading.tables["guests"]] == ["kou"]
    assert [(row["key"], row["note"], row["lines"]) for row in reading.tables["visits"]] == [("of-kou", "甲", "1")]


def test_a_source_reads_lists_and_sections_of_its_own() -> None:
    def names(flow: Flow, separator: str) -> Iterator[dict[str, Value]]:
        yield from ({"name": flow.part(*span)} for span in ((0, 1), (2, 3)) if separator)

    def section(run: Run, part: Part) -> None:
        run.builder.note(part.body.numbers, "furniture", "a picture")

    chapter = (
        "- heading: ＜訪問＞\n- {list: 'names:、', guests: {key: 'g-{n}', name: '{name}'}}\n"
        "- {heading: ＜絵＞, odd: picture}"
    )
    library = Library(listers={"names": names}, odd={"picture": section})
    reading = read_text("＜訪問＞\n甲、乙\n＜絵＞\n○", chapter, TABLES, library=library)
    assert [row["name"] for row in reading.tables["guests"]] == ["甲", "乙"]
    assert ("furniture", "a picture") in {(note.status, note.reason) for note in reading.notes}


def test_every_line_has_a_reason_that_the_layout_gives() -> None:
    shared = {
        "heads": {
            "preamble": {"rest": "title"},
            "chapter": {"reason": "heading of a chapter", "section": True, "drop": {"\\d+": "furniture: page number"}},
            "opening": {"opens": True, "rest": "running text"},
        },
        "marks": {"※.+": "prose: remark"},
    }
    chapter = "- {chapter: '１ 訪問', columns: 市 人数}\n- {opening: また、, note: {}}"
    reading = read_text("報告\n１ 訪問\n市 人数\n29\n※注\nまた、次のとおり。", chapter, {}, shared)
    assert sorted((note.line, note.status, note.reason) for note in reading.notes) == [
        (1, "prose", "title"),
        (2, "heading", "heading of a chapter"),
        (3, "heading", "headings of the table's columns"),
        (4, "furniture", "page number"),
        (5, "prose", "remark"),
        (6, "prose", "running text"),
    ]
    assert [(section.first_line, section.title) for section in reading.sections] == [(2, "１ 訪問")]


def test_a_fact_that_is_printed_twice_is_one_row() -> None:
    chapter = "- heading: ＜訪問＞\n- rows: '{place:WORD}'\n  visits: {key: east, place: '{place}', again: true}"
    assert rows("＜訪問＞\n東市\n東市", chapter) == [("east", "東市", "2 3")]
    with pytest.raises(ReaderError, match="line 3: table visits: east is above, with another place"):
        rows("＜訪問＞\n東市\n西市", chapter)


BROKEN_TEXT = [
    (
        "a row of another shape",
        "東市 ３名",
        "東市 三名",
        "line 2: made-up.yaml step 2: expected a row like .* '東市 三",
    ),
    ("a row too few", "東市 ３名\n", "", "line 1: .* the text says 2, but the rows are 1"),
    ("a sum", "計７名", "計８名", "line 5: .* the text says 8, but .* adds up to 7"),
    ("a heading that is missing", "＜訪問＞（２回", "訪問（２回", "line 1: the heading '＜訪問＞.* should follow"),
    ("a line that nothing reads", "計７名", "計７名\n雨天", "line 6: section total: nothing reads '雨天' .1 such"),
]
CHECKED = f"""
- heading: ＜訪問＞（{{times:\\d}}回）
- rows: '{{place:[^計 ]+}} {{people:NUMBER}}名'
  check: [count: '{{times|plain}}', {{sum: '{{people|plain}}', is: '{{total.total|plain}}'}}]
  {VISIT}
- heading: 計{{total:NUMBER}}名
  key: total
"""


@pytest.mark.parametrize(("kind", "old", "new", "message"), BROKEN_TEXT, ids=[kind for kind, *_ in BROKEN_TEXT])
def test_text_of_another_shape_is_an_error_at_its_line(kind: str, old: str, new: str, message: str) -> None:
    text = "＜訪問＞（２回）\n東市 ３名\n\n西市 ４名\n計７名"
    assert len(rows(text, CHECKED)) == 2
    assert old in text
    with pytest.raises(ReaderError, match=message):
        rows(text.replace(old, new), CHECKED)


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ("one: '{place:北市}'", "line 2: .* expected '{place:北市}' once from here on, not 0 times"),
        ("one: '{people:NUMBER}名'", "line 4: .* once from here on, not 2 times"),
        ("whole: '{place:東市}'", "line 2: .* expected '{place:東市}', but the text reads '東市 ３名"),
        ("{start: ^西, rows: '{place:ALL}'}", "line 2: a row should begin here"),
        ("{one: '{place:東市}', visits: {key: a, place: '{place|date|start}'}}", None),
        ("{one: '{place:東市}', visits: {key: a, place: '{place|start}'}}", "line 2: .* step 2, visits: '東市'"),
        ("{one: '{place:東市}', check: [same: ['{place}', 西市]]}", "line 2: .* the text says 東市, but 西市 is 西市"),
        ("{each: '{p:NUMBER}名', check: [{add: ['{p|plain}', '1'], is: '4'}]}", "the text says 4, but .* is 5"),
        ("{each: '{p:NUMBER}名', check: [{distinct: '{p}', is: '1'}]}", "the text says 1, but of {p} there are 2"),
        (
            "{each: '{p:NUMBER}名', visits: {key: a, people: '{p|plain}'}}",
            "line 4: table visits: the key a is given",
        ),
        ("{one: '{place:東市}', visits: {key: a, places: '{place}'}}", "line 2: table visits has no column places"),
    ],
)
def test_a_step_that_does_not_fit_the_text_is_an_error_at_its_line(step: str, message: str | None) -> None:
    step = step if step.startswith("{") else f"{{{step}}}"
    expected = (ReaderError, message) if message else (LayoutProblem, "there is no filter 'date'; there are body")
    with pytest.raises(expected[0], match=expected[1]):
        rows(VISITS, f"- heading: ＜訪問＞\n- {step}")


FAULTS = [
    ("- {heding: ＜訪問＞}", "step 1: 'heding' is neither a word of a step nor a table; did you mean 'heading'"),
    ("- {heading: ＜訪問＞, visit: {key: a}}", "'visit' is neither a word of a step nor a table; did you mean 'vi"),
    ("- {rows: a, one: b}", "step 1: rows and one in one step; make it two"),
    ("- 12", "step 1: 12 is not a mapping of words"),
    ("- {heading: ＜訪問＞, visits: 3}", "visits is given 3, not a mapping of cells"),
    ("- {heading: ＜訪問＞, visits: {place: a}}", "a row of visits has no key"),
    ("- {heading: ＜訪問＞, visits: {key: a, place: b}}", "visits: a row cites no line; name a capture under `cite`"),
    ("- {heading: ＜訪問＞, visits: {key: a, place: '{who}'}}", "visits: nothing captures {who}"),
    ("- {heading: ＜訪問＞, visits: {key: a, place: 'x{heading|period}'}}", "'＜訪問＞'"),
    ("- {heading: ＜訪問＞}\n- {one: '{x:DAYS}{DAYS}'}", "step 2: pattern .* no pattern is named DAYS"),
    ("- {heading: '＜{x:DAY＞'}", "step 1 .* a brace is not closed"),
    ("- {heading: ＜訪問＞}\n- {each: '{visits:.}'}", "step 2: visits is the name of a table; call"),
    ("- {heading: ＜訪問＞, odd: mine}", "there is no section reader 'mine'"),
    ("- {heading: ＜訪問＞}\n- {list: mine}", "there is no list reader 'mine'"),
    ("- {heading: ＜訪問＞}\n- {for: {visits: {place: 東市}}}", "no row is like"),
    ("- {heading: ＜訪問＞, note: {heading: gone}}", "'gone' is not `status: reason`"),
    ("- {heading: ＜訪問＞, check: [total: 3]}", "is not a check; write {count: N}"),
]


@pytest.mark.parametrize(("chapter", "message"), FAULTS, ids=[message for _, message in FAULTS])
def test_a_faulty_layout_is_named_by_file_and_step(chapter: str, message: str) -> None:
    with pytest.raises((LayoutProblem, ReaderError), match=f"made-up.yaml step .*{message}|made-up.yaml {message}"):
        rows(VISITS, chapter)


def test_headings_of_columns_are_as_declared_and_two_sections_have_two_keys() -> None:
    with pytest.raises(ReaderError, match="line 2: made-up.yaml step 1 .*: expected the columns '市 人数'"):
        rows(VISITS, "- {heading: ＜訪問＞, columns: 市 人数}")
    with pytest.raises(ReaderError, match="line 2: .*two sections have the key 'a'; give this another"):
        rows("＜訪問＞\n＜訪問＞", "- {heading: ＜訪問＞, key: a}\n- {heading: ＜訪問＞, key: a}")


def test_a_kind_of_heading_has_no_name_that_means_something_else() -> None:
    with pytest.raises(LayoutProblem, match="layout.yaml: rows cannot be a kind of heading"):
        read_text("", "[]", TABLES, {"heads": {"rows": {}}})
