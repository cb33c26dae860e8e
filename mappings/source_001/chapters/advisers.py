"""Advisers for regional internationalisation: meetings, one dispatch as an example, and counts of dispatches."""

from __future__ import annotations

from mappings.layout.flow import Flow
from mappings.source_001.builder import Builder
from mappings.source_001.cells import add_figure, mode_of
from mappings.source_001.dates import DAY, read_period
from mappings.source_001.names import municipality, organisation, slug
from mappings.source_001.outline import Outline

_CATEGORIES = ("easy-japanese", "disaster-support", "multicultural-subtotal", "other", "total")
_DESTINATIONS = {
    "都道府県": "prefectures",
    "市区町村": "municipalities",
    "地域国際化協会": "regional-international-associations",
    "市町村国際交流協会": "municipal-international-associations",
    "合計": "total",
}


def read_adviser_counts(builder: Builder, flow: Flow) -> None:
    """Dispatches of advisers by destination and field of work; in brackets those online. Sums are checked."""
    match = flow.match(
        r"(?P<head>業務区分\n派遣先\n多文化共生\nその他 合計\nやさしい日本語\n災害時の\n外国人支援\n小計)"
        r"\n(?P<rows>(?:.|\n)+?)\n(?P<note>※.+)"
    )
    head = match.sub("head").numbers
    builder.note(head[:2], "heading", "axes of the table of dispatches")
    lines = match.sub("head").lines
    columns = {
        "easy-japanese": ({head[2], head[4]}, f"{lines[2]} {lines[4]}"),
        "disaster-support": ({head[2], head[5], head[6]}, f"{lines[2]} {lines[5]}{lines[6]}"),
        "multicultural-subtotal": ({head[2], head[7]}, f"{lines[2]} {lines[7]}"),
        "other": ({head[3]}, lines[3].split(" ")[0]),
        "total": ({head[3]}, lines[3].split(" ")[1]),
    }
    sums = dict.fromkeys(_CATEGORIES, 0)
    for row in match.sub("rows").split(r"^\D+ "):
        cells = row.match(
            r"(?P<who>\D+) " + " ".join(rf"(?P<c{n}>\d+)(?:\((?P<o{n}>\d+)\))?" for n in range(len(_CATEGORIES)))
        )
        who = cells.cell("who")
        if who.text not in _DESTINATIONS:
            raise row.error(f"{who.text!r} is not a kind of destination")
        values = {name: int(cells.matched[f"c{n}"]) for n, name in enumerate(_CATEGORIES)}
        if values["easy-japanese"] + values["disaster-support"] != values["multicultural-subtotal"]:
            raise row.error("the two fields do not add up to their subtotal")
        if values["multicultural-subtotal"] + values["other"] != values["total"]:
            raise row.error("the fields do not add up to the total")
        for number, name in enumerate(_CATEGORIES):
            if who.text == "合計" and values[name] != sums[name]:
                raise row.error(f"the destinations do not add up to the total {values[name]}")
            sums[name] += values[name]
            online = cells.matched[f"o{number}"]
            builder.add(
                "adviser_dispatch_counts",
                f"{_DESTINATIONS[who.text]}-{name}",
                who.lines | columns[name][0] | (match.cell("note").lines if online else frozenset()),
                destination=_DESTINATIONS[who.text],
                destination_printed=who.text,
                category=name,
                category_printed=columns[name][1],
                count=str(values[name]),
                online=str(int(online)) if online else "",
                fiscal_year="2023",
            )
    builder.note(match.cell("note").lines, "prose", "says what the other fields are and what the brackets mean")


def read_adviser_meetings(outline: Outline) -> None:
    """The meetings of advisers that the running text names. Raises ReaderError."""
    builder = outline.builder
    meetings = outline.once(
        "advisers-text", rf"(?P<title>意見交換会)を(?P<d1>{DAY})と(?P<d2>{DAY})に(?P<mode>オンライン)で開催"
    )
    for name in ("d1", "d2"):
        period = read_period(meetings.matched[name], meetings.flow.first)
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


def read_example_dispatch(outline: Outline) -> None:
    """The dispatch and training of one adviser that the text gives as an example. Raises ReaderError."""
    builder = outline.builder
    example = outline.once(
        "adviser-example",
        r"^(?P<to>\S+市)からの依頼により、「地域国際化推進アドバイザー」である(?P<who>（特非）(?:.|\n)+?東海)(?P<post>代表理事)"
        r"の(?P<name>\S+?)氏を(?P<mode>現地)派遣し、"
        r"(?P<content>「やさしい日本語」に関する職員研修会)を開\n催。(?P<value>\d+) 名が参加",
    )
    to, who, post, content, mode = (example.cell(name) for name in ("to", "who", "post", "content", "mode"))
    code = municipality(to)
    key = builder.add(
        "dispatches",
        f"regional-adviser-{slug(code)}",
        to.lines | content.lines,
        programme="regional-adviser",
        municipality=code,
        destination_printed=to.text,
        content=content.text,
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
        content.lines | to.lines | mode.lines,
        kind="training",
        dispatch=key,
        title=content.text,
        mode=mode_of(builder, mode),
        mode_printed=mode.text,
        municipality=code,
    )
    value = example.cell("value")
    add_figure(builder, event, "attendees", value.text, value.lines, label="参加")
