"""What a release carries of its site, so that a server shows the release as it was built, whatever the site says later.

The folder of a release is itself that of a site (:mod:`mappings.site`), beside which it holds the JSON-LD context, the
prefixes and the definitions of what is measured. Where a site has none of its own, the engine's are taken.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import ontology
from graph.ask.question import FOLDER as QUESTIONS
from graph.ask.question import Question
from graph.quality import DEFINITIONS
from mappings.site import DATA, FILE, Site

_CACHES = shutil.ignore_patterns("__pycache__", ".*", "*~")


def context_file(site: Site) -> Path:
    """The JSON-LD context of *site*."""
    return _own(site.ontology / ontology.CONTEXT.name, ontology.CONTEXT)


def prefix_file(site: Site) -> Path:
    """The prefixes of *site*."""
    return _own(site.ontology / ontology.PREFIXES.name, ontology.PREFIXES)


def _own(path: Path, of_the_engine: Path) -> Path:
    return path if path.is_file() else of_the_engine


def copy_site(site: Site, questions: Iterable[Question], folder: Path) -> None:
    """Copy the files of *site* into the release in *folder*; of the questions only *questions*."""
    shutil.copy(site.folder / FILE, folder / FILE)
    if site.data.is_dir():
        shutil.copytree(site.data, folder / DATA, ignore=_CACHES)
        asked = {f"{question.key}.yaml" for question in questions}
        for path in (folder / DATA / QUESTIONS).glob("*.yaml"):
            if path.name not in asked:
                path.unlink()
    (folder / "ontology").mkdir()
    shutil.copy(context_file(site), folder / "ontology" / ontology.CONTEXT.name)
    shutil.copy(prefix_file(site), folder / "ontology" / ontology.PREFIXES.name)
    shutil.copy(DEFINITIONS, folder / DEFINITIONS.name)
