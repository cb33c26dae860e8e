"""What document 001 adds to the words of a layout."""

from __future__ import annotations

from mappings.helpers.lookups import lookup_rows, register_rows
from mappings.layout.reading import Library


def _countries() -> str:
    """A country the way the document prints it, as a pattern."""
    names = {row["name_ja"] for row in register_rows("countries", ("name_ja",))}
    names |= {row["printed"] for row in lookup_rows("country_names", ("printed",))}
    return "|".join(sorted(names, key=len, reverse=True))


def library() -> Library:
    """The patterns, filters and list readers of the chapters."""
    return Library(patterns={"COUNTRY": _countries()})
