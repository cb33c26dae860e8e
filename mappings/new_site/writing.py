"""Write the folder of a new site, all of it or nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from mappings.site import FILE, Site, load_site
from mappings.site_settings import file_name
from ontology.errors import ReportedError
from ontology.namespaces import Namespace

_TEMPLATE = Path(__file__).parent / FILE
_IGNORED = "/var/\n"
_PLACEHOLDER = re.compile(r"\{([a-z-]+)\}")


class NewSiteError(ReportedError):
    """The folder of a new site cannot be written."""


def write_new_site(folder: Path, base_iri: str, title: Mapping[str, str]) -> Site:
    """Make *folder*, which may be there if it is empty, a site of that name, and load it.

    *title* is by language; without one it is the name. Raises NewSiteError, and BaseError for a wrong *base_iri*.
    """
    name = _name(folder)
    base = Namespace.of(base_iri).base
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(path.name != ".git" for path in folder.iterdir()):
            raise NewSiteError(f"{folder}: is not empty; name a new folder for the site")
        (folder / "mappings").mkdir()
        (folder / ".gitignore").write_text(_IGNORED, encoding="utf-8")
        # It makes the folder a site, so it comes last.
        (folder / FILE).write_text(site_toml(name, base, title), encoding="utf-8")
    except OSError as error:
        raise NewSiteError(f"{folder}: cannot be written ({error.strerror}); name another folder") from error
    return load_site(folder)


def site_toml(name: str, base_iri: str, title: Mapping[str, str]) -> str:
    """The content of ``site.toml`` of a site that has a name, a base and a title, and says what else it may have.

    >>> print(site_toml("waste", "http://localhost:8000", {"ja": "ごみ"}).splitlines()[5])
    title = {ja = "ごみ"}
    """
    titles = ", ".join(f"{tag} = {_toml(text)}" for tag, text in title.items())
    values = {
        "name": _toml(name),
        "plain-name": name,
        "base": _toml(base_iri),
        "title": f"{{{titles}}}" if titles else _toml(name),
    }
    return _PLACEHOLDER.sub(lambda match: values[match[1]], _TEMPLATE.read_text(encoding="utf-8"))


def _name(folder: Path) -> str:
    try:
        return file_name(folder.resolve().name)
    except ValueError as error:
        raise NewSiteError(f"{folder}: {error}; the site is called like its folder") from error


def _toml(text: str) -> str:
    """*text* as a basic string of TOML, whose escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False)
