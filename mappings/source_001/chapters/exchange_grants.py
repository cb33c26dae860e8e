"""Grants and awards for international exchange and cooperation, and what local governments get them for."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mappings.helpers.lookups import lookup_rows, register_rows
from mappings.layout.flow import Cell, Flow, Match
from mappings.source_001.chapters.grants import add_withdrawn
from mappings.source_001.cursor import Cursor, lines_of, number_of, tile
from mappings.source_001.events import add_programme
from mappings.source_001.figures import agree, prose_figures
from mappings.source_001.names import is_municipality, municipality, organisation, slug

FISCAL_YEAR = "2023"
COUNTRY = "(?:{})".format(
    "|".join(
        sorted(
            {row["name_ja"] for row in register_rows("countries", ("name_ja",))}
            | {row["printed"] for row in lookup_rows("country_names", ("printed",))},
            key=len,
            reverse=True,
        )
    )
)
"""A country the way the document prints it, as a pattern."""


def add_grant(cursor: Cursor, programme: str, title: Cell, who: Cell, lines: Iterable[int] = (), **cells: str) -> str:
    """A row of ``grants``; *who* is a local government, or else an organisation of the register."""
    recipient = (
        {"municipality": municipality(who)} if is_municipality(who.text) else {"organisation": organisation(who)}
    )
    name = slug(recipient["municipality"]) if "municipality" in recipient else recipient["organisation"]
    return cursor.builder.add(
        "grants",
        f"{programme}-{name}",
        lines_of(title, who) | set(lines),
        programme=programme,
        title=title.text,
        recipient_printed=who.text,
        fiscal_year=FISCAL_YEAR,
        **recipient,
        **cells,
    )


def read_exchange_support(cursor: Cursor) -> None:
    """Grants for exchange projects: titles, recipients, partner countries; below them who withdrew."""
    cursor.section(r"４ 多様な国際交流･国際協力を支援")
    cursor.section(r"○ 国際交流・国際協力事業への支援")
    name = cursor.heading(r"（１）国際交流支援事業（助成事業）")
    stated = cursor.prose(cursor.until(r"＜国際交流支援事業支援団体一覧＞"))
    figures = prose_figures(cursor, stated, "exchange-support")
    cursor.heading(r"＜国際交流支援事業支援団体一覧＞")
    programme = add_programme(cursor, "international-exchange-support", [name])
    cursor.columns(r"事業名 団体名 交流相手国・地域名")
    flow = cursor.until(r"※.*")
    rows = tile(
        flow,
        rf"(?P<title>[^ \n][\s\S]*?)[ \n](?P<who>\S+[都道府県市町村]|\S+の島\n町)[ \n]"
        rf"(?P<countries>{COUNTRY}(?:、{COUNTRY})*)(?:、(?P<network>\S+\n(?:\S+\n)+\S+ 21 都\n市))?(?=\n|$)",
        "grants for international exchange",
    )
    agree(flow, "事業", figures["exchange-projects-supported"], len(rows))
    for row in rows:
        grant = add_grant(cursor, programme, row.cell("title"), row.cell("who"))
        _partner_countries(cursor, grant, row)
    withdrawn = cursor.until(r"（２）.*").match(r"※(?P<who>[^。]+)は(?P<status>助成採択後辞退)。")
    status = withdrawn.cell("status")
    names = list(withdrawn.sub("who").all(r"[^、]+"))
    agree(flow, "事業", figures["exchange-projects-selected"], len(rows) + len(names))
    for recipient in names:
        who = recipient.cell(0)
        proposal = f"{programme}-{slug(municipality(who))}"
        add_withdrawn(cursor.builder, programme, proposal, who, status.lines)


def _partner_countries(cursor: Cursor, grant: str, row: Match) -> None:
    for index, country in enumerate(row.sub("countries").all(COUNTRY), 1):
        cell = country.cell(0)
        cursor.builder.add(
            "grant_parties",
            f"{grant}-partner-{index}",
            cell.lines,
            grant=grant,
            role="partner",
            country=cursor.builder.country(cell),
            printed=cell.text,
        )
    if row.has("network"):
        # The partners are cities of a network, not the network itself, which the title names.
        network = row.cell("network")
        name = row.sub("network").match(r"(?P<name>[^・]+)・[\s\S]+").cell("name")
        named = row.sub("title").only(re.escape(name.text)).cell(0)
        cursor.builder.add(
            "grant_parties",
            f"{grant}-named-network",
            named.lines,
            grant=grant,
            role="named",
            organisation=organisation(named),
            printed=named.text,
        )
        cursor.builder.add(
            "grant_parties",
            f"{grant}-partner-network",
            network.lines,
            grant=grant,
            role="partner",
            printed=network.text,
        )


def read_exchange_award(cursor: Cursor) -> None:
    """The award for international exchange: winners and their partners abroad."""
    name = cursor.heading(r"（２）自治体国際交流表彰事業")
    figures = prose_figures(cursor, cursor.prose(cursor.until(r"＜.*")), "exchange-award")
    programme = add_programme(cursor, "international-exchange-award", [name])
    heading = cursor.take(r"＜第 18 回自治体国際交流表彰（総務大臣賞 2024 年）受賞団体＞")
    prize = Flow.of(cursor.document, heading, heading).match(
        r"＜(?P<award>(?P<edition>第 18 回自治体国際交流表彰)（総務大臣賞 2024 年）)受賞団体＞"
    )
    cursor.columns(r"受賞団体【総務大臣賞】 相手方自治体\(国名\)")
    flow = cursor.until(r"（３）.*")
    rows = tile(
        flow,
        r"(?P<who>公益財団法人 \S+\n\S+|\S+)[ \n](?P<partner>[^（\n]+)（(?P<country>[^）]+)）",
        "winners of the award",
    )
    agree(flow, "団体", figures["exchange-award-winners"], len(rows))
    for row in rows:
        grant = add_grant(cursor, programme, prize.cell("award"), row.cell("who"))
        partner, country_cell = row.cell("partner"), row.cell("country")
        cursor.builder.add(
            "grant_parties",
            f"{grant}-partner",
            lines_of(partner, country_cell),
            grant=grant,
            role="partner",
            country=cursor.builder.country(country_cell),
            printed=partner.text,
        )


def read_cooperation_model(cursor: Cursor) -> None:
    """Grants for model projects of international cooperation."""
    name = cursor.heading(r"（４）自治体国際協力促進事業\(モデル事業\)")
    figures = prose_figures(cursor, cursor.prose(cursor.until(r"＜.*")), "cooperation-model")
    programme = add_programme(cursor, "international-cooperation-model", [name])
    cursor.heading(r"＜自治体国際協力促進事業（モデル事業）支援団体一覧＞")
    cursor.columns(r"事業名 団体名")
    flow = cursor.until(r"＜.*")
    rows = tile(
        flow,
        r"(?P<title>[^ \n][\s\S]*?)[ \n](?P<who>\S+[都道府県市町村]|広島県神石高\n原町)(?=\n|$)",
        "model projects",
    )
    agree(flow, "事業", figures["cooperation-model-projects"], len(rows))
    for row in rows:
        grant = add_grant(cursor, programme, row.cell("title"), row.cell("who"))
        # The table has no column for a partner's country: what there is is the country that the title names.
        named = row.sub("title").only(COUNTRY).cell(0)
        cursor.builder.add(
            "grant_parties",
            f"{grant}-country-1",
            named.lines,
            grant=grant,
            role="named",
            country=cursor.builder.country(named),
            printed=named.text,
        )


def read_trainees(cursor: Cursor) -> None:
    """Trainees from abroad whom local governments took in (LGOTP)."""
    cursor.section(r"○ 国内外の自治体職員による国際協力の推進と人材ネットワークの構築")
    name = cursor.heading(r"（１）自治体職員協力交流事業（LGOTP）")
    cursor.prose(cursor.until(r"＜.*"))
    programme = add_programme(cursor, "lgotp", [name])
    cursor.heading(r"＜自治体職員協力交流事業受入状況＞")
    cursor.columns(r"自治体名 受入人数 研修生出身国等 分野")
    for part in cursor.until(r"（２）.*").split(r"^\S+[都道府県市] \d+ "):
        row = part.match(
            rf"(?P<who>\S+) (?P<count>\d+) (?P<origin>(?P<country>{COUNTRY})/(?P<region>\S+))[ \n]+(?P<field>[\s\S]+)"
        )
        who = row.cell("who")
        code = municipality(who)
        cursor.builder.add(
            "trainees",
            f"lgotp-{slug(code)}",
            row.lines,
            programme=programme,
            municipality=code,
            count=number_of(row.cell("count")),
            country=cursor.builder.country(row.cell("country")),
            region=row.cell("region").text,
            origin_printed=row.cell("origin").text,
            field=row.cell("field").text,
            fiscal_year=FISCAL_YEAR,
        )


def read_expert_dispatches(cursor: Cursor) -> None:
    """Experts of local governments who went abroad, or helped from afar."""
    name = cursor.heading(r"（２）自治体国際協力専門家派遣事業")
    cursor.prose(cursor.until(r"＜.*"))
    programme = add_programme(cursor, "cooperation-expert-dispatch", [name])
    cursor.heading(r"＜自治体国際協力専門家派遣事業＞")
    cursor.columns("専門", "分野", "派遣元", "自治体等", "派遣先国 派遣機関等", "技術協力・", "指導テーマ", "派遣形式")
    rows = tile(
        cursor.until(r"（３）.*"),
        rf"(?P<field>\S+?(?:\n住宅)?)[ \n](?P<who>\S+[県市](?:\n\S+市)?)(?P<former> OB)?[ \n]"
        rf"(?P<country>{COUNTRY})[ \n]"
        r"(?P<destination>\S+(?:\n治区)?)[ \n](?P<theme>[^ \n]+(?:\n[^ \n]{1,2})?)[ \n]"
        r"(?P<mode>(?:現地|オンライン)派遣)",
        "dispatched experts",
    )
    for row in rows:
        who = row.cell("who")
        code = municipality(who)
        mode = row.cell("mode")
        cursor.builder.add(
            "expert_dispatches",
            f"expert-{slug(code)}",
            row.lines,
            programme=programme,
            field=row.cell("field").text,
            municipality=code,
            sender_printed=f"{who.text} OB" if row.has("former") else who.text,
            former_staff="true" if row.has("former") else "",
            country=cursor.builder.country(row.cell("country")),
            destination=row.cell("destination").text,
            theme=row.cell("theme").text,
            mode="online" if mode.text.startswith("オンライン") else "on-site",
            mode_printed=mode.text,
            fiscal_year=FISCAL_YEAR,
        )
    cursor.heading(r"（３）市民国際プラザと連携した取組【P.23 一部再掲】")
    prose_figures(cursor, cursor.prose(cursor.until(r"\d+")), "plaza")
    cursor.page_number()
