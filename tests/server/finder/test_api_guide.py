"""The commands and addresses of the API guide about the finder work as written there."""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient

from server.finder.declaration import load_declaration
from server.pages.about import GUIDE
from tests.server.guide import BASE, CURLS, TEXT, answer_of, is_of_finder
from tests.this_site import SITE

DECLARED = load_declaration(SITE)
assert DECLARED
COMMANDS = [(command, media_type) for command, media_type in CURLS if is_of_finder(command)]


def sections() -> str:
    """The sections on ``/find`` and ``/suggest``."""
    parts = re.split(r"(?m)^(?=## )", TEXT)
    return "".join(part for part in parts if part.startswith(("## Find things", "## Names as one types")))


@pytest.mark.parametrize(("command", "media_type"), COMMANDS)
def test_a_command_of_the_guide_is_answered_as_it_says(client: FlaskClient, command: str, media_type: str) -> None:
    answer = answer_of(client, command)
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert len(answer.text) > 200


def test_there_are_commands_in_the_guide() -> None:
    assert len(COMMANDS) >= 6


def test_the_program_of_the_guide_runs(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def urlopen(url: str) -> Any:
        answer = client.get(url.removeprefix(BASE))
        assert answer.status_code == 200
        return io.BytesIO(answer.data)

    monkeypatch.setattr("urllib.request.urlopen", urlopen)
    programs = re.findall(r"```python\n(.*?)```", sections(), re.DOTALL)
    assert programs
    for program in programs:
        exec(compile(program, GUIDE, "exec"), {})
    printed = capsys.readouterr().out
    assert "Nagano Multicultural Consultation Centre" in printed
    assert re.search(r"(?m)^vi \d+$", printed)


def test_every_facet_kind_and_suggestion_is_in_the_guide() -> None:
    text, declared = sections(), DECLARED
    names = (
        [facet.name for facet in declared.facets] + [kind.key for kind in declared.kinds] + list(declared.suggestions)
    )
    assert [name for name in names if f"`{name}`" not in text] == []


def test_every_address_of_the_guide_says_only_parameters_that_there_are() -> None:
    parameters = {facet.name for facet in DECLARED.facets} | {"text", "q", "limit", "view", "page", "format"}
    addresses = re.findall(rf"{BASE}/(?:find|suggest)[^'\"\s]*", sections())
    assert len(addresses) > 3
    for address in addresses:
        assert {name for name, _ in parse_qsl(urlsplit(address).query)} <= parameters
