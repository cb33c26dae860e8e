"""What nginx needs to give out an export as the server does: a configuration, and a script that negotiates."""

from __future__ import annotations

import json
from pathlib import Path
from string import Template

from graph.release import Release
from server.export.addresses import Rules
from server.export.capture import FORMATS
from server.export.crawl import NEEDS_SERVER, NOTHING_HERE, Plan
from server.http.security_headers import HEADERS, allowed_headers

_HERE = Path(__file__).parent


def write_configuration(folder: Path, place: Path, plan: Plan, release: Release) -> None:
    """Write the configuration and the script into *folder*, which will be at *place*."""
    interface, rules = release.site.interface, Rules.read()
    settings = {
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
        "aliases": {form.media_type: list(form.aliases) for form in FORMATS.values()},
    }
    text = json.dumps(settings, ensure_ascii=False, indent=1)
    (folder / "settings.js").write_text(f"export default {text};\n", encoding="utf-8")
    (folder / "negotiate.js").write_text((_HERE / "negotiate.js").read_text(encoding="utf-8"), encoding="utf-8")
    headers = "".join(f"    add_header {name} {json.dumps(value)};\n" for name, value in HEADERS)
    types = "".join(f"      {form.media_type} {form.extension};\n" for form in FORMATS.values() if form.iri)
    template = Template((_HERE / "nginx.conf").read_text(encoding="utf-8"))
    filled = template.substitute(place=place, root=plan.root, headers=headers.rstrip(), types=types.rstrip())
    (folder / "nginx.conf").write_text(filled, encoding="utf-8")
