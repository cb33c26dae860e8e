"""The globals and filters of the templates: words, links, numbers, and the parts of this site."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from flask import Flask, request
from markupsafe import Markup, escape
from pyoxigraph import NamedNode

from mappings.site import Brand
from ontology.ruby import without_ruby
from ontology.vocabulary import RDF, SKOS
from server.display.addresses import address_of, path_of
from server.display.capabilities import has_capability
from server.display.compiled_templates import CompiledTemplates
from server.display.frame import page_footer, page_header
from server.display.hrefs import href
from server.display.index import ELSEWHERE, Thing
from server.display.language import PARAMETER
from server.display.markup import value_markup
from server.display.page_templates import PageTemplates
from server.display.publication import (
    knowledge,
    layout,
    publication,
    reader_catalogue,
    reader_language,
    reader_presenter,
    site,
    words_language,
)
from server.display.texts import (
    attribute_of,
    language_of_texts,
    localised,
    localised_plain,
    localised_spoken,
    with_language,
)
from server.display.translations import language_name, locale_of, number_text, text_direction
from server.http.static_files import SITE_FILE

LOGO, COLOURS = "logo.svg", "colours.css"
"""Files that a site may have among its assets; the colours are read after the engine's styles."""
_UNITS = ("B", "kB", "MB", "GB")


def locale() -> Locale:
    """The locale of dates and numbers for this reader."""
    return locale_of(reader_language())


def number(value: float) -> str:
    """A number with separators, as the reader's language writes it."""
    return number_text(value, locale())


def file_size(size: float) -> str:
    """*size* (in bytes) in the largest unit of SI that leaves at least 1, with at most one decimal."""
    unit = 0
    while size >= 1000 and unit < len(_UNITS) - 1:
        size /= 1000
        unit += 1
    return f"{format_decimal(size, format='#,##0.#' if unit else '#,##0', locale=locale())} {_UNITS[unit]}"


def date_read(text: str) -> str:
    """A date in the reader's language, in Easy Japanese with its readings."""
    return value_markup().dated(text)


def with_arguments(**changes: Any) -> str:
    """This page's URL with other arguments; None removes an argument."""
    arguments = {key: value for key, value in request.args.items() if key != PARAMETER}
    arguments |= {key: str(value) for key, value in changes.items() if value is not None}
    remaining = {key: value for key, value in arguments.items() if changes.get(key, "") is not None}
    return f"{request.script_root}{request.path}" + (f"?{urlencode(remaining)}" if remaining else "")


def name_of_terms(kind: str) -> Markup:
    """The name of a kind that the layout does not name: that of its list of terms, else of the class of its things.

    A class of the site's ontology says more than a reused one. A kind without either is named by its key.
    """
    return publication().once((name_of_terms, kind, reader_language()), lambda: _name_of_terms(kind))


def _name_of_terms(kind: str) -> Markup:
    term = publication().once((_naming_term, kind), lambda: _naming_term(kind))
    if term is None:
        return escape(kind)
    label = knowledge().labels.best(term, reader_language())
    return Markup(f'<span lang="{escape(label.language)}">{value_markup().read(label)}</span>')


def _naming_term(kind: str) -> NamedNode | None:
    """The list of terms, or else the class, whose label names *kind* in every language."""
    for thing in knowledge().index.kinds.get(kind, ())[:1]:
        iri = knowledge().iri(thing)
        schemes = [quad.object for quad in knowledge().values(iri, SKOS.inScheme)]
        classes = sorted((quad.object for quad in knowledge().values(iri, RDF.type)), key=lambda term: not is_own(term))
        for term in (*schemes, *classes):
            if isinstance(term, NamedNode) and knowledge().labels.of(term):
                return term
    return None


def kind_of(thing: Thing) -> Markup:
    """The kind of *thing* in the reader's language, or the class of somebody else's thing; empty where it has none."""
    if thing.kind != ELSEWHERE:
        kind = layout().kind(thing.kind)
        return reader_catalogue().html(kind.one) if kind.one else name_of_terms(kind.name)
    presenter = reader_presenter()
    types = [quad.object for quad in knowledge().values(knowledge().iri(thing), RDF.type)]
    values = [presenter.value(term) for term in types if isinstance(term, NamedNode)]
    return value_markup().named(values[0]) if values else Markup("")


def is_own(term: object) -> bool:
    """Is *term* a term of the ontology of the release?"""
    return isinstance(term, NamedNode) and term.value.startswith(knowledge().namespace.term("").value)


def _has(asset: str) -> bool:
    """Does the site have the file *asset*?"""
    return publication().once((_has, asset), lambda: site().find(f"assets/{asset}") is not None)


def _logo() -> str:
    """The URL of the site's logo, or of the engine's icon."""
    return path_of(SITE_FILE, filename=LOGO) if _has(LOGO) else path_of("static", filename="icon.svg")


def about_site() -> str:
    """The description of the site without readings, else its title."""
    return without_ruby(site().text(site().description or site().title, words_language()))


def brand() -> Brand:
    """The names of the site at the head of a page."""
    return site().brand_in(words_language())


def set_up_templates(app: Flask) -> None:
    """Give the templates of *app* the globals and filters of this module."""
    app.jinja_environment = PageTemplates
    app.jinja_env.bytecode_cache = CompiledTemplates()
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(number=number, file_size=file_size, dated=date_read, localised=localised)

    @app.context_processor
    def words() -> dict[str, Any]:
        catalogue = reader_catalogue()
        return {
            "_": catalogue.html,
            "ngettext": catalogue.plural_html,
            "plain": catalogue.plain,
            "spoken": catalogue.spoken,
            "language_of": catalogue.attribute,
            "localised": localised,
            "localised_plain": localised_plain,
            "localised_spoken": localised_spoken,
            "language_of_texts": language_of_texts,
            "in_words_language": lambda words: with_language(words, words_language()),
            "language_attribute": attribute_of,
            "words_attribute": attribute_of(words_language()),
            "direction": text_direction(reader_language()),
            "language": words_language(),
            "languages": [(tag, language_name(tag)) for tag in site().interface.languages],
            "reader_language": reader_language(),
            "phrase_languages": [(tag, language_name(tag)) for tag in site().interface.phrase_languages],
            "page_header": page_header,
            "page_footer": page_footer,
            "with_arguments": with_arguments,
            "kind_language": lambda kind: catalogue.attribute(kind.many) if kind.many else "",
            "singular": lambda kind: catalogue.html(kind.one) if kind.one else name_of_terms(kind.name),
            "plural": lambda kind: catalogue.html(kind.many) if kind.many else name_of_terms(kind.name),
            "site": site(),
            "has_capability": has_capability,
            "logo": _logo(),
            "colours": path_of(SITE_FILE, filename=COLOURS) if _has(COLOURS) else "",
            "current_release": knowledge().release,
            "url_for": path_of,
            "about_site": about_site,
            "brand": brand,
            "page_address": lambda: address_of(f"{request.script_root}{request.path}"),
            "icon_address": lambda: address_of(path_of("preview.icon")),
            "address_of": address_of,
            "without_ruby": without_ruby,
            "html": value_markup(),
            "link_of": lambda iri: href(iri, knowledge().namespace, request.script_root),
            "day": lambda moment: date_read(format_date(moment, "long", locale=locale())),
            "datetime": lambda moment: date_read(format_datetime(moment, "long", tzinfo=None, locale=locale())),
        }
