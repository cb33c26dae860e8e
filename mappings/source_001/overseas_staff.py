"""The table of the overseas offices' staff: one blank separates its cells, so that two in a row are an empty cell."""

from __future__ import annotations

import re

from mappings.helpers.lookups import read_rows
from mappings.helpers.text import nfkc
from mappings.layout.filters import lookup
from mappings.layout.flow import Flow
from mappings.layout.outline import Part
from mappings.layout.verbs import Run
from mappings.read.document import ReaderError
from mappings.source_001.folder import LOOKUPS

POST_KEYS = {
    "所長": "director",
    "次長・上席調査役": "deputy",
    "調査役": "researcher",
    "所長補佐": "assistant",
    "駐在員": "resident",
    "現地職員": "local",
    "計": "total",
}


def read_overseas_staff(run: Run, part: Part) -> None:
    """The figures of the table. Raises ReaderError for a row of another shape, and for a total that is no sum."""
    builder, above = run.builder, run.parts["overseas-staff"]
    staff = builder.find("figures", "overseas-staff")
    assert staff is not None
    head = part.body.numbers[0]
    offices = f"(?:{'|'.join(row['printed'] for row in read_rows(LOOKUPS / 'offices.csv'))})"
    header = Flow.of(builder.document, head, head)
    header.match(rf"海外事務所(?: {offices})+")
    columns = [match.cell(0) for match in header.all(rf"(?<= ){offices}(?= |$)")]
    sums = [0] * len(columns)
    for number in part.body.numbers[1:]:
        label, cells = _matrix_row(run, number, len(columns))
        values = [int(nfkc(cell)) if cell else 0 for cell in cells]
        if label == "計":
            if values != sums or sum(sums) != int(staff["value"]):
                raise ReaderError(part.body.key, number, "the totals are not the sums of the rows above")
        else:
            sums = [a + b for a, b in zip(sums, values, strict=True)]
        for column, cell in zip(columns, cells, strict=True):
            if cell:
                office = lookup(LOOKUPS, column.text, "offices")
                builder.add(
                    "figures",
                    f"overseas-staff-{office.removeprefix('clair-')}-{POST_KEYS[label]}",
                    [number, head, above.first],
                    measure="overseas-staff-by-post",
                    label_ja="海外事務所職員数（職別）",
                    label_en="Staff of the overseas offices by post",
                    value=nfkc(cell),
                    unit="person",
                    date=staff["date"],
                    organisation=office,
                    item=label,
                    printed=cell,
                )


def _matrix_row(run: Run, number: int, width: int) -> tuple[str, list[str]]:
    text = run.builder.document.line(number).lstrip()
    match = re.match(r"(?P<label>所 +長|\S+)(?P<cells>(?: ?[\d]*)+)\Z", text)
    if match is None or re.sub(r"\s", "", match["label"]) not in POST_KEYS:
        raise ReaderError(run.builder.document.key, number, "not a row of the table of overseas staff")
    cells = match["cells"][1:].split(" ")
    while len(cells) > width and not cells[-1]:
        cells.pop()
    if len(cells) != width:
        raise ReaderError(run.builder.document.key, number, f"{len(cells)} cells, the table has {width} columns")
    return re.sub(r"\s", "", match["label"]), cells
