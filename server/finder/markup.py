"""Choices and cards of the finder as HTML: written by Python, as there are hundreds of them on a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import starmap

from markupsafe import Markup, escape

from graph.ask.trace import Origin
from server.display.markup import ValueMarkup, attribute, value_markup
from server.display.publication import reader_catalogue, reader_language, words_language
from server.display.readings import weekday_html
from server.display.texts import localised, localised_plain
from server.display.translations import Catalogue, locale_of, number_text
from server.display.values import Value
from server.finder.cards import Card, Day, Spoken
from server.finder.choices import FacetChoices, Option
from server.finder.declaration import NOT_STATED, FinderWords
from server.finder.finder import finder_or_none

_INDENT = "&#8193;"
"""Before the text of an option, for each broader one above it: a space as wide as a letter of Chinese."""
_ISOLATED = "\u2068", "\u2069"
"""Around a text that may run from right to left, so that what follows keeps its place (Unicode Standard Annex 9)."""
_MARKS = {"open": "○", "some": "△", "closed": "×"}
"""The marks of days by their status."""


class FinderMarkup:
    """Writes what the finder shows to one reader."""

    def __init__(self, catalogue: Catalogue, values: ValueMarkup, language: str, words: FinderWords) -> None:
        self._catalogue = catalogue
        self._words = words
        self._values = values
        self._language = language
        """The language of the words that are no key phrases."""
        self._reader = reader_language()
        self._locale = locale_of(self._reader)

    # -- choices

    def menu(self, group: FacetChoices) -> Markup:
        """The facet of *group* as a menu of all its options."""
        catalogue, name = self._catalogue, escape(group.facet.name)
        count = len(group.chosen)
        message = "%(num)s chosen" if count > 1 else "any"
        first = catalogue.plain(message, num=count)
        any_of_them = f'<option value=""{catalogue.attribute(message)}>{escape(first)}</option>'
        # "Not stated" is no value among others.
        ordered = sorted((*group.options, *group.more), key=lambda option: option.key == NOT_STATED)
        options = "".join(map(self._menu_option, ordered))
        return Markup(
            f'<label class="menu">\n  <span>{localised(group.facet.question)}</span>\n'
            f'  <select name="{name}" data-facet="{name}">\n    {any_of_them}\n'
            f"{options}  </select>\n</label>\n"
        )

    def _menu_option(self, option: Option, depth: int = 0) -> str:
        value = option.value
        selected = " selected" if option.is_chosen else ""
        is_foreign = value and value.language and value.language != self._reader.lower()
        language = f' lang="{escape(value.language)}"' if value and is_foreign else ""
        also = f" · {_ISOLATED[0]}{escape(option.also.text)}{_ISOLATED[1]}" if option.also else ""
        below = "".join(self._menu_option(narrower, depth + 1) for narrower in option.options)
        return (
            f'<option value="{escape(option.key)}"{selected}{language}>{_INDENT * depth}{escape(self._text(option))}'
            f"{also} ({number_text(option.count, self._locale)})</option>\n{below}"
        )

    def _text(self, option: Option) -> str:
        if option.label:
            return localised_plain(option.label)
        return option.value.full if option.value else self._catalogue.plain("not stated")

    def check(self, option: Option, facet: str) -> Markup:
        """An option of *facet* as a box to check, with those below it."""
        chosen, checked = (" chosen", " checked") if option.is_chosen else ("", "")
        also = f" <small>{self._values.name(option.also)}</small>" if option.also else ""
        below = "".join(self.check(narrower, facet) for narrower in option.options)
        return Markup(
            f'<li>\n  <label class="choice{chosen}">\n'
            f'    <input type="checkbox" name="{escape(facet)}" value="{escape(option.key)}"{checked}>\n'
            f'    <span class="name">{self._name(option)}{also}</span>\n'
            f'    <span class="count">{number_text(option.count, self._locale)}</span>\n  </label>\n'
            f"{f'<ul>{below}</ul>' if below else ''}</li>\n"
        )

    def _name(self, option: Option) -> Markup:
        return self._values.named_apart(option.value) if option.value and not option.label else option.html

    # -- cards

    def card(self, card: Card) -> Markup:
        """A result."""
        values, word = self._values, self._catalogue.html
        governments, source = ", ".join(map(self._link, card.governments)), word("Source")
        spoken = "".join(self._spoken(spoken, card.is_place) for spoken in card.spoken)
        facts = (
            self._fact(word("Languages"), f'    <ul class="spoken">\n{spoken}    </ul>\n', card.language_origins)
            if spoken
            else "",
            self._fact(word("Days"), self.week(card.days), card.day_origins) if card.days else "",
            self._listed(word("Run by"), "<span>{}</span>", map(values.text, card.operators), card.operator_origins),
            self._listed(
                word(self._words.channels), '<span class="channel">{}</span>', map(values.name, card.channels)
            ),
            self._listed(word("Where"), "<span>{}</span>", map(values.text, card.locations)),
            self._listed(word("About"), "{}", starmap(self._topic, card.topics)),
            self._listed(word("Web page"), '<span class="address">{}</span>', map(values.text, card.websites)),
            self._listed(word("E-mail"), '<span class="address">{}</span>', map(values.text, card.emails)),
        )
        return Markup(
            f'<article class="card">\n  <p class="kind">{"".join(map(localised, card.kinds))}'
            f"{' · ' if governments else ''}{governments}</p>\n"
            f"  <h3>{values.text(card.value)}{values.mark(card.origins)}</h3>\n  <dl>\n{''.join(facts)}  </dl>\n"
            f'{self._lacking(card)}  <p class="sources"><span>{source}</span>\n'
            f"{''.join(self._document(*document) for document in card.documents)}</p>\n</article>\n"
        )

    def _link(self, value: Value, kind: str = "") -> str:
        style = f' class="{kind}"' if kind else ""
        return f'<a{style} href="{attribute(value.href)}">{self._values.named_apart(value)}</a>'

    def _topic(self, topic: Value, is_chosen: bool) -> str:
        return self._link(topic, "topic chosen" if is_chosen else "topic")

    def _fact(self, label: Markup, text: str, origins: Sequence[Origin] = ()) -> str:
        return f"<div><dt>{label}</dt><dd><div>{text}</div>{self._values.mark(origins)}</dd></div>\n"

    def _listed(self, label: Markup, form: str, shown: Iterable[str], origins: Sequence[Origin] = ()) -> str:
        """A fact of several values, each in *form*; nothing where there are none."""
        between = ", " if self._language == "en" else "、"
        text = between.join(map(form.format, shown))
        return self._fact(label, text, origins) if text else ""

    def _spoken(self, spoken: Spoken, is_place: bool) -> str:
        """The languages offered in one mode."""
        values = self._values
        mode = f'<span class="mode">{values.name(spoken.mode)}</span>' if spoken.mode and is_place else ""
        languages = "".join(
            f"{self._link(value, 'language chosen' if is_chosen else 'language')} "
            for value, is_chosen in spoken.languages
        )
        counts = "".join(starmap(self._number, spoken.counts))
        if languages or counts:
            return f"      <li>{mode}{languages}{counts}</li>\n"
        unstated = self._catalogue.html("languages not stated")
        return f'      <li>{mode}<span class="absent">{unstated}</span></li>\n'

    def _number(self, number: str, bound: Value | None) -> str:
        """How many languages there are that are not named."""
        languages = self._catalogue.plural_html("%(num)s language", "%(num)s languages", int(number))
        if bound:
            name = self._values.named(bound)
            languages = self._catalogue.html("%(bound)s %(languages)s", bound=name, languages=languages)
        return f'<span class="number-of">{languages}</span> '

    def week(self, days: Sequence[Day]) -> Markup:
        """The days of the week in a line, and the exceptions to them."""
        weeks = "".join(
            f'<p class="weeks">{self._weeks(day, kind, numbers)}</p>\n' for day in days for kind, numbers in day.weeks
        )
        return Markup(f'<ul class="week">\n{"".join(map(self._day, days))}</ul>\n{weeks}')

    def _day(self, day: Day) -> str:
        name, plain = escape(day.value.text), self._catalogue.plain
        short = weekday_html(day.short, self._catalogue)
        language = f' lang="{escape(day.value.language)}"' if day.value.language else ""
        match day.status:
            case "open":
                status = plain("open")
            case "some":
                status = plain("open in some weeks")
            case "closed":
                status = plain("closed")
            case _:
                status = plain("not stated")
        return (
            f'<li class="{day.status}{" chosen" if day.is_chosen else ""}">'
            f'<abbr title="{name}" aria-hidden="true"{language}>{short}</abbr>\n'
            f'<span aria-hidden="true">{_MARKS.get(day.status, "")}</span>\n'
            f'<span class="hidden">{name}: {escape(status)}</span></li>\n'
        )

    def _weeks(self, day: Day, kind: str, numbers: Iterable[int]) -> Markup:
        """The exceptions to *day* of one *kind*, by the *numbers* of the weeks of the month."""
        name, weeks = day.value.text, ", ".join(map(str, numbers))
        if kind == "open-only":
            return self._catalogue.html("%(day)s: open only in weeks %(weeks)s of the month", day=name, weeks=weeks)
        return self._catalogue.html("%(day)s: closed in weeks %(weeks)s of the month", day=name, weeks=weeks)

    def _lacking(self, card: Card) -> str:
        """The facts about a place to go to that no source states."""
        word = self._catalogue.html
        parts = ((word("Languages"), card.spoken), (word("Days"), card.days), (word("Run by"), card.operators))
        lacking = "".join(f'<span class="what">{name}</span>' for name, part in parts if not part)
        if not card.is_place or not lacking:
            return ""
        unstated = word("not stated in the sources")
        colon = ": " if self._language == "en" else "："
        return f'  <p class="lacking absent">{unstated}{colon}{lacking}</p>\n'

    def _document(self, document: Value, dates: Iterable[Value]) -> str:
        shown = "".join(map(self._values.text, dates)) or self._catalogue.html("date not stated")
        return f"<span>{self._link(document)} ({shown})</span>\n"


def finder_markup() -> FinderMarkup:
    """Writes what the finder shows to this request's reader."""
    finder = finder_or_none()
    words = finder.declared.words if finder else FinderWords()
    return FinderMarkup(reader_catalogue(), value_markup(), words_language(), words)
