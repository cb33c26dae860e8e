"""A site of three lamps: all that a site must have, and nothing else. It is built and opened in no time."""

from __future__ import annotations

import json
from pathlib import Path

from graph.build.pipeline import build
from graph.release import Release, current
from mappings.site import load_site
from ontology.namespaces import Namespace
from tests.example_site import site_toml

SITE = site_toml(
    "lamps",
    "Lamps of a harbour",
    "Three lamps and how high they stand.",
    example="lamp/north",
    place="Norway",
    country="NOR",
)

METADATA = """
key: lamps
title: {en: List of lamps}
publisher: {en: Harbour office}
date: "2020-12-31"
language: [en]
licence: https://creativecommons.org/publicdomain/zero/1.0/
"""

TABLE = """key,name,height
north,North lamp,12
south,South lamp,9
mole,Lamp on the mole,5
"""

RULES = """
prefixes:
  id: http://localhost:8000/id/
  schema: http://schema.org/
  skos: http://www.w3.org/2004/02/skos/core#
  xsd: http://www.w3.org/2001/XMLSchema#
mappings:
  lamp:
    sources: [["lamps.csv~csv"]]
    graphs: http://localhost:8000/graph/lamps
    s: id:lamp/$(key)
    po:
      - [a, schema:Place]
      - [skos:prefLabel, $(name), en~lang]
      - [schema:height, $(height), xsd:integer]
"""

COLUMNS = (("key", "string"), ("name", "string"), ("height", "integer"))


def _csvw() -> str:
    columns = [{"name": name, "titles": {"en": name}, "datatype": kind, "required": True} for name, kind in COLUMNS]
    schema = {"columns": columns, "primaryKey": "key"}
    table = {"url": "lamps.csv", "dc:title": {"en": "lamps"}, "tabunka:identity": ["name"], "tableSchema": schema}
    return json.dumps({"@context": "http://www.w3.org/ns/csvw", "tables": [table]})


def build_lamps(folder: Path) -> Release:
    """Write the site into *folder* and build its release below ``var``."""
    tables = folder / "mappings" / "lamps" / "tables"
    tables.mkdir(parents=True)
    (folder / "site.toml").write_text(SITE, encoding="utf-8")
    (tables.parent / "metadata.yaml").write_text(METADATA, encoding="utf-8")
    (tables / "lamps.csv").write_text(TABLE, encoding="utf-8")
    (tables / "csvw.json").write_text(_csvw(), encoding="utf-8")
    (tables / "rules.yaml").write_text(RULES, encoding="utf-8")
    build(load_site(folder), Namespace(), folder / "var")
    return current(folder / "var")
