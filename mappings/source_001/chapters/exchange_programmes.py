"""Policy exchange programmes abroad, and the exchange of opinions with foreign residents."""

from __future__ import annotations

from mappings.helpers.numbers import plain_number
from mappings.layout.flow import EMPTY
from mappings.source_001.cells import BLANK, NUMBER, add_figure, mode_of
from mappings.source_001.dates import DAY, PERIOD, read_period
from mappings.source_001.event_tables import Shape, add_party, read_events
from mappings.source_001.outline import Outline

_N = rf"(?P<value>{NUMBER}){BLANK}(?P<unit>名|協会)"
_PROGRAMME = rf"(?P<date>{PERIOD})\n(?P<content>(?:.|\n)+?)\n{_N}"


def read_exchange_programme(outline: Outline, part: str, series: str, country: str, stated: str) -> None:
    """A policy exchange programme abroad: its table in *part*, and the running text in ``{part}-text``.

    *stated* is a pattern for the sentence of the running text: its group ``audience`` says for whom the programme was,
    ``value`` how many took part (the table has the same number), ``place`` where and ``first`` that it was the first
    time, where the text says so. Raises ReaderError.
    """
    builder, title, flow = outline.builder, outline.parts[part].title, outline.table(part)
    sentence = outline.once(f"{part}-text", stated)
    groups = sentence.matched.groupdict()
    place = sentence.cell("place") if "place" in groups else EMPTY
    first = sentence.cell("first") if "first" in groups else EMPTY
    audience = sentence.cell("audience")
    fixed = {"kind": "exchange-programme", "series": series, "title": title.text, "organiser": "clair"}
    fixed |= {"country": country, "place": place.text, "audience": audience.text}
    if first:
        fixed |= {"number": "1", "inferred": "number"}
    lines = title.lines | place.lines | audience.lines | first.lines
    shape = Shape(series, _PROGRAMME, fixed, lines, also=sentence.cell("value").lines)
    ((event, row),) = read_events(builder, flow, shape)
    if plain_number(row.matched["value"]) != plain_number(sentence.matched["value"]):
        raise flow.error(
            f"the text says that {sentence.matched['value']} took part, the table says {row.matched['value']}"
        )
    visited = outline.once(f"{part}-text", r"訪問先は、(?P<list>(?:.|\n)+?)。").sub("list")
    for match in visited.all(r"[^、]+"):
        add_party(builder, event, "place-visited", match.cell(0))


def read_opinion_exchange(outline: Outline) -> None:
    """The lecture with its participants and the views of its recording, from the running text. Raises ReaderError."""
    builder = outline.builder
    lecture = outline.once(
        "opinion-exchange",
        rf"「(?P<theme>[^」]+)」をテーマに、「(?P<title>[^」]+)」を(?P<date>{DAY})に(?P<mode>オンライン)にて開催し、"
        rf"(?P<value>\d+)\s名が参加",
    )
    period = read_period(lecture.matched["date"], lecture.flow.first)
    theme, title, mode, value = (lecture.cell(name) for name in ("theme", "title", "mode", "value"))
    event = builder.add(
        "events",
        f"opinion-exchange-{period.start}",
        theme.lines | title.lines | mode.lines | lecture.cell("date").lines,
        kind="lecture",
        series="opinion-exchange",
        title=title.text,
        theme=theme.text,
        organiser="clair",
        mode=mode_of(builder, mode),
        mode_printed=mode.text,
        **period.cells(),
    )
    add_figure(builder, event, "attendees", value.text, value.lines, label="参加")
    views = outline.once("opinion-exchange", rf"(?P<label>録画視聴\n回数)：計 (?P<value>\d+) 回（(?P<date>{DAY})現在）")
    as_of = read_period(views.matched["date"], views.flow.first)
    add_figure(
        builder,
        event,
        "recording-views",
        views.matched["value"],
        views.lines,
        unit="time",
        label=views.cell("label").text,
        note=f"{as_of.printed}現在",
        date=as_of.start,
    )
