"""The results of ``/search``."""

from __future__ import annotations

import re

from flask.testing import FlaskClient


def hits(client: FlaskClient, text: str, **parameters: str) -> list[str]:
    """The documents that are found for *text*, in order: of the places that it names, then of the names' first page."""
    page = client.get("/search", query_string={"q": text, "lang": "ja", **parameters}).text
    places = re.findall(r'<article class="place">\s*<h2><a href="(/doc/[^"]+)"', page)
    listed = page.partition('<ul class="hits">')[2].partition("</ul>")[0]
    return places + re.findall(r'<li><a href="(/doc/[^"]+)"', listed)
