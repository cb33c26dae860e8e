"""The counts are true and agree with the query; an item without a stated value counts as neither yes nor no."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from mappings.declared import DeclarationError
from server.finder.declaration import FILE, KIND, NOT_STATED, load_declaration
from server.finder.finder import Finder
from server.finder.index import bits
from server.finder.state import State, make_state, with_value, without_value
from tests.this_site import SITE, with_file

Make = Callable[..., State]
Items = Callable[[State], set[str]]
Table = Callable[[str, str], list[dict[str, str]]]
Query = Callable[[str], list[list[str]]]


def random_states(finder: Finder, number: int) -> list[State]:
    """States that a reader could reach: each value chosen still leaves something, or is one of the facet's own."""
    chance = random.Random(number)
    states = []
    for _ in range(number):
        state = State()
        for facet in chance.sample(finder.declared.facets, chance.randint(1, 3)):
            counts = [count.key for count in finder.index.counts(state, facet.name) if count.count]
            for key in chance.sample(counts, min(len(counts), chance.randint(1, 2))):
                state = with_value(finder.declared, finder.index, state, facet.name, key)
        states.append(state)
    return states


def test_vietnamese_on_saturday_is_what_the_tables_say(state: Make, keys_of: Items, table: Table) -> None:
    speaking = {row["counter"] for row in table("source_002", "counter_languages") if row["language"] == "vi"}
    open_then = {
        row["counter"]
        for row in table("source_002", "counter_days")
        if row["weekday"] == "saturday" and row["open"] == "true"
    }
    assert keys_of(state(language="vi", day="saturday")) == speaking & open_then
    assert "nagano-consultation-centre" in speaking & open_then


def test_a_language_and_a_mode_must_hold_together(state: Make, keys_of: Items) -> None:
    """Sendai has staff who speak Vietnamese, and interpreting by telephone in languages it does not name."""
    assert "sendai-multicultural-centre" in keys_of(state(language="vi"))
    assert "sendai-multicultural-centre" in keys_of(state(mode="telephone"))
    assert "sendai-multicultural-centre" not in keys_of(state(language="vi", mode="telephone"))
    assert "hamamatsu-counter" in keys_of(state(language="es", mode="telephone"))


def test_days_stated_of_a_language_come_before_those_of_the_counter(state: Make, keys_of: Items) -> None:
    """In Hiroshima the counter is open on Mondays, but Filipino is spoken on Fridays and some Wednesdays."""
    assert "hiroshima-aki-counter" in keys_of(state(language="fil", day="friday"))
    assert "hiroshima-aki-counter" in keys_of(state(language="zh", day="monday"))
    assert "hiroshima-aki-counter" not in keys_of(state(language="fil", day="monday"))


def test_a_closed_day_and_an_unknown_one_differ(state: Make, keys_of: Items) -> None:
    closed, unknown = "funabashi-counter", "sapporo-counter"
    assert {closed, unknown} & keys_of(state(day="sunday")) == set()
    not_stated = keys_of(state(day=NOT_STATED, kind="counter"))
    assert unknown in not_stated
    assert closed not in not_stated


def test_a_broader_value_holds_the_narrower_ones(state: Make, keys_of: Items) -> None:
    hokkaido, sapporo = keys_of(state(place="01000")), keys_of(state(place="01100"))
    assert sapporo < hokkaido
    assert keys_of(state(government="01000")) < hokkaido
    assert keys_of(state(language="zh-Hant")) <= keys_of(state(language="zh"))


def test_a_narrower_value_takes_the_place_of_its_broader_one(state: Make) -> None:
    assert state(place=["01000", "01100"]) == state(place="01100")


@pytest.mark.parametrize("number", range(12))
def test_the_query_of_a_state_finds_the_same(finder: Finder, asked: Items, items_of: Items, number: int) -> None:
    state = random_states(finder, 12)[number]
    assert asked(state) == items_of(state), state.query_string()


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"language": ["vi", NOT_STATED], "kind": ["counter"]},
        {"day": [NOT_STATED, "sunday"], "mode": ["video"]},
        {"language": [NOT_STATED], "mode": [NOT_STATED], "place": ["13000"]},
        {"language": ["fil"], "day": ["monday"], "kind": ["counter", "service"]},
        {"operator": [NOT_STATED], "channel": ["telephone"]},
    ],
)
def test_the_query_agrees_on_what_is_not_stated(
    state: Make, asked: Items, items_of: Items, chosen: dict[str, list[str]]
) -> None:
    chosen_state = state(**chosen)
    assert asked(chosen_state) == items_of(chosen_state)


@pytest.mark.parametrize(
    "text",
    [
        "札幌",
        "ガイド",
        "がいど",
        "GUIDE consultation",
        "ＳＡＫＵＲＡ",
        "Ohsaka",
        "hukuoka",
        "がいd",
        'a"b',
        "\\",
        "%",
        "} UNION {",
    ],
)
def test_the_query_finds_the_same_words(state: Make, asked: Items, items_of: Items, text: str) -> None:
    made = state(text=text, kind=["counter", "page", "publication"])
    assert asked(made) == items_of(made)


def test_words_are_found_in_any_script_width_and_spelling(state: Make, keys_of: Items) -> None:
    assert keys_of(state(text="ガイド")) == keys_of(state(text="ｶﾞｲﾄﾞ")) != set()
    assert keys_of(state(text="ガイド")) <= keys_of(state(text="ガイd"))
    assert keys_of(state(text="Osaka")) == keys_of(state(text="Ohsaka")) == keys_of(state(text="Oosaka")) != set()
    assert keys_of(state(text="Fukuoka")) == keys_of(state(text="hukuoka")) != set()
    assert "minamisoma-sakura" in keys_of(state(text="sakura"))


@pytest.mark.parametrize("number", range(4))
def test_a_count_is_the_number_of_items_that_choosing_it_would_leave(
    finder: Finder, items_of: Items, number: int
) -> None:
    state = [State(), *random_states(finder, 3)][number]
    assert finder.declared.facets
    for facet in finder.declared.facets:
        others = State(tuple((name, keys) for name, keys in state.chosen if name != facet.name), state.text)
        counts = finder.index.counts(state, facet.name)
        assert counts, facet.name
        for count in counts:
            chosen = {name: list(keys) for name, keys in others.chosen} | {facet.name: [count.key]}
            alone = make_state(finder.declared, finder.index, chosen, state.text)[0]
            assert count.count == len(items_of(alone)), (facet.name, count.key)


def test_counts_by_kind_are_those_of_the_graph(finder: Finder, query: Query) -> None:
    counts = {count.key: count.count for count in finder.index.counts(State(), KIND)}
    counters = query("SELECT DISTINCT ?x WHERE { ?x a <http://localhost:8000/ontology#ConsultationCounter> }")
    assert counts["counter"] == len(counters)
    assert counts["counter"] >= 57
    assert NOT_STATED not in counts


def test_the_query_reads_on_its_own(finder: Finder, state: Make) -> None:
    text = finder.query(state(language="vi", day="saturday"), "en")
    assert text.startswith("PREFIX ")
    assert "# language: vi" in text
    assert "<http://localhost:8000/id/weekday/saturday>" in text
    assert not re.search(r"\?value\b", text), "variables of the declaration are renamed"


def test_taking_a_value_away_widens_again(state: Make) -> None:
    made = state(language=["vi", "en"], day="saturday")
    assert without_value(made, "day", "saturday") == state(language=["vi", "en"])
    assert without_value(without_value(made, "language", "vi"), "language", "en") == state(day="saturday")


def test_bits_are_numbered_from_the_lowest() -> None:
    assert list(bits(0)) == []
    assert list(bits(0b10110)) == [1, 2, 4]
    assert list(bits(1 << 5000 | 1)) == [0, 5000]


@pytest.mark.parametrize(
    ("change", "broken_text"),
    [
        ("label: {ja: 場所, ja-simple: ところ, en: Place}", "label: {ja: 場所, en: Place}"),
        ("  municipality: place", "  municipality: plaice"),
        ("menus: [language, day", "menus: [language, date"),
        ("reader: language", "reader: tongue"),
        ("{language: pt, kind: counter}", "{language: pt, kinds: counter}"),
        ("expand: selected", "expand: sometimes"),
    ],
)
def test_a_declaration_that_does_not_hold_is_refused(tmp_path: Path, change: str, broken_text: str) -> None:
    whole = (SITE.data / FILE).read_text(encoding="utf-8")
    assert change in whole
    broken = with_file(tmp_path, FILE, whole.replace(change, broken_text, 1))
    with pytest.raises(DeclarationError, match=FILE):
        load_declaration(broken)
