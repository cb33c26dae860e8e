"""The files by which nginx serves an export as the server does: a configuration, and a script that negotiates."""

from __future__ import annotations

import json
from pathlib import Path
from string import Template
from typing import Any

from graph.release import Release
from ontology.json_text import indented
from server.display.releases import CHECKSUMS, INPUTS
from server.export.addresses import Rules
from server.export.capture import FORMATS
from server.export.crawl import NEEDS_SERVER, NOTHING_HERE, ExportPlan
from server.http.security_headers import HEADERS, allowed_headers
from server.problems import FORMATS as FORMATS_OF_ERRORS

_HERE = Path(__file__).parent


def write_configuration(folder: Path, place: Path, plan: ExportPlan, release: Release) -> None:
    """Write the configuration and the script into *folder*, which will be at *place*."""
    interface, rules = release.site.interface, Rules.read()
    settings: dict[str, Any] = {
        "root": plan.root,
        "languages": list(plan.languages),
        "readable": list(interface.readable),
        "fallback": interface.fallback if interface.fallback in plan.languages else plan.languages[0],
        "headers": dict(HEADERS),
        "allowed_headers": allowed_headers(""),
        "server": [f"^(?:{pattern})$" for pattern in rules.server],
        "followed": list(rules.followed),
        "nothing": NOTHING_HERE,
        "needs_server": NEEDS_SERVER,
        "live": plan.live,
        "problems": [form.content_type for form in FORMATS_OF_ERRORS],
        "aliases": {form.media_type: list(form.aliases) for form in FORMATS.values()},
    }
    settings["aliases"] |= {form.media_type: list(form.aliases) for form in FORMATS_OF_ERRORS}
    text = indented(settings)
    (folder / "settings.js").write_text(f"export default {text};\n", encoding="utf-8")
    (folder / "negotiate.js").write_text((_HERE / "negotiate.js").read_text(encoding="utf-8"), encoding="utf-8")
    headers = "".join(f"    add_header {name} {json.dumps(value)};\n" for name, value in HEADERS)
    dumps = "\n".join(_dump(name, place, plan, release, headers) for name in (*release.files, CHECKSUMS, INPUTS))
    template = Template((_HERE / "nginx.conf").read_text(encoding="utf-8"))
    filled = template.substitute(place=place, root=plan.root, headers=headers.rstrip(), dumps=dumps)
    (folder / "nginx.conf").write_text(filled, encoding="utf-8")


def _dump(name: str, place: Path, plan: ExportPlan, release: Release, headers: str) -> str:
    """The location of the dump *name*, with the headers that :mod:`server.catalogue.dumps` sends."""
    types = {dump.name: "application/gzip" if dump.compressed else dump.format.content_type for dump in release.dumps}
    path = f"/dump/{release.version}/{name}"
    described = f'<{plan.root}/release/{release.version}>; rel="describedby"'
    licence = [f'<{release.site.licence_iri}>; rel="license"'] if release.site.licence else []
    added = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "Vary": "Accept-Encoding",
        "Content-Disposition": f"inline; filename={release.version}-{name}",
        "Link": ", ".join([described, *licence]),
    }
    lines = "".join(f"    add_header {key} {json.dumps(value)};\n" for key, value in added.items())
    return (
        f"    location = {plan.root}{path} {{\n{headers}{lines}    gzip_static on; gzip_vary off;\n"
        f'    types {{ }} default_type "{types.get(name, "text/plain; charset=utf-8")}";\n'
        f"    error_page 403 404 405 = @tabunka;\n    alias {place}{path};\n    }}"
    )
