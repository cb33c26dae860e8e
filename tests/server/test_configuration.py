"""Settings: by file, environment and option, each documented."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from server.configuration import default_of, setting_options, settings_of, variable
from server.settings import MEBIBYTE, Limits, Settings, declared

ROOT = Path(__file__).parents[2]
OPERATIONS = ROOT / "docs" / "operations.md"


def settings(*arguments: str, **environment: str) -> Settings:
    """What a command with these options and environment gets. Raises AssertionError with what it says is wrong."""
    received: list[Settings] = []

    @click.command()
    @click.option("--port", type=int, default=1)
    @setting_options
    def command(port: int, **values: Any) -> None:
        received.append(settings_of(values))

    result = CliRunner().invoke(command, list(arguments), env=environment)
    assert result.exit_code == 0, result.output
    return received[0]


def test_without_anything_the_defaults_hold() -> None:
    assert settings() == Settings()


def test_an_option_is_stronger_than_the_environment_and_that_than_the_file(tmp_path: Path) -> None:
    file = tmp_path / "tabunka.toml"
    file.write_text('query-seconds = 7\nquery-memory = 64\nqueries = 2\naccess-log = "off"\n', encoding="utf-8")
    chosen = settings("--config", str(file), "--query-seconds", "9", TABUNKA_QUERY_SECONDS="8", TABUNKA_QUERIES="3")
    assert chosen.limits == Limits(seconds=9.0, memory=64 * MEBIBYTE)
    assert (chosen.queries, chosen.access_log) == (3, "off")
    assert settings(TABUNKA_CONFIG=str(file)).limits.seconds == 7.0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("query-second = 7", "query-second is not a setting"),
        ("query-seconds = -1", "query-seconds: -1.0 is not in the range 0.1<=x<=3600"),
        ('queries = "many"', "queries: 'many' is not a valid integer"),
        ("queries = [1]", "queries takes one value"),
        ("[queries]", "queries takes one value"),
        ('access-log = "xml"', "access-log: 'xml' is not one of"),
        ("config = 'x'", "config is not a setting"),
        ("queries = ", "is not TOML"),
    ],
)
def test_a_mistake_in_a_file_is_named_with_the_file(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "tabunka.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(AssertionError) as caught:
        settings("--config", str(file))
    message = " ".join(re.sub(r"[│╭╮╰╯─]", " ", str(caught.value)).split())
    assert says in message
    assert "tabunka.toml" in message.replace(" ", "")


def test_a_file_that_is_not_there_says_so() -> None:
    with pytest.raises(AssertionError, match="cannot be read"):
        settings("--config", "/nowhere.toml")


def test_a_wrong_environment_variable_is_named() -> None:
    with pytest.raises(AssertionError, match="TABUNKA_QUERIES|--queries"):
        settings(TABUNKA_QUERIES="none")


def test_every_setting_is_documented_with_its_default_and_unit_and_none_that_is_not_there() -> None:
    cells = re.compile(r"^\| `([a-z-]+)` \|([^|]*)\|([^|]*)\| (.+) \|$", re.MULTILINE)
    rows = cells.findall(OPERATIONS.read_text(encoding="utf-8"))
    documented = {name: (default.strip(), unit.strip(), about) for name, default, unit, about in rows}
    settings_by_name = dict(declared())
    assert list(documented) == list(settings_by_name)
    for name, declaration in settings_by_name.items():
        default, unit, about = documented[name]
        assert default == str(default_of(declaration)), name
        assert unit == declaration.metadata["unit"], name
        assert about.startswith(declaration.metadata["help"]), name
        assert all(f"`{choice}`" in about for choice in declaration.metadata["choices"]), name


def test_names_of_variables() -> None:
    assert variable("query-seconds") == "TABUNKA_QUERY_SECONDS"
