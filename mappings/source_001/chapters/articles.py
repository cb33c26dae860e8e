"""Titles of articles: on the web site, in the magazine and in the news flashes of the overseas offices."""

from __future__ import annotations

import re
from functools import cache

from mappings.helpers.gazetteer import gazetteer
from mappings.helpers.lookups import read_rows
from mappings.layout.flow import Cell, Flow
from mappings.source_001.builder import Builder
from mappings.source_001.dates import DAY, read_period
from mappings.source_001.folder import FOLDER

_FIELD = r"^(?P<field>インバウンド|海外販路開拓)$"
_ISSUE = re.compile(r"（(?P<printed>(?P<month>\d{4}[ \n]*年[ \n]*\d+[ \n]*月)号)）\Z")
_PLACE = re.compile(r"＝(?P<place>[^＝」]+)\Z")
_REGION = re.compile(r"\A(?P<place>南(?P<country>仏)\S+?州)で")


def _add(builder: Builder, key: str, cell: Cell, **cells: str) -> str:
    lines = cell.lines | frozenset(map(int, cells.pop("extra_lines", "").split()))
    article = builder.add("articles", key, lines, title=cell.text, **cells)
    named = [(match.code, match.printed) for match in gazetteer().find(cell.text)]
    named += [(row["municipality"], row["printed"]) for row in _short_names() if row["phrase"] in cell.text]
    for code, printed in named:
        if not code:
            raise ambiguous_name(cell, printed)
        builder.add(
            "article_municipalities",
            f"{article}-{code}",
            cell.lines,
            article=article,
            municipality=code,
            printed=printed,
        )
    return article


@cache
def _short_names() -> tuple[dict[str, str], ...]:
    """Local governments that titles name without 県, 市 …: the printed name, and the phrase in which it counts."""
    return read_rows(FOLDER / "lookups" / "short_names_in_titles.csv", ("phrase", "printed", "municipality"))


def ambiguous_name(cell: Cell, printed: str) -> Exception:
    """The error for a name in a title that may be several local governments."""
    return Flow("001", (cell.text,), (min(cell.lines),)).error(f"{printed!r} may be several local governments")


def read_site_articles(builder: Builder, flow: Flow) -> None:
    """Articles of the web site: with date and title. Raises ReaderError for another shape."""
    for row in flow.split(rf"^{DAY}"):
        match = row.match(rf"(?P<date>{DAY})[ \n]+(?P<title>(?:.|\n)+)")
        period = read_period(match.matched["date"], row.first)
        title = match.cell("title")
        _add(
            builder,
            f"site-{period.start}",
            title,
            channel="clair-website",
            date_printed=period.printed,
            date=period.start,
            extra_lines=" ".join(map(str, match.cell("date").lines)),
        )


def read_magazine_and_flash(builder: Builder, flow: Flow) -> None:
    """Titles under two fields, in two columns: magazine articles end with their issue, flashes mostly with a place.

    The flattened page gives the whole left column of a field first. Raises ReaderError when a magazine article
    follows a flash.
    """
    for part in flow.split(_FIELD):
        match = part.match(rf"{_FIELD}\n(?P<items>(?:.|\n)+)")
        field = match.cell("field")
        flashes = 0
        for number, item in enumerate(match.sub("items").split("^・"), 1):
            titled = item.match(r"・(?P<title>(?:.|\n)+)").sub("title")
            issue = _ISSUE.search(titled.text)
            name = {"インバウンド": "inbound", "海外販路開拓": "sales"}[field.text]
            if issue:
                if flashes:
                    raise item.error("a magazine article after a news flash: the columns are mixed")
                _add(
                    builder,
                    f"forum-{name}-{number}",
                    titled.part(0, issue.start()).cell(),
                    channel="forum",
                    field=field.text,
                    date_printed=re.sub(r"\s", "", issue["printed"]),
                    extra_lines=" ".join(map(str, field.lines | titled.lines_of(*issue.span()))),
                )
                continue
            flashes += 1
            title = _flash_title(titled)
            place = _PLACE.search(title.text) or _REGION.match(title.text)
            printed = place["place"] if place else ""
            country = place["country"] if place and place.re is _REGION else printed.split("・")[0]
            _add(
                builder,
                f"flash-{name}-{flashes}",
                title,
                channel="flash",
                field=field.text,
                place_printed=printed,
                country=builder.country(Cell(country, title.lines)),
                extra_lines=" ".join(map(str, field.lines)),
            )


def _flash_title(flow: Flow) -> Cell:
    """A title joined over its lines; a wide capital after a wide small letter begins a new word."""
    text = flow.cell().text if len(flow.lines) < 2 else ""
    if not text:
        joined = flow.lines[0]
        for line in flow.lines[1:]:
            space = re.search(r"[ａ-ｚ]\Z", joined) and re.match(r"[Ａ-Ｚ]", line)
            joined += (" " if space else "") + line
        text = joined
    return Cell(text, frozenset(flow.numbers))
