"""What a chart or a map draws of an answer: one column of numbers, with its name and its unit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mappings.declared import DeclarationError, in_every_language
from mappings.site_settings import Texts


@dataclass(frozen=True)
class MeasuredColumn:
    """The column *variable* of an answer, called *label* by language.

    *unit* is the key of a unit of the site, empty for a bare number. *adds_up* says whether the values of several rows
    may be added: counts of different people may, shares may not, nor counts of the same people by something else.
    """

    variable: str
    label: Texts
    unit: str
    adds_up: bool


def read_measure(raw: Mapping[str, Any], query: str, languages: Iterable[str]) -> MeasuredColumn:
    """The measure that a declaration gives as *raw*. Raises DeclarationError for a column that *query* lacks."""
    variable = str(raw["column"])
    if not re.search(rf"\?{re.escape(variable)}\b", query):
        raise DeclarationError(f"the measure is the column {variable!r}, which the query does not have")
    if not isinstance(raw["adds-up"], bool):
        raise DeclarationError("adds-up of the measure is true or false")
    label = in_every_language(raw["label"], "label of the measure", languages)
    return MeasuredColumn(variable, label, str(raw.get("unit") or ""), raw["adds-up"])
