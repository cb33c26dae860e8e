"""The error every room raises for bad input."""

from __future__ import annotations


class TabunkaError(Exception):
    """Something a person can mend. Its message is one line naming the thing, the place and the way out."""
