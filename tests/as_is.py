"""RDF of somebody else, for tests: kinds of waste as SKOS concepts, with blank nodes, and IRIs below two hosts."""

from __future__ import annotations

from pathlib import Path

WASTE = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix w: <https://data.example.jp/waste/> .

w:scheme a skos:ConceptScheme ; dct:title "ごみの分別"@ja , "Waste sorting"@en ;
  dct:license <https://creativecommons.org/licenses/by/4.0/> .
w:burnable a skos:Concept ; skos:topConceptOf w:scheme ; skos:inScheme w:scheme ;
  skos:prefLabel "燃やすごみ"@ja , "Burnable waste"@en .
w:paper a skos:Concept ; skos:inScheme w:scheme ; skos:broader w:burnable ;
  skos:prefLabel "紙くず"@ja , "Paper"@en ; skos:exactMatch <http://other.example/codes#paper> ;
  skos:note [ dct:creator [ dct:title "Office of waste"@en ] ] .
w:tissue a skos:Concept ; skos:inScheme w:scheme ; skos:prefLabel "Tissue"@en .
w:paper skos:narrower w:tissue .
<http://other.example/codes#paper> a skos:Concept ; skos:prefLabel "Paper elsewhere"@en .
w:glass a skos:Concept ; <http://www.w3.org/2008/05/skos-xl#prefLabel> w:glass-label .
w:glass-label <http://www.w3.org/2008/05/skos-xl#literalForm> "Glass"@en .
<https://data.example.jp/terms#Collection> a <http://www.w3.org/2002/07/owl#Class> .
<https://data.example.jp/search> a skos:Concept ; skos:prefLabel "Has the path of a page"@en .
"""


def write_waste(folder: Path, concepts: int = 0) -> Path:
    """The file ``waste.ttl`` in *folder*, with so many more *concepts*."""
    more = "".join(f'w:item-{n} a skos:Concept ; skos:prefLabel "Item {n}"@en .\n' for n in range(concepts))
    path = folder / "waste.ttl"
    path.write_text(WASTE + more, encoding="utf-8")
    return path
