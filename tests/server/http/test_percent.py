"""A percent-encoded text is decoded as the standard library does, only faster."""

from __future__ import annotations

from urllib.parse import quote, unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.http.percent import percent_decoded


@given(st.binary(max_size=60), st.sampled_from(["", "=", "~_.- =\t"]))
def test_what_was_encoded_comes_back(data: bytes, safe: str) -> None:
    assert percent_decoded(quote(data, safe=safe)) == data


@given(st.text("%0Aaf=+ \n\r\t_é", max_size=30))
def test_any_text_is_read_as_the_library_reads_it(text: str) -> None:
    assert percent_decoded(text) == unquote_to_bytes(text.replace("+", " "))


@pytest.mark.parametrize(
    ("text", "data"),
    [("a%20b+c", b"a b c"), ("100%", b"100%"), ("%zz", b"%zz"), ("=3D", b"=3D"), ("%3D3D", b"=3D"), ("%%20", b"% ")],
)
def test_signs_of_the_encoding_itself(text: str, data: bytes) -> None:
    assert percent_decoded(text) == data
