"""Add a file of RDF to a site as a source of its own, as it is: ``tabunka source add FILE --as-is``."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from mappings.as_is.child import in_child
from mappings.as_is.files import RdfError, rdf_file
from mappings.as_is.own_metadata import own_metadata, values_of
from mappings.as_is.reading import RdfReader
from mappings.whole_files import write_whole_folder
from ontology.namespaces import DEFAULT_BASE

_METADATA = "metadata.yaml"


def add_as_is(site_folder: Path, path: Path, key: str = "") -> Path:
    """Copy the file *path* into ``mappings/{key}`` of the site in *site_folder*, with its metadata; gives that folder.

    Without a *key* it is made of the name of the file. Title and licence are those that the data states of itself. The
    whole file is read first. Raises RdfError and ChildError; then nothing is written.
    """
    file = rdf_file(path)
    if not path.is_file():
        raise RdfError(f"{path}: there is no such file")
    key = key or re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-") or "data"
    folder = site_folder / "mappings" / key
    if folder.exists():
        raise RdfError(f"{folder}: already exists; choose another key with --key")
    if not (site_folder / "site.toml").is_file():
        raise RdfError(f"{site_folder}: is not a site: it has no site.toml; `tabunka init NAME` makes one")

    def described() -> list[object]:
        reader = RdfReader(file, f"{DEFAULT_BASE}/{file.stem}", "b")
        lines = [line for line, _ in reader.lines()]
        return [len(lines), *own_metadata(values_of(lines))]

    died = f"{path}: the process that reads it has died; what is nested thousands of levels deep cannot be read"
    number, titles, licence = in_child(described, died)
    if not number:
        raise RdfError(f"{path}: has no statements")
    metadata = {"key": key, "kind": "rdf", "file": path.name, "title": titles or {"en": file.stem}}
    if licence:
        metadata["licence"] = licence
    text = yaml.safe_dump(metadata, allow_unicode=True, sort_keys=False, default_flow_style=False)
    try:
        write_whole_folder(folder, {path.name: path, _METADATA: text.encode()})
    except OSError as error:
        raise RdfError(f"{folder}: cannot be written ({error.strerror})") from error
    return folder
