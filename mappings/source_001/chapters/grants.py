"""Supported projects and who was supported."""

from __future__ import annotations

import re

from mappings.helpers.text import squeeze
from mappings.layout.flow import Cell, Flow
from mappings.source_001.builder import Builder
from mappings.source_001.dates import MONTH, read_period
from mappings.source_001.names import MUNICIPALITY, is_municipality, municipality, organisation, organisations, slug

_LEGAL_FORM = re.compile(r"[（(](?:公財|一財|特非)[）)]")


def _recipient(cell: Cell) -> tuple[str, str]:
    """The area code, or the organisation's key, of a recipient."""
    return ("", organisation(cell)) if _LEGAL_FORM.match(cell.text) else (municipality(cell), "")


def add_grant(
    builder: Builder, programme: str, title: Cell, recipient: Cell, extra: frozenset[int], **cells: str
) -> str:
    """A row of ``grants`` for one recipient. Raises ReaderError when the recipient is unknown."""
    area, body = _recipient(recipient)
    return builder.add(
        "grants",
        f"{programme}-2023-{slug(area) if area else body}",
        title.lines | recipient.lines | extra,
        programme=programme,
        title=title.text,
        recipient_printed=recipient.text,
        municipality=area,
        organisation=body,
        fiscal_year="2023",
        **cells,
    )


def add_withdrawn(builder: Builder, programme: str, proposal: str, who: Cell, extra: frozenset[int]) -> None:
    """A grant that a local government declined after it was adopted: it has no recipient. Raises ReaderError."""
    builder.add(
        "grants",
        proposal,
        who.lines | extra,
        programme=programme,
        withdrawn_by=municipality(who),
        withdrawn_by_printed=who.text,
        fiscal_year="2023",
        status="withdrawn",
    )


def read_grant_list(builder: Builder, flow: Flow, programme: str, heading: frozenset[int]) -> None:
    """A list of project titles and recipients. *heading* has the lines that name the fiscal year, if any.

    A title may run over several lines; the recipient is the last word of its last line when that is a local government,
    or stands on lines of its own, for an organisation as many as its name needs. Partners follow in brackets.
    Raises ReaderError when a title has no recipient.
    """
    at, lines, numbers = 0, flow.lines, flow.numbers
    title: list[int] = []

    def cell(indexes: list[int]) -> Cell:
        return Flow(flow.key, tuple(lines[n] for n in indexes), tuple(numbers[n] for n in indexes)).cell()

    while at < len(lines):
        head, _, last = lines[at].rpartition(" ")
        withdrawn = re.fullmatch(r"※(\S+)は採択決定後辞退", lines[at])
        if withdrawn:
            recipient = Cell(withdrawn[1], frozenset({numbers[at]}))
            proposal = f"{programme}-2023-{slug(municipality(recipient))}"
            add_withdrawn(builder, programme, proposal, recipient, heading)
            at += 1
        elif head and is_municipality(last):
            whole = cell([*title, at])
            named = Cell(whole.text.removesuffix(last).strip(), whole.lines)
            add_grant(builder, programme, named, Cell(last, frozenset({numbers[at]})), heading)
            title, at = [], at + 1
        elif title and is_municipality(lines[at]):
            grant = add_grant(builder, programme, cell(title), cell([at]), heading)
            at += 1
            if at < len(lines) and lines[at].startswith("（"):
                end = next(n for n in range(at, len(lines)) if lines[n].endswith("）"))
                partners = Flow(flow.key, lines[at : end + 1], numbers[at : end + 1])
                _add_partners(builder, grant, partners)
                at = end + 1
            title = []
        elif title and _LEGAL_FORM.match(lines[at]):
            end = at + 1
            while squeeze(cell(list(range(at, end))).text) not in organisations():
                if end == len(lines) or end - at > 2:
                    raise Flow(flow.key, lines[at:], numbers[at:]).error(
                        f"{lines[at]!r} begins no known organisation; add it to organisation_names.csv"
                    )
                end += 1
            add_grant(builder, programme, cell(title), cell(list(range(at, end))), heading)
            title, at = [], end
        else:
            if head and re.fullmatch(MUNICIPALITY, last):
                # The word looks like a recipient. If it is none, stop: it must not become a piece of the next title.
                municipality(Cell(last, frozenset({numbers[at]})))
            title.append(at)
            at += 1
    if title:
        raise Flow(flow.key, lines[title[0] :], numbers[title[0] :]).error("a project title without a recipient")


def _add_partners(builder: Builder, grant: str, flow: Flow) -> None:
    inner = flow.match(r"（(?P<names>(?:.|\n)+)）").sub("names")
    text, position = inner.text, 0
    for number, name in enumerate(re.finditer(r"[^、]+", text), 1):
        cell = inner.part(*name.span()).cell()
        area = municipality(cell) if is_municipality(cell.text) else ""
        builder.add(
            "grant_parties",
            f"{grant}-partner-{number}",
            cell.lines,
            grant=grant,
            role="partner",
            municipality=area,
            organisation="" if area else organisation(cell),
            printed=cell.text,
        )
        position = name.end()
    if position != len(text):
        raise inner.error("partners are separated by 、")


def read_disaster_grants(builder: Builder, flow: Flow, programme: str) -> None:
    """Disasters with their months, and the activity of an organisation that was supported. Raises ReaderError."""
    for row in flow.split(r"^令和\S*(?:号|地震) 令和"):
        match = row.match(
            rf"(?P<disaster>\S+) (?P<date>{MONTH})\n(?P<who>[（(][一公]財[）)].+?)における(?P<project>(?:.|\n)+)"
        )
        period = read_period(match.matched["date"], row.first)
        area, body = _recipient(match.cell("who"))
        who, project, disaster = match.cell("who"), match.cell("project"), match.cell("disaster")
        builder.add(
            "grants",
            f"{programme}-{period.start_month}-{slug(area) if area else body}",
            who.lines | project.lines | disaster.lines,
            programme=programme,
            title=f"{who.text}における{project.text}",
            recipient_printed=who.text,
            municipality=area,
            organisation=body,
            fiscal_year="2023",
            occasion=disaster.text,
            occasion_month=period.start_month,
            content=project.text,
        )
