"""Files of RDF are read as they are: any syntax, packed or not; what is wrong is told with file and line."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from mappings.as_is.base import guessed_base
from mappings.as_is.child import ChildError, in_child
from mappings.as_is.files import RdfError, rdf_file, rdf_files
from mappings.as_is.reading import RdfReader
from ontology.errors import ReportedError

A = "<http://e.example/a> <http://e.example/p>"
SAME = {
    "x.ttl": "@prefix e: <http://e.example/> . e:a e:p 1 .",
    "x.nt": f'{A} "1"^^<http://www.w3.org/2001/XMLSchema#integer> .',
    "x.jsonld": '{"@id": "http://e.example/a", "http://e.example/p": 1}',
    "x.rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.example/">'
    '<rdf:Description rdf:about="http://e.example/a">'
    '<e:p rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">1</e:p></rdf:Description></rdf:RDF>',
}


def lines(path: Path, label: str = "b", base: str = "http://base.example/x") -> list[tuple[str, str]]:
    return list(RdfReader(rdf_file(path), base, label).lines())


@pytest.mark.parametrize("pack", [None, gzip.compress, bz2.compress, lzma.compress])
@pytest.mark.parametrize("name", SAME)
def test_any_syntax_is_read_packed_or_not(tmp_path: Path, name: str, pack: Callable[[bytes], bytes] | None) -> None:
    data = SAME[name].encode()
    end = {None: "", gzip.compress: ".gz", bz2.compress: ".bz2", lzma.compress: ".xz"}[pack]
    path = tmp_path / f"{name}{end}"
    path.write_bytes(pack(data) if pack else data)
    assert lines(path) == [(f'{A} "1"^^<http://www.w3.org/2001/XMLSchema#integer>', "")]


def test_graphs_keep_their_names_and_relative_iris_are_below_the_base(tmp_path: Path) -> None:
    path = tmp_path / "x.trig"
    path.write_text("<#a> <p> <> . <http://g.example/1> { <#b> <p> 'x' }", encoding="utf-8")
    assert lines(path) == [
        ("<http://base.example/x#a> <http://base.example/p> <http://base.example/x>", ""),
        ('<http://base.example/x#b> <http://base.example/p> "x"', "<http://g.example/1>"),
    ]


def test_blank_nodes_have_labels_that_depend_on_the_file_and_on_its_label_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text("<http://e.example/a> <http://e.example/p> [ <http://e.example/q> _:mine ] .", encoding="utf-8")
    assert lines(path, "f1b") == lines(path, "f1b")
    terms = {term for line, _ in lines(path, "f1b") for term in line.split() if term.startswith("_:")}
    assert terms == {"_:f1b1", "_:f1b2"}
    assert terms.isdisjoint(term for line, _ in lines(path, "f2b") for term in line.split())


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("x.ttl", "@prefix e: <http://e/> .\ne:a e:b e:c\ne:d e:e .", r"x\.ttl, line 3: .*dot"),
        ("x.ttl", "<http://e/a> <http://e/b>\n<http://e/bad iri> .", r"x\.ttl, line 2: Invalid IRI"),
        ("x.nt", "<relative> <http://e/b> 'x' .", r"x\.nt, line 1: "),
        ("x.jsonld", '{"@id": ', r"x\.jsonld"),
        (
            "x.jsonld",
            '{"@context": "https://schema.org/", "@id": "http://e/a"}',
            r"x\.jsonld: its @context is at an address",
        ),
        ("x.rdf", "<rdf:RDF", r"x\.rdf"),
        ("x.ttl.gz", "this is not packed", r"x\.ttl\.gz: "),
        ("x.docx", "", r"x\.docx: its name does not say"),
        ("x.tll", "", r"did you mean 'ttl'\?"),
    ],
)
def test_what_is_wrong_is_told_in_one_line_with_file_and_line(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(RdfError, match=message) as raised:
        lines(tmp_path / name)
    assert "\n" not in str(raised.value)


def test_a_folder_gives_the_files_of_rdf_in_it_and_no_others(tmp_path: Path) -> None:
    for name in ("b.nt", "a/c.ttl.gz", "package.json", "notes.txt", ".hidden.ttl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert [file.path.name for file in rdf_files([tmp_path, tmp_path / "b.nt"])] == ["c.ttl.gz", "b.nt"]
    with pytest.raises(RdfError, match="no such file"):
        rdf_files([tmp_path / "absent.ttl"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(RdfError, match="no file in this folder"):
        rdf_files([tmp_path / "empty"])


def test_the_base_is_where_most_subjects_begin_unless_the_data_names_its_space() -> None:
    subjects = [f"<https://a.example/x/{n}> <http://p> <http://b.example/{n}>" for n in range(3)]
    assert guessed_base([*subjects, "<http://b.example/1> <http://p> <http://q>"]) == "https://a.example"
    space = '<urn:d> <http://rdfs.org/ns/void#uriSpace> "http://b.example/id/"'
    assert guessed_base([*subjects, space]) == "http://b.example"
    assert guessed_base(["<urn:x> <urn:p> <urn:y>"]) == "http://localhost:8000"


def test_what_kills_the_reader_is_an_error_of_one_line() -> None:
    def fail() -> None:
        raise RdfError("waste.ttl, line 3: wrong")

    assert in_child(lambda: [1, "二"], "crashed") == [1, "二"]
    with pytest.raises(ReportedError, match=r"waste\.ttl, line 3: wrong"):
        in_child(fail, "crashed")
    with pytest.raises(ChildError, match=r"deeply nested \(SIGKILL\)"):
        in_child(lambda: os.kill(os.getpid(), signal.SIGKILL), "deeply nested")
