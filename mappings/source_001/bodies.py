"""Lists of the bodies that held something together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mappings.layout.filters import slug
from mappings.layout.flow import Flow
from mappings.layout.templates import Value
from mappings.source_001.names import municipality, organisation_prefix


def as_flow(value: Flow | str) -> Flow:
    """*value*, which must be what a pattern captured."""
    assert isinstance(value, Flow)
    return value


def bodies(flow: Flow, _word: str = "") -> Iterator[dict[str, Value]]:
    """The bodies of a list separated by ・ and 、: *who* it is, its *organisation* or *municipality*, its *slug*.

    *further* is the number of a body after the first. ``ほか`` ends a list that is not complete. A local government
    after one with its prefecture is in that prefecture. Raises ReaderError for an unknown body.
    """
    prefecture = ""
    for number, piece in enumerate(re.finditer(r"[^・、]+", flow.text.removesuffix("ほか"))):
        part = flow.part(*piece.span())
        further = str(number or "")
        named = organisation_prefix(part)
        if named and not named[2]:
            yield {"who": part, "organisation": named[0], "municipality": "", "slug": named[0], "further": further}
            continue
        code = municipality(part.cell(), prefecture)
        prefecture = code[:2] if code.endswith("000") else prefecture
        yield {"who": part, "organisation": "", "municipality": code, "slug": slug(code), "further": further}
