"""The terms of the ontology as HTML: written by Python, as the page has hundreds of terms and thousands of values."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from server.catalogue.term import Example, OntologyTerm, ReusedTerm
from server.display.labels import Label
from server.display.markup import ValueMarkup, escaped
from server.display.translations import Catalogue, locale_of, number_text
from server.display.values import Value


class TermMarkup:
    """Writes terms with the words of *catalogue* and with *values*.

    A link has its language where that is not *language*, the page's.
    """

    def __init__(self, catalogue: Catalogue, values: ValueMarkup, language: str) -> None:
        self._catalogue = catalogue
        self._values = values
        self._language = language.lower()
        self._locale = locale_of(language)

    def classes(self, terms: Iterable[OntologyTerm]) -> Markup:
        """Each class, with how often it is used and an example."""
        return Markup("".join(map(self._class, terms)))

    def _class(self, term: OntologyTerm) -> str:
        word = self._catalogue.html
        used = self._catalogue.plural_html("by %(num)s thing", "by %(num)s things", term.uses)
        examples = self._listed((example[0] for example in term.examples), "")
        rows = (
            _row(word("used"), used),
            _row(word("Graph"), self._link(term.graph)) if term.graph else "",
            _row(word("is a kind of"), self._listed(term.parents)),
            _row(word("for example"), examples, ' class="examples"'),
        )
        return _article(term, _list(rows))

    def properties(self, terms: Iterable[OntologyTerm]) -> Markup:
        """Each property, with its classes of subjects and objects, and examples."""
        return Markup("".join(map(self._property, terms)))

    def _property(self, term: OntologyTerm) -> str:
        word = self._catalogue.html
        used = self._catalogue.plural_html("in %(num)s statement", "in %(num)s statements", term.uses)
        rows = (
            _row(word("Graph"), self._link(term.graph)) if term.graph else "",
            _row(word("is a kind of"), self._listed(term.parents)),
            _row(word("said of"), self._counted(term.subjects)),
            _row(word("may be said of"), self._listed(term.domain)),
            _row(word("its values"), self._counted(term.objects)),
            _row(word("possible values"), self._listed(term.range)),
        )
        items = "".join(f"<li>{self._example(example)}</li>" for example in term.examples)
        examples = f"<p>{word('for example')}</p><ul>{items}</ul>" if items else ""
        return _article(term, f"  <details><summary>{used}</summary>\n{_list(rows)}{examples}  </details>\n")

    def reused(self, terms: Iterable[ReusedTerm]) -> Markup:
        """Rows of a table of terms of other vocabularies."""
        name = self._values.name
        return Markup(
            "".join(
                f'  <tr id="{escaped(term.anchor)}"><th scope="row"><a href="{escaped(term.href)}" rel="external">'
                f"{name(term.label)}</a> <code>{escaped(term.name)}</code></th>"
                f'<td class="number">{number_text(term.uses, self._locale)}</td>'
                f"<td>{self._example(term.example)}</td></tr>\n"
                for term in terms
            )
        )

    def _listed(self, values: Iterable[Value], between: str = ", ") -> str:
        return between.join(map(self._link, values))

    def _counted(self, values: Iterable[tuple[Value, int]]) -> str:
        """Values, each with a number."""
        return " · ".join(f"{self._link(value)} {number_text(count, self._locale)}" for value, count in values)

    def _example(self, values: Example) -> str:
        """A thing, or the subject and the value of a statement."""
        return " → ".join(map(self._values.text, values))

    def _link(self, value: Value) -> str:
        """*value*, as one element where it is a link."""
        if not (value.href and value.text):
            return self._values.text(value)
        is_other = value.language and value.language != self._language
        language = f' lang="{escaped(value.language)}"' if is_other else ""
        return f'<a href="{escaped(value.href)}"{language}>{escaped(value.text)}</a>'


def _article(term: OntologyTerm, about: str) -> str:
    """The *term*, with its labels and comment, and *about* it."""
    anchor, label = escaped(term.anchor), term.label
    others = "".join(_text(other, ' class="also"') for other in term.other_labels)
    comment = _text(term.comment) if term.comment.text else ""
    return (
        f'  <article class="term" id="{anchor}">\n    <h3><a href="#{anchor}" lang="{escaped(label.language)}">'
        f"{escaped(label.text)}</a> <code>{escaped(term.name)}</code></h3>\n{others}{comment}\n{about}  </article>\n"
    )


def _text(label: Label, style: str = "") -> str:
    return f'<p{style} lang="{escaped(label.language)}">{escaped(label.text)}</p>'


def _list(rows: Iterable[str]) -> str:
    """A list of descriptions."""
    return "".join(("  <dl>\n", *(f"    {row}\n" for row in rows), "  </dl>\n"))


def _row(name: str, values: str, style: str = "") -> str:
    """An entry of a list of descriptions; nothing where there are no *values*."""
    return f"<div><dt>{name}</dt><dd{style}>{values}</dd></div>" if values else ""
