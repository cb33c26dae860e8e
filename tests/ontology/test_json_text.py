"""JSON with indentation is, to the byte, what the standard library writes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.json_text import indented

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
VALUES = st.recursive(SCALARS, lambda values: st.lists(values) | st.dictionaries(st.text() | st.integers(), values))


@given(VALUES)
def test_a_value_is_written_as_the_standard_library_writes_it(value: object) -> None:
    assert indented(value) == json.dumps(value, ensure_ascii=False, indent=1)


def test_letters_stay_and_tuples_are_lists() -> None:
    assert indented({"名": ("札幌\n", 1.5, True, {}, [])}) == (
        '{\n "名": [\n  "札幌\\n",\n  1.5,\n  true,\n  {},\n  []\n ]\n}'
    )


@pytest.mark.parametrize("value", [b"bytes", {"set": {1}}, [object()], {("a", "b"): 1}])
def test_what_json_cannot_hold_is_an_error(value: object) -> None:
    with pytest.raises(TypeError):
        indented(value)
