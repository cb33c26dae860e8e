"""A site of a few statements that has a part of every kind, changes of each kind, and builds of it to compare."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pyoxigraph import RdfFormat, Store

from graph.build.inputs import read_inputs
from graph.build.pipeline import Built, build
from graph.build.reuse import Reuse
from graph.build.site_files import site_namespace
from graph.cache import Cache
from graph.release import Release
from mappings.site import load_site
from tests.example_site import site_toml

Replacement = tuple[str, str, str]
"""A file of a site, a text in it, and the text to put there."""

_SITE = site_toml(
    "tiny", "Counters of two cities", "Where they are.", example="place/14100", base_iri="https://data.example.org"
)
_PREFIXES = """prefixes:
  id: http://localhost:8000/id/
  tbk: http://localhost:8000/ontology#
  dct: http://purl.org/dc/terms/
  schema: http://schema.org/
  skos: http://www.w3.org/2004/02/skos/core#
  xsd: http://www.w3.org/2001/XMLSchema#
"""
_FILES = {
    "site.toml": _SITE,
    "mappings/places/metadata.yaml": "key: places\ntitle: {ja: 場所, en: Places}\n",
    "mappings/places/tables/places.csv": "key,name\n14100,横浜市\n28100,神戸市\n",
    "mappings/places/tables/rules.yaml": _PREFIXES
    + """mappings:
  place:
    sources: [["places.csv~csv"]]
    s: id:place/$(key)
    po:
      - [a, schema:Place]
      - [skos:prefLabel, $(name), ja~lang]
""",
    "mappings/list/metadata.yaml": f'key: "001"\ntitle: {{ja: 一覧, en: List}}\nsha256: {"0" * 64}\n',
    "mappings/list/tables/counters.csv": "key,place,day,since,lines\na,14100,monday,2019,3\nb,28100,sunday,2020,4 5\n",
    "mappings/list/tables/rules.yaml": _PREFIXES
    + """mappings:
  counter:
    sources: [["counters.csv~csv"]]
    s: id:counter/$(key)
    po:
      - [a, tbk:Counter]
      - [schema:location, id:place/$(place)~iri]
      - [schema:openingHours, $(day), xsd:string]
      - [schema:startDate, $(since), xsd:gYear]
""",
    "mappings/derive/001-counter-labels.rq": """CONSTRUCT { ?counter skos:prefLabel ?label }
WHERE {
  ?counter a tbk:Counter ; schema:location/skos:prefLabel ?place .
  BIND(STRLANG(CONCAT(?place, "の窓口"), "ja") AS ?label)
}
""",
    "mappings/corrections.csv": "table,row,column,printed,read_as,corrected,reason,reason_en,line,date\n"
    "counters,b,since,2020,,2021,誤り,wrong,4,2026-01-01\n",
    "ontology/terms.ttl": """@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<ontology#Counter> a rdfs:Class ; rdfs:label "counter"@en ; rdfs:subClassOf <http://schema.org/Place> .
""",
    "shapes/counter.ttl": """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix schema: <http://schema.org/> .
<shapes/counter#Counter> a sh:NodeShape ; sh:targetClass <ontology#Counter> ; sh:property <shapes/counter#day> .
<shapes/counter#day> a sh:PropertyShape ; sh:path schema:openingHours ; sh:minCount 1 ; sh:maxCount 2 ;
    sh:in ( "monday" "tuesday" "sunday" ) ; sh:message "A counter has a day."@en .
""",
    "site/questions/where.yaml": """title: {en: Where?}
explanation: {en: The counters.}
documents: ["001"]
query: "SELECT ?counter WHERE { ?counter a tbk:Counter }"
test: {columns: [counter], answer: []}
""",
    "site/linksets.yaml": "[]\n",
}
CHANGES: Mapping[str, Replacement] = {
    "a cell of a document": ("mappings/list/tables/counters.csv", "monday", "tuesday"),
    "a row of a document": ("mappings/list/tables/counters.csv", "b,28100", "c,14100,sunday,2018,6\nb,28100"),
    "a cell that documents refer to": ("mappings/places/tables/places.csv", "神戸市", "神戸"),
    "a rule": ("mappings/list/tables/rules.yaml", "schema:startDate", "dct:issued"),
    "a derivation": ("mappings/derive/001-counter-labels.rq", "の窓口", "の相談窓口"),
    "a correction": ("mappings/corrections.csv", "2021", "2022"),
    "the metadata of a source": ("mappings/list/metadata.yaml", "List", "A list"),
    "a term of the ontology": ("ontology/terms.ttl", "schema.org/Place", "schema.org/Service"),
    "a shape": ("shapes/counter.ttl", "sh:maxCount 2", "sh:maxCount 1"),
    "a question": ("site/questions/where.yaml", "The counters.", "Every counter."),
    "the title of the site": ("site.toml", "Counters of two cities", "The counters of two cities"),
    "the base of all URIs": ("site.toml", "data.example.org", "data.example.com"),
}
"""Changes that another build must see, by what changes. Each can be made after all before it."""


def write_site(folder: Path) -> Path:
    """Write the site into *folder*."""
    string = {"datatype": "string"}
    columns = {"places": ["key", "name"], "list": ["key", "place", "day", "since", "lines"]}
    files = dict(_FILES)
    for source, table in (("places", "places"), ("list", "counters")):
        schema = {
            "columns": [{"name": name, **string, "required": name == "key"} for name in columns[source]],
            "primaryKey": "key",
        }
        description = {"url": f"{table}.csv", "dc:title": {"en": table}, "tableSchema": schema}
        metadata = {"@context": "http://www.w3.org/ns/csvw", "tables": [description]}
        files[f"mappings/{source}/tables/csvw.json"] = json.dumps(metadata)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def change(folder: Path, replacement: Replacement) -> None:
    """Make a change in the site in *folder*, which must not be made yet."""
    name, old, new = replacement
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(old) >= 1, replacement
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


class CountingCache(Cache):
    """A cache that counts the requests, and those that it answers."""

    requests = 0
    hits = 0

    def get(self, key: str) -> bytes | None:
        content = super().get(key)
        self.requests += 1
        self.hits += content is not None
        return content


def built(folder: Path, var: Path, cache: Cache | None = None) -> Built:
    """A build of the site in *folder* below *var*."""
    site = load_site(folder)
    return build(site, site_namespace(site), var, reuse=Reuse(read_inputs(site), cache))


def cache_of(folder: Path, var: Path) -> CountingCache:
    """The cache of the site in *folder*, below *var*; it is used although the engine may just have been edited."""
    return CountingCache(var / "cache", read_inputs(load_site(folder)).software)


def differing(one: Release, other: Release) -> list[str]:
    """The files in which two releases differ, and their stores by what they hold."""
    names = {path.relative_to(release.path) for release in (one, other) for path in release.path.rglob("*")}
    files = [name for name in sorted(names) if name.parts[0] != "store"]
    different = [
        str(name)
        for name in files
        if not (one.path / name).is_dir() and (one.path / name).read_bytes() != (other.path / name).read_bytes()
    ]
    if _quads(one) != _quads(other):
        different.append("store")
    return different


def _quads(release: Release) -> set[bytes]:
    return set((Store.read_only(str(release.path / "store")).dump(format=RdfFormat.N_QUADS) or b"").splitlines())
