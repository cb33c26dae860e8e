"""What ``/search`` finds."""

from __future__ import annotations

import re

from flask.testing import FlaskClient


def hits(client: FlaskClient, text: str, **parameters: str) -> list[str]:
    """The documents of the first page of things that are found for *text*, in order."""
    page = client.get("/search", query_string={"q": text, "lang": "ja", **parameters}).text
    listed = page.partition('<ul class="hits">')[2].partition("</ul>")[0]
    return re.findall(r'<li><a href="(/doc/[^"]+)"', listed)
