"""Texts that the graph calls printed stand on the cited lines."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode

from graph.release import Release
from graph.store import EmbeddedStore
from mappings.map.corrections import load_corrections
from mappings.read.document import load_document
from mappings.read.verbatim import corrections_not_as_printed, is_printed, not_as_printed, printed_columns
from tests.mappings.committed import source

DOCUMENTS = ("000", "001", "002", "003")


@pytest.mark.parametrize("key", DOCUMENTS)
def test_every_printed_column_is_what_the_document_prints(key: str, documents_dir: Path) -> None:
    known = source(key)
    document = load_document(documents_dir, key, known.metadata["file"], known.metadata["sha256"])
    assert sum(map(len, printed_columns(known).values())) > 5
    assert list(not_as_printed(document, known, known.tables().values())) == []


def test_what_a_correction_calls_printed_is_what_the_document_prints(documents_dir: Path) -> None:
    known = source("003")
    document = load_document(documents_dir, "003", known.metadata["file"], known.metadata["sha256"])
    corrections = [correction for correction in load_corrections() if correction.table in known.tables()]
    codes = [correction for correction in corrections if correction.column in ("municipality", "unit")]
    assert list(corrections_not_as_printed(document, corrections)) == []
    assert codes
    assert all(correction.read_as for correction in codes)
    code = replace(codes[0], printed=codes[0].read_as)
    assert [problem.split(":")[0] for problem in corrections_not_as_printed(document, [code])] == [
        f"corrections.csv ({code.key})"
    ]


def test_composed_words_are_not_printed() -> None:
    text = "(韓国人インフルエンサーが訪問取材し制作した短編動画をYouTubeで拡散"
    assert is_printed("短編動画", text)
    assert is_printed("韓国人インフルエンサー、短編動画", text)
    assert not is_printed("韓国人インフルエンサーによる短編動画", text)


def test_typesetting_is_no_part_of_what_is_printed() -> None:
    assert is_printed("ALT の指導力等向上研修（ALT 中間研修）", "ALTの指導力等向上研修(ALT中間研修)")
    assert is_printed("微信（WeChat）", "微ウェイ信シン(WeChat)")
    assert is_printed("( )", "MatsuyamaInternationalAssociation(MatsuyamaInternationalCenter)")
    assert not is_printed("[ ]", "MatsuyamaInternationalAssociation(MatsuyamaInternationalCenter)")


def test_a_printed_label_is_never_corrected(release: Release, store: EmbeddedStore) -> None:
    listing = release.namespace.thing("listing", "takamatsu-shi")
    printed, corrected = release.namespace.term("printedLabel"), release.namespace.term("correctedLabel")

    def values(predicate: NamedNode, graph: NamedNode | DefaultGraph) -> set[object]:
        return {quad.object for quad in store.statements(listing, predicate, None, graph)}

    default = DefaultGraph()
    assert values(printed, release.namespace.graph("003")) == {Literal("Takamatsushi", language="en")}
    assert values(printed, default) == set()
    assert values(corrected, default) == {Literal("Takamatsu City", language="en")}
    assert values(corrected, release.namespace.graph("corrections")) == values(corrected, default)
