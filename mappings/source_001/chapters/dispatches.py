"""Advisers that were dispatched: when, to whom, for what, and from which organisation."""

from __future__ import annotations

from mappings.layout.flow import Flow
from mappings.source_001.builder import Builder
from mappings.source_001.dates import PERIOD, read_period, span
from mappings.source_001.names import municipality, slug
from mappings.source_001.speakers import WITHHELD, parse_speakers

_ROW = (
    rf"(?P<dates>{PERIOD}(?:\n{PERIOD})*)[ \n](?P<destination>[^＜]+?)\n＜派遣内容＞\n(?P<content>[^＜]+?)"
    r"\n＜派遣アドバイザー＞\n(?P<experts>(?:.+ 氏(?:\n|\Z))+)"
)


def read_promotion_advisers(builder: Builder, flow: Flow, programme: str) -> None:
    """The rows of the table. Raises ReaderError when something stands between two rows, or an adviser is unknown."""
    text, position = flow.text, 0
    for match in flow.all(_ROW):
        if text[position : match.matched.start()].strip():
            break
        position = match.matched.end()
        periods = [(read_period(date.matched[0], flow.first), date.lines) for date in match.sub("dates").all(PERIOD)]
        destination, content = match.cell("destination"), match.cell("content")
        area = municipality(destination)
        lines = destination.lines | content.lines | match.cell("dates").lines
        overall = span([period for period, _ in periods])
        key = builder.add(
            "dispatches",
            f"{programme}-{slug(area)}-{overall['start']}",
            lines,
            programme=programme,
            municipality=area,
            destination_printed=destination.text,
            content=content.text,
            date_printed=overall["date_printed"],
            start=overall["start"],
            end=overall["end"],
        )
        for number, (period, where) in enumerate(periods, 1):
            builder.add(
                "dispatch_dates",
                f"{key}-{number}",
                where,
                dispatch=key,
                date_printed=period.printed,
                start=period.start,
                end=period.end,
            )
        experts = match.sub("experts")
        standings = parse_speakers(experts)
        if standings is None:
            raise experts.error(
                "advisers are printed as organisation, post and name; add the organisation to the register"
            )
        for number, standing in enumerate(standings, 1):
            builder.add(
                "dispatch_experts",
                f"{key}-expert-{number}",
                standing.lines,
                dispatch=key,
                organisation=standing.organisation,
                organisation_printed=standing.printed.text,
                post=standing.post.text,
            )
            builder.note(standing.name_lines, "withheld", WITHHELD)
    if text[position:].strip():
        raise flow.error("unknown shape of a dispatch", position)
