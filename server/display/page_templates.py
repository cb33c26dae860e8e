"""Jinja's templates, compiled for pages that call and show hundreds of things.

The result is the same as with Jinja's own compiler; only checks that most expressions do not need are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from types import FunctionType, MethodType
from typing import Any

from flask.templating import Environment
from jinja2 import Template
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr
from jinja2.runtime import Context

_PLAIN = frozenset((FunctionType, MethodType))
_MARK = "jinja_pass_arg"
"""The mark of Jinja on a function that wants the context as its first argument."""

_CONTEXTS = "contexts of this page"
"""The variable with the contexts of a page, those of what it includes and imports among them."""


class PageContext(Context):
    """The variables of a template; it calls plain functions in a third of the time."""

    def __init__(
        self,
        environment: Environment,
        parent: dict[str, Any],
        name: str | None,
        blocks: dict[str, Callable[[Context], Iterator[str]]],
        globals: MutableMapping[str, Any] | None = None,
    ) -> None:
        super().__init__(environment, parent, name, blocks, globals)
        contexts: list[PageContext] | None = parent.get(_CONTEXTS)
        if contexts is not None:
            contexts.append(self)

    def call(self, callee: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Call *callee*, which templates name, with these arguments."""
        if type(callee) in _PLAIN and not hasattr(callee, _MARK):
            # Compiled loops and blocks pass their variables, for functions that want the context.
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
            return callee(*args, **kwargs)
        return super().call(callee, *args, **kwargs)


class PageCompiler(CodeGenerator):
    """Compiles expressions in ``{{ … }}``: what is HTML already is shown as it is, without a copy."""

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if _is_plain(frame, finalize):
            self.write("(shown if type(shown := (")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(self, node: Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if _is_plain(frame, finalize):
            self.write(")) is Markup else escape(shown))")
        else:
            super()._output_child_post(node, frame, finalize)


def _is_plain(frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> bool:
    """Is a value shown with nothing but its special characters escaped?"""
    return frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None


class PageTemplate(Template):
    """A template whose page leaves nothing to the garbage collector.

    A macro refers to its context and the context to the macro. Such a circle holds all that a page was made of, five
    thousand objects, until they are collected, for which another reader waits.
    """

    def render(self, *args: Any, **kwargs: Any) -> str:
        """The page with these variables."""
        contexts: list[PageContext] = []
        try:
            return super().render(*args, **kwargs, **{_CONTEXTS: contexts})
        finally:
            while contexts:
                contexts.pop().vars.clear()


class PageTemplates(Environment):
    """The templates of the application."""

    template_class = PageTemplate
    context_class = PageContext
    code_generator_class = PageCompiler
