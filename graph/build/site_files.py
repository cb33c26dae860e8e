"""The files of a site that its release carries: a server shows the release as built, even if the site changes later.

The folder of a release has the layout of a site's folder (:mod:`mappings.site`). It also holds the JSON-LD context, the
prefixes and the definitions of metrics: those of the site, or else those of the engine.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import ontology
from graph.ask.question import FOLDER as QUESTIONS
from graph.ask.question import Question
from graph.ask.story import FOLDER as STORIES
from graph.ask.story import Story
from graph.quality import DEFINITIONS, OF_A_SITE, Definitions
from mappings.site import DATA, FILE, Site
from ontology.namespaces import Namespace

_LEFT_BEHIND = re.compile(r"(^|/)(\.|__pycache__/)|~$")
"""Hidden files, caches and the backups of editors."""


def prefix_file(site: Site) -> Path:
    """The prefixes of *site*."""
    own = site.ontology / ontology.PREFIXES.name
    return own if own.is_file() else ontology.PREFIXES


def site_namespace(site: Site, base_iri: str | None = None) -> Namespace:
    """The URIs of *site*, below *base_iri* if it is given. Raises BaseError."""
    concepts = ontology.concept_kinds(site.ontology)
    return Namespace.of(base_iri or site.base_iri, prefix_file(site), site.vocabulary_base, concepts)


def quality_files(site: Site) -> Definitions:
    """The files that define the metrics of *site*: that of the engine, and the site's own where it has one."""
    own = site.data / OF_A_SITE
    return (DEFINITIONS, own) if own.is_file() else (DEFINITIONS,)


def carried_files(site: Site, questions: Iterable[Question], stories: Iterable[Story]) -> dict[str, Path | str]:
    """The files that a release carries, or their text, by their path in it.

    Of the questions and stories of *site* it carries only *questions* and *stories*.
    """
    files: dict[str, Path | str] = {FILE: site.folder / FILE}
    told = {
        (QUESTIONS, ".yaml"): {question.key for question in questions},
        (STORIES, ".md"): {story.key for story in stories},
    }
    for path in sorted(site.data.rglob("*")):
        relative = path.relative_to(site.data)
        keys = told.get((relative.parts[0], path.suffix))
        if path.is_file() and not _LEFT_BEHIND.search(relative.as_posix()) and (keys is None or path.stem in keys):
            files[f"{DATA}/{relative.as_posix()}"] = path
    files[f"ontology/{ontology.CONTEXT}"] = ontology.context(site.ontology)
    files[f"ontology/{ontology.PREFIXES.name}"] = prefix_file(site)
    files[DEFINITIONS.name] = DEFINITIONS
    return files


def copy_site(site: Site, questions: Iterable[Question], stories: Iterable[Story], folder: Path) -> None:
    """Copy :func:`carried_files` into the release in *folder*."""
    for name, content in carried_files(site, questions, stories).items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            target.write_text(content, encoding="utf-8")
        else:
            shutil.copyfile(content, target)
