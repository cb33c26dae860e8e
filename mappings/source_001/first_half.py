"""The first half of document 001: chapters 1 and 2, and chapter 3 up to the support of the JET Programme's hosts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mappings.helpers.lookups import read_rows
from mappings.helpers.text import squeeze
from mappings.read.document import Document, ReaderError
from mappings.read.keys import Keys
from mappings.read.reading import Reading
from mappings.source_001.build import FOLDER, Builder
from mappings.source_001.dates import DAY, read_period
from mappings.source_001.flow import Cell, Flow, Match
from mappings.source_001.names import municipality, organisation, slug
from mappings.source_001.prose import find_once, read_figures, read_publications
from mappings.source_001.sections import coexistence, cooking, dispatches, exhibitions, fairs, grants, jet_a, publicity
from mappings.source_001.sections.articles import read_magazine_and_flash, read_site_articles
from mappings.source_001.sections.common import add_figure, mode_of
from mappings.source_001.sections.seminars import Series, read_seminars

LAYOUT = FOLDER / "layout"
END = "○ 積極的なサポートによる JET プログラムの円滑な運営"
"""The heading at which the second half begins."""

_COLUMN_WORDS = (
    "実施日|開催方法|事業概要|参加者数?|国名|開催地等?|参加実績|イベント名|実施団体|テーマ食材・メニュー|招聘国・地域|招聘者数|"
    "研修名|実施ブロック名|主催団体|内容|災害名|発災時期|事業内容|団体名|事業名|受講者数|テーマ|行事名|幹事協会|ブロック名|"
    "講座名|開講方法|対象者|助成対象|助成者数|派遣先|掲載記事事例|自治体国際化フォーラム|海外事務所フラッシュ|海外|事務所|分野|"
    r"主な掲載記事|名称等|掲載自治体|（掲載媒体：新聞、雑誌、番組名等）"
)
_HEADER = re.compile(rf"(?:{_COLUMN_WORDS})(?: (?:{_COLUMN_WORDS}))*")

_LABEL = re.compile(r"＜(?:テーマ|講演\d*|派遣内容|派遣アドバイザー)＞|【(?:テーマ食材|メニュー)】")


@dataclass(frozen=True)
class Part:
    """A heading and what stands under it, up to the next heading."""

    key: str
    level: str
    heading: Cell
    flow: Flow

    @property
    def title(self) -> Cell:
        """The heading without its angle brackets."""
        return Cell(re.sub(r"[＜＞]", "", self.heading.text), self.heading.lines)


class FirstHalf:
    """Reads the parts of the first half into a builder."""

    def __init__(self, document: Document, keys: Keys) -> None:
        self.document = document
        self.builder = Builder(document, keys)
        self.end = self._find_end()
        self.parts = self._cut()
        self.also: dict[str, frozenset[int]] = {}

    def _find_end(self) -> int:
        for number in range(1, len(self.document.lines) + 1):
            if self.document.line(number).strip() == END:
                return number
        raise ReaderError("001", len(self.document.lines), f"the heading {END!r} is missing")

    def _cut(self) -> dict[str, Part]:
        """The parts by their keys. Raises ReaderError when a heading of the layout is missing or out of order."""
        rows = read_rows(LAYOUT / "parts_a.csv", ("heading", "level", "part"))
        starts: list[int] = []
        line = 0
        for row in rows:
            line = self._find(row["heading"], row["level"], line + 1)
            starts.append(line)
        parts = {}
        for row, start, stop in zip(rows, starts, [*starts[1:], self.end], strict=True):
            heading = Flow.of(self.document, start, start).cell()
            first = start if row["level"] == "prose" else start + 1
            parts[row["part"]] = Part(row["part"], row["level"], heading, Flow.of(self.document, first, stop - 1))
        parts["preamble"] = Part("preamble", "item", Cell("", frozenset()), Flow.of(self.document, 1, starts[0] - 1))
        return parts

    def _find(self, heading: str, level: str, first: int) -> int:
        for number in range(first, self.end):
            text = self.document.line(number).strip()
            if text == heading or (level == "prose" and text.startswith(heading)):
                return number
        raise ReaderError("001", first, f"the heading {heading!r} should follow; the document is laid out differently")

    def _table(self, key: str) -> Flow:
        """A table without the headers of its columns, which are repeated on each page, and without page numbers."""
        flow = self.parts[key].flow
        headers = [n for text, n in zip(flow.lines, flow.numbers, strict=True) if _HEADER.fullmatch(text)]
        self.builder.note(headers, "furniture", "column headers of a table, repeated on each page")
        pages = [n for text, n in zip(flow.lines, flow.numbers, strict=True) if re.fullmatch(r"[1-9]\d?", text)]
        self.builder.note(pages, "furniture", "page number")
        return flow.without([*headers, *pages])

    def _once(self, key: str, pattern: str) -> Match:
        """The one match of *pattern* in the running text of part *key*. Raises ReaderError."""
        flow = self.parts[key].flow
        found = list(flow.all(pattern))
        if len(found) != 1:
            raise flow.error(f"{pattern!r} should stand here once, not {len(found)} times")
        return found[0]

    def read(self) -> Reading:
        """Everything before the heading ``END``. Raises ReaderError."""
        self._headings()
        self._programmes_and_series()
        for read in (self._economy, self._coexistence, self._coexistence_people, self._jet):
            read()
        parts = {key: part.flow for key, part in self.parts.items()}
        parts |= {
            key: Flow.of(self.document, min(part.heading.lines), max((*part.heading.lines, *part.flow.numbers)))
            for key, part in self.parts.items()
            if part.heading
        }
        read_figures(self.builder, parts, LAYOUT / "figures_a.csv", self.also)
        read_publications(self.builder, parts, LAYOUT / "publications_a.csv")
        self._labels()
        self._prose()
        left = self.builder.unaccounted(1, self.end - 1)
        if left:
            raise ReaderError("001", left[0], f"nothing reads this line ({len(left)} such lines)")
        return self.builder.reading

    def _headings(self) -> None:
        for part in self.parts.values():
            if part.level in ("chapter", "group", "item", "table", "columns"):
                self.builder.note(part.heading.lines, "heading", f"heading of a {part.level}")
            if part.level in ("chapter", "group", "item") and part.heading:
                self.builder.section(min(part.heading.lines), part.heading.text)

    def _programmes_and_series(self) -> None:
        for table, columns in (
            ("programmes", ("part", "key", "name_ja", "name_en", "kind", "provider", "part_of")),
            ("event_series", ("part", "key", "name_ja", "name_en", "kind", "organiser")),
        ):
            layout = "programmes_a" if table == "programmes" else "series_a"
            for row in read_rows(LAYOUT / f"{layout}.csv", columns):
                part = self.parts[row["part"]]
                if squeeze(row["name_ja"]) not in squeeze(part.heading.text):
                    raise part.flow.error(f"{part.heading.text!r} does not name {row['name_ja']!r}")
                cells = {name: row[name] for name in columns if name not in ("part", "key")}
                self.builder.add(table, row["key"], part.heading.lines, **cells)

    # ---------------------------------------------------------------- chapter 1

    def _seminars(self) -> None:
        for key, series, office, mode in (
            ("hq-seminars", "hq-seminar", "clair", ""),
            ("ny-seminars", "ny-seminar", "clair-new-york", "online"),
            ("london-seminars", "london-seminar", "clair-london", "online"),
            ("paris-seminars", "paris-seminar", "clair-paris", "online"),
            ("singapore-seminars", "singapore-seminar", "clair-singapore", ""),
            ("sydney-seminars", "sydney-seminar", "clair-sydney", "online"),
            ("beijing-seminars", "beijing-seminar", "clair-beijing", "online"),
        ):
            title = place = Cell("", frozenset())
            if key == "singapore-seminars":
                found = self._once(
                    "singapore-seminars-text",
                    r"、(?P<title>海外経済セミナー\d{4}) を開催(?:.|\n)+?、(?P<place>東京)での現地開",
                )
                title, place = found.cell("title"), found.cell("place")
            said = self.parts[key].heading.lines
            if key == "paris-seminars":
                said = self._once("paris-seminars-text", "(?P<mode>ウェビナー)を開催").cell("mode").lines
            read_seminars(
                self.builder,
                self._table(key),
                Series(series, office, mode, min(said), title, place),
            )

    def _economy(self) -> None:
        builder = self.builder
        self._seminars()
        read_site_articles(builder, self._table("site-articles"))
        read_magazine_and_flash(builder, self._table("magazine"))
        media = self._table("publicity")
        more = self._table("publicity-continued")
        publicity.read_publicity(builder, Flow(media.key, media.lines + more.lines, media.numbers + more.numbers))
        grants.read_grant_list(builder, self._table("sales-grants"), "sales-expansion", frozenset())
        grants.read_grant_list(builder, self._table("inbound-grants"), "inbound-support", frozenset())
        dispatches.read_promotion_advisers(builder, self._table("promotion-advisers"), "promotion-adviser")
        said = self._once(
            "craft-exhibition-text",
            r"(?P<office>パリ事務所)では(?:.|\n)+?(?P<country>フランス)国内に発信(?:.|\n)+?「(?P<theme>[^」]+)」をテーマとして",
        )
        exhibitions.read_craft_exhibition(
            builder,
            self._table("craft-exhibition"),
            "craft-exhibition",
            self.parts["craft-exhibition-text"].heading,
            said.cell("office"),
            said.cell("country"),
            said.cell("theme"),
        )
        exhibitions.read_food_exhibition(
            builder, self._table("food-exhibition"), "food-exhibition", self.parts["food-exhibition-text"].heading
        )
        fairs.read_fairs(builder, self._table("fairs"), "economic-exchange-event")
        cooking.read_cooking(builder, self._table("cooking"), "cooking-event")
        self._cooking_partner()
        cooking.read_food_tours(builder, self._table("food-tours"), "food-tour")

    def _cooking_partner(self) -> None:
        cell = self._once("cooking-text", "「(?P<who>株式会社[^」]+)」と連携").cell("who")
        key = organisation(cell)
        for row in list(self.builder.reading.tables["events"]):
            if row["series"] == "cooking-event":
                self.builder.add(
                    "event_parties",
                    f"{row['key']}-{key}",
                    cell.lines,
                    event=row["key"],
                    role="partner",
                    organisation=key,
                    printed=cell.text,
                )

    # ---------------------------------------------------------------- chapter 2

    def _headquarters_channels(self) -> None:
        for number, platform, name in (("①", "facebook", "Facebook"), ("②", "x", r"X（旧 Twitter）")):
            printed = self._once("social-text", rf"^{number} (?P<name>{name})$").cell("name")
            self.builder.add(
                "channels",
                f"clair-{platform}",
                printed.lines,
                office="clair",
                platform=platform,
                printed=printed.text,
            )

    def _coexistence(self) -> None:
        builder, series = self.builder, "disaster-support-training"
        self._headquarters_channels()
        coexistence.read_online_trainings(builder, self._table("disaster-online-training"), series)
        coexistence.read_drills(builder, self._table("disaster-drill"), series, self.parts["disaster-drill"].heading)
        coexistence.read_on_site_training(builder, self._table("disaster-on-site-training"), series)
        coexistence.read_booths(builder, self._table("booths"), "external-booth", self._venues(), self._exhibitors())
        grants.read_disaster_grants(builder, self._table("disaster-grants"), "disaster-support")
        grants.read_grant_list(builder, self._table("community-grants"), "community-building", frozenset())

    def _venues(self) -> dict[str, Cell]:
        """The city of an event of others is said only in the running text, with its organiser."""
        place = self._once("booths-text", r"^(?P<place>\S+市)で開催された、(?P<who>\S+等)主催の")
        return {organisation(place.cell("who")): place.cell("place")}

    def _exhibitors(self) -> list[Cell]:
        """Whose booths the running text tells of, in the order of the events."""
        found = self.parts["booths-text"].flow.all(r"ブースを出展し、(?P<who>ク\n?レア)の")
        return [match.cell("who") for match in found]

    def _coexistence_people(self) -> None:
        builder, parts = self.builder, self.parts
        jiam = self._once("jiam-text", r"(?P<who>全国市町村国際文化研修所\(JIAM\))との\n共催").cell("who")
        total = coexistence.read_jiam_trainings(builder, self._table("jiam"), "jiam-training", jiam)
        stated, _ = find_once(parts["jiam-text"].flow, r"職員計(?P<v>\d+)名が参加")
        if stated["v"] != total.text:
            raise parts["jiam-text"].flow.error(f"{stated['v']} participants are stated, the table says {total.text}")
        self.also["jiam-participants-2023"] = total.lines
        found = self._once(
            "leaders-text",
            r"「(?P<theme>[^」]+)」をテーマとした「(?P<title>[^」]+)」を、(?P<mode>現\n地及びオンライン)で２部制",
        )
        coexistence.read_two_part_training(
            builder,
            self._table("leaders-training"),
            "leaders-training",
            found.cell("title"),
            found.cell("theme"),
            found.cell("mode"),
        )
        coexistence.read_joint_projects(
            builder, self._table("leaders-projects"), "leaders-joint-project", "leaders-project"
        )
        coexistence.read_study_meetings(builder, self._table("leaders-meeting"), "leaders-meeting")
        coexistence.read_online_skills(
            builder, self._table("online-skills"), "online-skills-training", parts["online-skills"].title
        )
        coexistence.read_study_visits(builder, self._table("study-visits"), "study-visit", parts["study-visits"].title)
        self._exchange(
            "uk-programme",
            "uk-exchange-programme",
            "gb",
            r"令和５年度に(?P<first>初めて)「(?:.|\n)+?」を(?P<audience>自治体や国際交流協会の職員等)を対象に実施し、(?P<value>\d+)名が参加した",
        )
        self._exchange(
            "australia-programme",
            "australia-exchange-programme",
            "au",
            r"(?P<audience>自治体や国際\n交流協会の職員等)を対象に、「[^」]+」を(?P<place>シドニー)で開催し、(?P<value>\d+)名が参\n加した",
        )
        self._opinion_exchange()
        self._advisers()
        coexistence.read_council_events(builder, self._table("council-events"), "council-year")
        coexistence.read_block_meetings(
            builder, self._table("block-meetings"), "block-meeting", parts["block-meetings"].heading
        )
        coexistence.read_staff_trainings(builder, self._table("association-training"), "association-training")

    def _exchange(self, part: str, series: str, country: str, stated: str) -> None:
        said = self._once(f"{part}-text", stated)
        groups = said.found.groupdict()
        place = said.cell("place") if "place" in groups else Cell("", frozenset())
        first = said.cell("first") if "first" in groups else Cell("", frozenset())
        event = coexistence.read_exchange_programme(
            self.builder, self._table(part), series, self.parts[part].title, country, place, said, first
        )
        visited = self._once(f"{part}-text", r"訪問先は、(?P<list>(?:.|\n)+?)。").sub("list")
        for found in visited.all(r"[^、]+"):
            cell = found.cell(0)
            key = organisation(cell)
            self.builder.add(
                "event_parties",
                f"{event}-{key}",
                cell.lines,
                event=event,
                role="place-visited",
                organisation=key,
                printed=cell.text,
            )

    def _opinion_exchange(self) -> None:
        found = self._once(
            "opinion-exchange",
            rf"「(?P<theme>[^」]+)」をテーマに、「(?P<title>[^」]+)」を(?P<date>{DAY})に(?P<mode>オンライン)にて開催し、"
            rf"(?P<value>\d+)\s名が参加",
        )
        period = read_period(found.found["date"], found.flow.first)
        theme, title, mode, value = (found.cell(name) for name in ("theme", "title", "mode", "value"))
        event = self.builder.add(
            "events",
            f"opinion-exchange-{period.start}",
            theme.lines | title.lines | mode.lines | found.cell("date").lines,
            kind="lecture",
            series="opinion-exchange",
            title=title.text,
            theme=theme.text,
            organiser="clair",
            mode=mode_of(self.builder, mode),
            mode_printed=mode.text,
            **period.cells(),
        )
        add_figure(self.builder, event, "attendees", value.text, value.lines, label="参加")
        views = self._once(
            "opinion-exchange", rf"(?P<label>録画視聴\n回数)：計 (?P<value>\d+) 回（(?P<date>{DAY})現在）"
        )
        as_of = read_period(views.found["date"], views.flow.first)
        add_figure(
            self.builder,
            event,
            "recording-views",
            views.found["value"],
            views.lines,
            unit="time",
            label=views.cell("label").text,
            note=f"{as_of.printed}現在",
        )

    def _advisers(self) -> None:
        builder = self.builder
        meetings = self._once(
            "advisers-text", rf"(?P<title>意見交換会)を(?P<d1>{DAY})と(?P<d2>{DAY})に(?P<mode>オンライン)で開催"
        )
        for name in ("d1", "d2"):
            period = read_period(meetings.found[name], meetings.flow.first)
            title, mode = meetings.cell("title"), meetings.cell("mode")
            builder.add(
                "events",
                f"adviser-meeting-{period.start}",
                meetings.cell(name).lines | title.lines | mode.lines,
                kind="meeting",
                title=title.text,
                organiser="clair",
                mode=mode_of(builder, mode),
                mode_printed=mode.text,
                **period.cells(),
            )
        example = self._once(
            "adviser-example",
            r"^(?P<to>\S+市)からの依頼により、「地域国際化推進アドバイザー」である(?P<who>（特非）(?:.|\n)+?東海)(?P<post>代表理事)"
            r"の(?P<name>\S+?)氏を(?P<mode>現地)派遣し、"
            r"(?P<what>「やさしい日本語」に関する職員研修会)を開\n催。(?P<value>\d+) 名が参加",
        )
        to, who, post, what, mode = (example.cell(name) for name in ("to", "who", "post", "what", "mode"))
        code = municipality(to)
        key = builder.add(
            "dispatches",
            f"regional-adviser-{slug(code)}",
            to.lines | what.lines,
            programme="regional-adviser",
            municipality=code,
            destination_printed=to.text,
            content=what.text,
        )
        builder.add(
            "dispatch_experts",
            f"{key}-expert-1",
            who.lines | post.lines,
            dispatch=key,
            organisation=organisation(who),
            organisation_printed=who.text,
            post=post.text,
        )
        builder.note(
            example.cell("name").lines, "withheld", "a person's name is withheld; the organisation and post are facts"
        )
        event = builder.add(
            "events",
            f"regional-adviser-training-{slug(code)}",
            what.lines | to.lines | mode.lines,
            kind="training",
            title=what.text,
            mode=mode_of(builder, mode),
            mode_printed=mode.text,
            municipality=code,
        )
        value = example.cell("value")
        add_figure(builder, event, "attendees", value.text, value.lines, label="参加")
        coexistence.read_adviser_counts(builder, self.parts["adviser-counts"].flow)

    # ---------------------------------------------------------------- chapter 3

    def _jet(self) -> None:
        builder, parts = self.builder, self.parts
        heading = parts["jet-overview"].heading
        date = re.search(DAY, heading.text)
        if date is None:
            raise parts["jet-overview"].flow.error("the heading says of which day the figures are")
        day = read_period(date[0], min(heading.lines)).start
        jet_a.read_jet_overview(builder, parts["jet-overview"].flow, heading, day)
        jet_a.read_jet_ranking(builder, parts["jet-ranking"].flow)
        jet_a.read_chart(builder, parts["jet-chart"].flow)
        jet_a.read_jet_trainings(builder, self._table("jet-training"), "jet-training")
        jet_a.read_jet_courses(builder, self._table("jet-courses"), "jet-course")
        jet_a.read_jet_subsidies(builder, self._table("jet-subsidies"))

    # ---------------------------------------------------------------- the rest

    def _labels(self) -> None:
        """Labels inside the cells of tables, such as ＜テーマ＞."""
        for number in range(1, self.end):
            if _LABEL.fullmatch(self.document.line(number).strip()):
                self.builder.note([number], "heading", "label inside a table cell")

    def _prose(self) -> None:
        """Running text that no record cites. Tables must have been read to their last line, so they aren't covered."""
        for part in self.parts.values():
            if part.level in ("item", "group", "chapter", "prose") or part.key in _TEXT_UNDER_TABLE_HEADINGS:
                left = [n for n in part.flow.numbers if n not in self.builder.cited and n not in self.builder.noted]
                self.builder.note(
                    left,
                    "prose",
                    "running text; what it states as figures, dates and names of its own is in records of other lines",
                )


_TEXT_UNDER_TABLE_HEADINGS = frozenset(
    {"craft-exhibition-text", "food-exhibition-text", "adviser-example", "jet-chart-note"}
)


def read_first_half(document: Document, keys: Keys) -> Reading:
    """Rows, notes and sections of the lines before the heading ``END``. Raises ReaderError."""
    return FirstHalf(document, keys).read()
