"""The same tables below another base IRI."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from graph.build.assemble import assemble
from graph.build.catalogue import Edition
from graph.build.metadata import add_metadata
from ontology.namespaces import BaseError, Namespace
from tests.this_site import SITE


def test_another_base_changes_every_uri_of_ours() -> None:
    moved = Namespace.of("https://data.example.org/")
    assembly = assemble(SITE, moved)
    add_metadata(
        assembly,
        Edition("2026-01-01-aaaaaaaa", datetime(2026, 1, 1, tzinfo=UTC)),
        {"provenance": 1, "ledger": 1},
    )
    every = [line for lines in (assembly.default, *assembly.named.values()) for line in lines]
    assert len(every) > 200_000
    assert not [line for line in every if "localhost" in line]
    assert str(moved.thing("municipality", "14100")) in {line.partition(" ")[0] for line in every}


@pytest.mark.parametrize("base", ["data.example.org", "ftp://x/", "http://", "http://a b/", "http://a/?q"])
def test_a_base_that_is_no_base_is_refused(base: str) -> None:
    with pytest.raises(BaseError, match="base IRI"):
        Namespace.of(base)
