"""The files of a site that its release carries: a server shows the release as built, even if the site changes later.

The folder of a release is itself that of a site (:mod:`mappings.site`), beside which it holds the JSON-LD context, the
prefixes and the definitions of what is measured. Where a site has none of its own, the engine's are taken.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import ontology
from graph.ask.question import FOLDER as QUESTIONS
from graph.ask.question import Question
from graph.quality import DEFINITIONS, OF_A_SITE, Definitions
from mappings.site import DATA, FILE, Site
from ontology.namespaces import Namespace

_LEFT_BEHIND = re.compile(r"(^|/)(\.|__pycache__/)|~$")
"""Hidden files, caches and the backups of editors."""


def context_file(site: Site) -> Path:
    """The JSON-LD context of *site*."""
    return _own(site.ontology / ontology.CONTEXT.name, ontology.CONTEXT)


def prefix_file(site: Site) -> Path:
    """The prefixes of *site*."""
    return _own(site.ontology / ontology.PREFIXES.name, ontology.PREFIXES)


def site_namespace(site: Site, base_iri: str | None = None) -> Namespace:
    """The URIs of *site*, below *base_iri* if it is given. Raises BaseError."""
    folder = site.ontology if site.ontology.is_dir() else ontology.ROOM
    concepts = ontology.concept_kinds(folder)
    return Namespace.of(base_iri or site.base_iri, prefix_file(site), site.vocabulary_base, concepts)


def quality_files(site: Site) -> Definitions:
    """The definitions of what is measured of *site*: those of the engine, and its own where it has some."""
    own = site.data / OF_A_SITE
    return (DEFINITIONS, own) if own.is_file() else (DEFINITIONS,)


def _own(path: Path, of_the_engine: Path) -> Path:
    return path if path.is_file() else of_the_engine


def carried_files(site: Site, questions: Iterable[Question]) -> dict[str, Path]:
    """The files that a release carries, by their path in it; of the questions only *questions*."""
    files = {FILE: site.folder / FILE}
    question_files = {f"{question.key}.yaml" for question in questions}
    for path in sorted(site.data.rglob("*")):
        relative = path.relative_to(site.data)
        is_question = relative.parts[0] == QUESTIONS and path.suffix == ".yaml"
        if (
            path.is_file()
            and not _LEFT_BEHIND.search(relative.as_posix())
            and (not is_question or path.name in question_files)
        ):
            files[f"{DATA}/{relative.as_posix()}"] = path
    files[f"ontology/{ontology.CONTEXT.name}"] = context_file(site)
    files[f"ontology/{ontology.PREFIXES.name}"] = prefix_file(site)
    files[DEFINITIONS.name] = DEFINITIONS
    return files


def copy_site(site: Site, questions: Iterable[Question], folder: Path) -> None:
    """Copy :func:`carried_files` into the release in *folder*."""
    for name, path in carried_files(site, questions).items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
