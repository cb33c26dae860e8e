"""The prose of a story as HTML: its values, tables and pictures for one reader.

Values enter after the Markdown was read, and escaped, so that no text of the data is taken for Markdown or HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup

from graph.ask.prose import VALUE, BlockReference, ValueReference, markdown
from server.display.markup import value_markup
from server.display.publication import words
from server.display.quantities import unit_beside, units
from server.display.translations import locale_of, number_text, with_ruby
from server.display.values import Presenter
from server.questions.answer_table import number_of
from server.stories.answered_stories import AnsweredStory

_SHOWS = "shows"
"""The entry of markdown-it's environment that holds the :class:`Prose` being written."""


@dataclass(frozen=True)
class Prose:
    """The prose of *answered* for *presenter*'s reader. *block* shows an answer as a table, a picture or a list."""

    answered: AnsweredStory
    presenter: Presenter
    block: Callable[[BlockReference], str]

    def html(self) -> Markup:
        """All of it. Readings of kanji are ruby."""
        text = self.answered.story.prose[self.language]
        return Markup(_writer().render(text, {_SHOWS: self}))

    @property
    def language(self) -> str:
        """The complete language that the prose is in."""
        return words().complete(self.presenter.language)

    def text(self, text: str) -> str:
        """A text of the prose, escaped, with its readings and its values."""
        pieces: list[str] = []
        end = 0
        for match in VALUE.finditer(text):
            pieces += (with_ruby(text[end : match.start()]), self.value(ValueReference.of(match)))
            end = match.end()
        return "".join((*pieces, with_ruby(text[end:])))

    def value(self, reference: ValueReference) -> str:
        """A value in the reader's language: a number with its unit links to the answer, a thing to its page."""
        answer = self.answered.answers[reference.query]
        term = answer.rows[reference.row][answer.columns.index(reference.column)]
        assert term is not None, "a release carries each value that a story names: graph/build/stories.py"
        number = number_of(term)
        if number is None:
            return value_markup().show(self.presenter.value(term))
        amount = Decimal(number)
        unit = units().get(self.answered.story.queries[reference.query].units.get(reference.column, ""))
        shown = Markup('<data value="{}">{}{}</data>').format(
            number,
            number_text(amount, locale_of(self.language)),
            with_ruby(unit_beside(amount, unit, self.language)) if unit else "",
        )
        return Markup('<a class="story-value" href="#{}">{}</a>').format(anchor(reference.query), shown)


def anchor(query: str) -> str:
    """The HTML id of the answer to *query* at the foot of the page of its story."""
    return f"answer-{query}"


@lru_cache
def _writer() -> MarkdownIt:
    writer = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer)
    reader = markdown()
    writer.enable(reader.get_active_rules()["block"]).enable(reader.get_active_rules()["inline"])
    return writer.disable("image")


class _Renderer(RendererHTML):
    """Writes texts with their values, and the blocks that name an answer."""

    def text(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """A text, which may hold values."""
        return _prose(env).text(tokens[idx].content)

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """An answer, or code."""
        reference = BlockReference.of(tokens[idx])
        return _prose(env).block(reference) if reference else super().fence(tokens, idx, options, env)


def _prose(env: Any) -> Prose:
    prose = env[_SHOWS]
    assert isinstance(prose, Prose)
    return prose
