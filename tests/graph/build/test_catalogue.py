"""The catalogue against the official DCAT-AP 3.0.1 shapes; tests/shapes holds the graph against CPSV-AP 3.2.0."""

from __future__ import annotations

from pathlib import Path

import pyshacl
import pytest
import rdflib
from rdflib import DCAT, RDF, SH, URIRef

from graph.release import Release

SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")


def findings(data: Path, shapes: Path) -> list[str]:
    _, report, _ = pyshacl.validate(
        rdflib.Graph().parse(data), shacl_graph=rdflib.Graph().parse(shapes), inference="none", advanced=True
    )
    assert isinstance(report, rdflib.Graph)
    parts = (SH.focusNode, SH.resultPath, SH.resultMessage)
    results = report.subjects(RDF.type, SH.ValidationResult)
    return sorted(" ".join(str(report.value(result, part)) for part in parts) for result in results)


@pytest.mark.parametrize("shapes", ["dcat-ap-3.0.1-shapes.ttl", "dcat-ap-3.0.1-shapes-recommended.ttl"])
def test_the_catalogue_passes_the_dcat_ap_shapes(release: Release, standards_dir: Path, shapes: str) -> None:
    assert findings(release.path / "dcat.ttl", standards_dir / shapes) == []


def test_every_distribution_states_the_true_size_and_checksum_of_its_file(release: Release) -> None:
    graph = rdflib.Graph().parse(release.path / "dcat.ttl")
    distributions = set(graph.subjects(RDF.type, DCAT.Distribution))
    assert len(distributions) == len(release.files)
    for distribution in distributions:
        url = str(graph.value(distribution, DCAT.downloadURL))
        facts = release.files[url.rsplit("/", 1)[1]]
        assert url == f"{release.base}/dump/{release.version}/{url.rsplit('/', 1)[1]}"
        assert int(str(graph.value(distribution, DCAT.byteSize))) == facts["bytes"]
        checksum = graph.value(distribution, SPDX.checksum)
        assert str(graph.value(checksum, SPDX.checksumValue)) == facts["sha256"]
        media_type = graph.value(distribution, DCAT.mediaType)
        assert media_type == URIRef(f"https://www.iana.org/assignments/media-types/{facts['media_type']}")


def test_the_dataset_names_everyone_it_owes_facts_to(release: Release) -> None:
    text = (release.path / "dcat.ttl").read_text(encoding="utf-8")
    for name in ("Address Base Registry (Digital Agency)", "Wikidata", "Unicode CLDR", "Immigration Bureau"):
        assert name in text
