"""Templates compiled for pages: they show what Jinja shows, and leave nothing to the garbage collector."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from weakref import ref

import pytest
from flask import Flask
from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from server.display.page_templates import PageTemplates


class Thing:
    """Something that a page shows."""

    name = "<b>"

    def told(self, word: str, *, twice: bool = False) -> Markup:
        """HTML of the name, after *word*."""
        return Markup("<i>{}{}</i>").format(word, self.name) * (2 if twice else 1)

    def __str__(self) -> str:
        return "a & b"


class Written:
    """Something with HTML of its own."""

    def __html__(self) -> str:
        return "<u>1</u>"


@pass_context
def variable(context: Context, name: str) -> str:
    """The variable *name* of the template that asks."""
    return str(context.get(name))


TEMPLATES = {
    "shown": "{{ thing }}{{ text }}{{ none }}{{ 3 }}{{ 1.5 }}{{ html }}{{ written }}{{ text|upper }}{{ text ~ html }}",
    "missing": "{{ nothing_of_this_name }}|{{ thing.nothing }}",
    "called": "{{ thing.told(text) }}{{ thing.told(text, twice=true) }}{{ dict(a=1) }}{{ variable('text') }}",
    "loops": "{% for n in range(3) %}{{ thing.told(n) }}{{ loop.index }}{{ loop.cycle('a', '<') }}{% endfor %}",
    "macros": "{% macro m(x) %}<{{ x }}{{ variable('text') }}{{ caller() if caller }}>{% endmacro %}{{ m(text) }}"
    "{% call m(html) %}{{ text }}{% endcall %}",
    "as it is": "{% autoescape false %}{{ text }}{{ html }}{{ thing.told(text) }}{% endautoescape %}{{ text }}",
    "base": "{% block a %}{{ text }}{% endblock %}{{ self.a() }}{% block b %}{% endblock %}",
    "child": "{% extends 'base' %}{% import 'macros of it' as show with context %}"
    "{% block b %}{% set inner = '<' %}{{ show.m(inner) }}{{ super() }}{% include 'shown' %}{% endblock %}",
    "macros of it": "{% macro m(x) %}{{ x }}{{ text }}{{ thing.told(x) }}{% endmacro %}",
}


def shown_by(environment: Environment, name: str) -> str:
    """What *environment* makes of the template *name*."""
    environment.loader = DictLoader(TEMPLATES)
    environment.globals["variable"] = variable
    values = {"thing": Thing(), "text": "<&>", "none": None, "html": Markup("<b>&amp;</b>"), "written": Written()}
    return environment.get_template(name).render(values)


@pytest.fixture
def collector() -> Iterator[None]:
    """The collector does nothing by itself."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_shows_what_jinja_shows(name: str) -> None:
    assert shown_by(PageTemplates(Flask(__name__), autoescape=True), name) == shown_by(
        Environment(autoescape=True), name
    )


def test_a_variable_that_is_missing_is_an_error_where_it_is_one_for_jinja() -> None:
    strict = PageTemplates(Flask(__name__), autoescape=True, undefined=StrictUndefined)
    with pytest.raises(UndefinedError, match="nothing_of_this_name"):
        shown_by(strict, "missing")


@pytest.mark.usefixtures("collector")
@pytest.mark.parametrize("name", ["macros", "child"])
def test_what_a_page_was_made_of_is_freed_without_a_collection(name: str) -> None:
    environment = PageTemplates(Flask(__name__), autoescape=True)
    shown_by(environment, name)
    thing = Thing()
    page = environment.get_template(name).render(thing=thing, text="", variable=variable)
    held = ref(thing)
    del thing
    assert page
    assert held() is None
