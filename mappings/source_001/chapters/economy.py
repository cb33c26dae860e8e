"""Chapter 1, support of economic activities abroad: which reader reads which part."""

from __future__ import annotations

import re

from mappings.layout.flow import EMPTY, Cell, Flow
from mappings.read.document import Document, ReaderError
from mappings.source_001.chapters.articles import read_magazine_and_flash, read_site_articles
from mappings.source_001.chapters.cooking import read_cooking, read_food_tours
from mappings.source_001.chapters.dispatches import read_promotion_advisers
from mappings.source_001.chapters.exhibitions import read_craft_exhibition, read_food_exhibition
from mappings.source_001.chapters.fairs import read_fairs
from mappings.source_001.chapters.grants import read_grant_list
from mappings.source_001.chapters.publicity import read_publicity
from mappings.source_001.chapters.seminars import Series, read_seminars
from mappings.source_001.names import organisation
from mappings.source_001.outline import Outline


def read_economy(outline: Outline) -> None:
    """The rows of the chapter. Raises ReaderError."""
    builder = outline.builder
    _seminars(outline)
    read_site_articles(builder, outline.table("site-articles"))
    read_magazine_and_flash(builder, outline.table("magazine"))
    media = outline.table("publicity")
    continued = outline.table("publicity-continued")
    read_publicity(builder, Flow(media.key, media.lines + continued.lines, media.numbers + continued.numbers))
    read_grant_list(builder, outline.table("sales-grants"), "sales-expansion", frozenset())
    read_grant_list(builder, outline.table("inbound-grants"), "inbound-support", frozenset())
    read_promotion_advisers(builder, outline.table("promotion-advisers"), "promotion-adviser")
    exhibition = outline.once(
        "craft-exhibition-text",
        r"(?P<office>パリ事務所)では(?:.|\n)+?(?P<country>フランス)国内に発信(?:.|\n)+?「(?P<theme>[^」]+)」をテーマとして",
    )
    read_craft_exhibition(
        builder,
        outline.table("craft-exhibition"),
        "craft-exhibition",
        outline.parts["craft-exhibition-text"].heading,
        exhibition.cell("office"),
        exhibition.cell("country"),
        exhibition.cell("theme"),
    )
    read_food_exhibition(
        builder, outline.table("food-exhibition"), "food-exhibition", outline.parts["food-exhibition-text"].heading
    )
    read_fairs(builder, outline.table("fairs"), "economic-exchange-event")
    read_cooking(builder, outline.table("cooking"), "cooking-event")
    _cooking_partner(outline)
    invited = outline.once("cooking-text", r"、(?P<who>日本の食文化等に関心を寄せる海外の消費者等)を日本各地へ招聘")
    read_food_tours(builder, outline.table("food-tours"), "food-tour", invited.cell("who"))


def _audience_of_the_offices(document: Document) -> Cell:
    """For whom the overseas offices hold their online seminars, as chapter 5 says of all of them.

    Raises ReaderError when it does not.
    """
    for number, line in enumerate(document.lines, 1):
        match = re.fullmatch(r"④ (?P<who>.+)を対象としたオンラインによるセミナー等の実施", line.strip())
        if match:
            return Cell(match["who"], frozenset({number}))
    raise ReaderError("001", len(document.lines), "nothing says for whom the online seminars of the offices are")


def _seminars(outline: Outline) -> None:
    for_whom = _audience_of_the_offices(outline.document)
    for key, series, office, mode in (
        ("hq-seminars", "hq-seminar", "clair", ""),
        ("ny-seminars", "ny-seminar", "clair-new-york", "online"),
        ("london-seminars", "london-seminar", "clair-london", "online"),
        ("paris-seminars", "paris-seminar", "clair-paris", "online"),
        ("singapore-seminars", "singapore-seminar", "clair-singapore", ""),
        ("sydney-seminars", "sydney-seminar", "clair-sydney", "online"),
        ("beijing-seminars", "beijing-seminar", "clair-beijing", "online"),
    ):
        title = place = EMPTY
        audience = EMPTY if office == "clair" else for_whom
        if key == "singapore-seminars":
            sentence = outline.once(
                "singapore-seminars-text",
                r"、(?P<title>海外経済セミナー\d{4}) を開催(?:.|\n)+?、(?P<place>東京)での現地開",
            )
            title, place = sentence.cell("title"), sentence.cell("place")
        mode_lines = outline.parts[key].heading.lines
        if key == "paris-seminars":
            sentence = outline.once(
                "paris-seminars-text", "(?P<who>主に日本の自治体職員)を対象とする(?P<mode>ウェビナー)を開催"
            )
            mode_lines, audience = sentence.cell("mode").lines, sentence.cell("who")
        if key == "sydney-seminars":
            audience = outline.once("sydney-seminars-text", "、(?P<who>日本の自治体関係者)向けに").cell("who")
        read_seminars(
            outline.builder,
            outline.table(key),
            Series(series, office, mode, min(mode_lines), title, place, audience),
        )


def _cooking_partner(outline: Outline) -> None:
    cell = outline.once("cooking-text", "「(?P<who>株式会社[^」]+)」と連携").cell("who")
    key = organisation(cell)
    for row in list(outline.builder.reading.tables["events"]):
        if row["series"] == "cooking-event":
            outline.builder.add(
                "event_parties",
                f"{row['key']}-{key}",
                cell.lines,
                event=row["key"],
                role="partner",
                organisation=key,
                printed=cell.text,
            )
