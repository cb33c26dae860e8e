"""Compiled templates: kept for the next start, made anew with their source, and no condition of an answer."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from server.display.compiled_templates import CompiledTemplates


def rendered(source: str) -> str:
    """What a process that starts now makes of the template with *source*."""
    environment = Environment(loader=DictLoader({"page": source}), bytecode_cache=CompiledTemplates(), autoescape=True)
    return environment.get_template("page").render()


def test_a_template_is_kept_compiled_until_its_source_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    assert rendered("before") == "before"
    (kept,) = tmp_path.rglob("template_*.cache")
    written = kept.read_bytes()
    assert rendered("before") == "before"
    assert kept.read_bytes() == written
    assert rendered("after") == "after"
    assert kept.read_bytes() != written


def test_templates_are_read_where_nothing_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "file"))
    assert rendered("page") == "page"
