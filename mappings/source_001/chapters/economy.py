"""Fairs."""

from __future__ import annotations

from mappings.source_001.chapters.fairs import read_fairs
from mappings.source_001.outline import Outline


def read_economy(outline: Outline) -> None:
    """The fairs."""
    read_fairs(outline.builder, outline.table("fairs"), "economic-exchange-event")
