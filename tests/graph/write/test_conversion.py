"""Small dumps are made by the build itself, large ones by a process beside it: in the same bytes and words."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.cache import Cache
from graph.formats import JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE
from graph.release import Release, current
from graph.write import conversion
from graph.write.conversion import Conversion, ConversionError


@pytest.fixture
def release(built_site: Path) -> Release:
    return current(built_site / "var")


@pytest.fixture(params=["by the build", "by a process"])
def converting(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "by a process":
        monkeypatch.setattr(conversion, "SMALL", 0)


@pytest.mark.usefixtures("converting")
def test_a_dump_is_made_and_its_parts_are_kept_in_the_cache(release: Release, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache", "software")
    converter = Conversion(release.namespace, release.context, cache)
    try:
        for form in (TURTLE, RDF_XML, JSON_LD, TRIG):
            source = N_QUADS if form == TRIG else N_TRIPLES
            dump = release.dump_folder / f"{release.name}.{form.extension}"
            converter.convert(form, release.dump_folder / f"{release.name}.{source.extension}", tmp_path / "dump")
            assert (tmp_path / "dump").read_bytes() == dump.read_bytes(), form
    finally:
        converter.kill()
        converter.close()
    cache.commit()
    assert len(list((tmp_path / "cache").iterdir())) >= 4


@pytest.mark.usefixtures("converting")
def test_what_cannot_be_written_is_told_with_the_dump(release: Release, tmp_path: Path) -> None:
    converter = Conversion(release.namespace, release.context)
    try:
        with pytest.raises(ConversionError, match=r"/no folder/dump: cannot be written \(.*No such file"):
            converter.convert(TURTLE, release.dump_folder / "tiny.nt", tmp_path / "no folder" / "dump")
    finally:
        converter.kill()
        converter.close()
