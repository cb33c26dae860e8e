"""The mail magazine, the flash of the overseas offices and the monthly magazine, issue by issue."""

from __future__ import annotations

from mappings.helpers.gazetteer import gazetteer
from mappings.layout.flow import Cell, Flow, Match
from mappings.source_001.cursor import Cursor, fiscal_period, lines_of, number_of, tile
from mappings.source_001.figures import agree, prose_figures
from mappings.source_001.names import organisation

_END = r"(?=\n|$)"


def read_magazines(cursor: Cursor) -> None:
    """From the information of the headquarters to the web site and social media."""
    cursor.section(r"５ 自治体のニーズに応える情報の収集･発信を強化")
    cursor.section(r"○ 様々な媒体・海外セミナーを活用した情報発信")
    cursor.heading(r"（１）本部における情報発信")
    cursor.prose(cursor.until(r"① .*"), "describes the media; their issues are in the tables below")
    _mail_magazine(cursor)
    _flash(cursor)
    _forum(cursor)
    _own_channels(cursor)


def _publication(cursor: Cursor, key: str, title: str, kind: str, lines: list[int]) -> str:
    return cursor.builder.add("publications", key, lines, title=title, kind=kind, publisher="clair")


def _issue(cursor: Cursor, publication: str, key: str, row: Match, month: Cell, cover: Cell | None = None) -> None:
    title = row.cell("title")
    cells = [title, month] + ([cover] if cover else [])
    lines = lines_of(*cells)
    counts = {}
    for column, group in (("number", "number"), ("article_count", "count")):
        if group in row.matched.re.groupindex:
            cell = row.cell(group)
            counts[column] = number_of(cell)
            lines |= cell.lines
    issue = cursor.builder.add(
        "magazine_issues",
        key,
        lines,
        publication=publication,
        title=title.text,
        month_printed="".join(month.text.split()),
        month=fiscal_period(month).start_month,
        cover="".join(cover.text.split()) if cover else "",
        **counts,
    )
    for match in gazetteer().find(title.text):
        if not match.code:
            raise row.flow.error(f"{match.printed} may be several local governments", row.matched.start())
        cursor.builder.add(
            "magazine_issue_municipalities",
            f"{issue}-{match.code}",
            title.lines,
            issue=issue,
            municipality=match.code,
        )


def _mail_magazine(cursor: Cursor) -> None:
    name = cursor.heading(r"① メールマガジン")
    stated = prose_figures(cursor, cursor.prose(cursor.until(r"＜.*")), "mail-magazine")
    caption = cursor.heading(r"＜メールマガジン一覧＞")
    publication = _publication(cursor, "clair-mail-magazine", "メールマガジン", "mail-magazine", [name, caption])
    cursor.columns(r"VOL 配信月 主な記事の内容 記事数")
    flow = cursor.until(r"② .*")
    rows = tile(
        flow,
        rf"(?P<number>\d{{3}}) (?P<month>\d+ ?月)[ \n](?P<title>[\s\S]+?)[ \n](?P<count>\d+ ?本){_END}",
        "issues of the mail magazine",
    )
    for row in rows:
        _issue(cursor, publication, f"{publication}-{row.matched['number']}", row, row.cell("month"))
    agree(flow, "回", stated["mail-magazine-issues"], len(rows))
    _agree_articles(flow, stated["mail-magazine-articles"], rows)


def _flash(cursor: Cursor) -> None:
    name = cursor.heading(r"② クレア海外事務所フラッシュ")
    described = cursor.prose(cursor.until(r"＜.*"))
    stated = prose_figures(cursor, described, "flash")
    caption = cursor.heading(r"＜「クレア海外事務所フラッシュ」一覧＞")
    publication = _publication(cursor, "clair-flash", "クレア海外事務所フラッシュ", "web-column", [name, caption])
    carried = described.only(r"(?P<outlet>iJAMP)（(?P<company>[^）]+)）において")
    outlet, company = carried.cell("outlet"), carried.cell("company")
    cursor.builder.add(
        "publication_outlets",
        f"{publication}-{outlet.text.casefold()}",
        lines_of(outlet, company),
        publication=publication,
        outlet=outlet.text,
        organisation=organisation(company),
    )
    cursor.columns(r"発行月 主な記事の内容 記事数")
    flow = cursor.until(r"③ .*")
    rows = tile(
        flow,
        rf"(?:(?P<month>\d+ ?月)[ \n])?(?P<title>[\s\S]+?)[ \n](?P<count>\d+ ?本){_END}",
        "issues of the flash",
    )
    month = Cell("", frozenset())
    counts: dict[str, int] = {}
    for row in rows:
        month = row.cell("month") or month
        month_iso = fiscal_period(month).start_month
        counts[month_iso] = counts.get(month_iso, 0) + 1
        _issue(cursor, publication, f"{publication}-{month_iso}-{counts[month_iso]}", row, month)
    agree(flow, "回", stated["flash-issues"], len(rows))
    _agree_articles(flow, stated["flash-articles"], rows)


def _forum(cursor: Cursor) -> None:
    name = cursor.heading(r"③ 自治体国際化フォーラム")
    prose_figures(cursor, cursor.prose(cursor.until(r"＜.*")), "forum")
    caption = cursor.heading(r"＜「自治体国際化フォーラム」の特集一覧＞")
    publication = _publication(
        cursor, "jichitai-kokusaika-forum", "自治体国際化フォーラム", "magazine", [name, caption]
    )
    cursor.columns(r"No. 発行月 特集テーマ")
    for row in tile(
        cursor.until(r"④ .*"),
        r"(?P<number>\d{3})\n(?P<cover>\d+ ?月号)\n(?P<month>\d+ ?月) (?P<title>[^\n]+)",
        "issues of the magazine",
    ):
        key = f"{publication}-{row.matched['number']}"
        _issue(cursor, publication, key, row, row.cell("month"), row.cell("cover"))


def _own_channels(cursor: Cursor) -> None:
    """The web site and the social medium of the headquarters that the text names."""
    cursor.heading(r"④ ホームページ及び SNS")
    flow = cursor.prose(cursor.until(r"（２）.*"))
    for platform, pattern in (("website", r"(?P<name>ホームページ)では"), ("facebook", r"(?P<name>Facebook) 等の SNS")):
        name = flow.only(pattern).cell("name")
        cursor.builder.add(
            "channels", f"clair-{platform}", name.lines, office="clair", platform=platform, printed=name.text
        )


def _agree_articles(flow: Flow, stated: str, rows: list[Match]) -> None:
    agree(flow, "articles", stated, sum(int(number_of(row.cell("count"))) for row in rows))
