"""The values of a term of the ontology as HTML: written by Python, as the page of the ontology has thousands."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from server.catalogue.term import Example
from server.display.markup import ValueMarkup
from server.display.translations import locale_of, number_text
from server.display.values import Value


class TermMarkup:
    """Writes the values of terms with *values*; a link has its language where that is not *language*, the page's."""

    def __init__(self, values: ValueMarkup, language: str) -> None:
        self._values = values
        self._language = language
        self._locale = locale_of(language)

    def link(self, value: Value) -> Markup:
        """*value*, as one element where it is a link."""
        return Markup(self._link(value))

    def listed(self, values: Iterable[Value], between: str = ", ") -> Markup:
        """*values*, with *between* (text) between them."""
        return Markup(between.join(map(self._link, values)))

    def counted(self, values: Iterable[tuple[Value, int]]) -> Markup:
        """Values, each with a number."""
        return Markup(" · ".join(f"{self._link(value)} {number_text(count, self._locale)}" for value, count in values))

    def example(self, values: Example) -> Markup:
        """A thing, or the subject and the value of a statement."""
        return Markup(" → ".join(map(self._values.text, values)))

    def examples(self, values: Iterable[Example]) -> Markup:
        """Examples as items of a list."""
        return Markup("".join(f"<li>{self.example(value)}</li>" for value in values))

    def row(self, name: str, values: str, kind: str = "") -> Markup:
        """An entry of a list of descriptions; nothing where there are no *values*."""
        if not values:
            return Markup("")
        style = f' class="{kind}"' if kind else ""
        return Markup(f"<div><dt>{escape(name)}</dt><dd{style}>{escape(values)}</dd></div>")

    def _link(self, value: Value) -> str:
        if not (value.href and value.text):
            return self._values.text(value)
        is_other = value.language and value.language != self._language.lower()
        language = f' lang="{escape(value.language)}"' if is_other else ""
        return f'<a href="{escape(value.href)}"{language}>{escape(value.text)}</a>'
