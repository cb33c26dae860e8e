"""The examples in the helpers' docstrings hold."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

import mappings.helpers

MODULES = sorted(path.stem for path in Path(mappings.helpers.__file__).parent.glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize("module", MODULES)
def test_examples_hold(module: str) -> None:
    result = doctest.testmod(importlib.import_module(f"mappings.helpers.{module}"))
    assert result.failed == 0


def test_most_helpers_have_examples() -> None:
    finder = doctest.DocTestFinder()
    without = [
        module
        for module in MODULES
        if not any(test.examples for test in finder.find(importlib.import_module(f"mappings.helpers.{module}")))
    ]
    assert without == ["lookups", "municipalities"]
