"""The commands of the API guide, as tests run them."""

from __future__ import annotations

import re
import shlex
from itertools import pairwise

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.pages.about import GUIDE
from tests.this_site import SITE

BASE = "http://localhost:8000"
TEXT = (SITE.data / GUIDE).read_text(encoding="utf-8")
CURLS: list[tuple[str, str]] = re.findall(r"^(curl .*?)   # (\S+)$", TEXT, re.MULTILINE)
"""Each command with the media type that its answer has, as the guide says."""


def answer_of(client: FlaskClient, command: str) -> TestResponse:
    """The answer of *client* to the request that the curl *command* sends."""
    words = shlex.split(command)
    url = next(word for word in words if word.startswith(BASE)).removeprefix(BASE)
    after = dict(pairwise(words))
    headers = dict([after["-H"].split(": ", 1)]) if "-H" in words else {}
    data = dict([after["--data-urlencode"].split("=", 1)]) if "--data-urlencode" in words else None
    return client.get(url, headers=headers, query_string=data, follow_redirects="-L" in words)


def is_of_finder(command: str) -> bool:
    """Does the curl *command* ask the finder?"""
    return re.search(rf"{BASE}/(?:find|suggest)", command) is not None
