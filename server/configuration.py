"""Settings from a file, the environment and options, each stronger than the one before."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import Field
from pathlib import Path
from typing import Any, TypeVar

import click

from server.settings import KIBIBYTE, MEBIBYTE, Limits, Settings, declared

PREFIX = "TABUNKA"
"""Of the environment: ``TABUNKA_QUERY_SECONDS``."""
F = TypeVar("F", bound=Callable[..., Any])
_FACTORS = {"MiB": MEBIBYTE, "KiB": KIBIBYTE}
_OTHER_KEYS = ("host", "port", "release", "documents")
"""What a file can set besides: options of the command that are no settings of the server itself."""


def variable(name: str) -> str:
    """The environment variable of the setting or option *name*."""
    return f"{PREFIX}_{name.replace('-', '_').upper()}"


def option_type(declaration: Field[Any]) -> click.ParamType[Any]:
    """What a value of the setting must be, in the unit it is set in."""
    metadata = declaration.metadata
    if metadata["choices"]:
        return click.Choice(metadata["choices"])
    if isinstance(declaration.default, float):
        return click.FloatRange(metadata["least"], metadata["most"])
    if isinstance(declaration.default, int):
        return click.IntRange(
            None if metadata["least"] is None else int(metadata["least"]),
            None if metadata["most"] is None else int(metadata["most"]),
        )
    return click.STRING


def default_of(declaration: Field[Any]) -> Any:
    """The default of a setting in the unit it is set in."""
    default: Any = declaration.default
    factor = _FACTORS.get(declaration.metadata["unit"])
    return default // factor if factor else default


def setting_options(command: F) -> F:
    """Give *command* an option for each setting, and ``--config`` for a file of them.

    The command receives what they come to: an option on the command line is stronger than the environment, that is
    stronger than the file, and that than the default.
    """
    for name, declaration in reversed(list(declared())):
        unit = declaration.metadata["unit"]
        command = click.option(
            f"--{name}",
            f"setting_{name.replace('-', '_')}",
            type=option_type(declaration),
            default=default_of(declaration),
            show_default=declaration.default != "",
            envvar=variable(name),
            metavar=unit.upper() if unit else None,
            help=declaration.metadata["help"],
        )(command)
    return click.option(
        "--config",
        type=click.Path(path_type=Path),
        envvar=variable("config"),
        is_eager=True,
        expose_value=False,
        callback=_read_file,
        metavar="FILE",
        help="TOML file of settings, named like the options without the dashes before them.",
    )(command)


def settings_of(values: Mapping[str, Any]) -> Settings:
    """The settings that :func:`setting_options` gave a command as ``setting_…``."""
    limits: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for name, declaration in declared():
        value = values[f"setting_{name.replace('-', '_')}"]
        factor = _FACTORS.get(declaration.metadata["unit"], 1)
        into = limits if declaration.name in Limits.__dataclass_fields__ and declaration.metadata["name"] else others
        into[declaration.name] = value * factor if factor != 1 else value
    return Settings(limits=Limits(**limits), **others)


def _read_file(context: click.Context, parameter: click.Parameter, path: Path | None) -> None:
    """Make what the file says the defaults of the options that it names."""
    if path is None:
        return
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise click.BadParameter(f"{path} cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise click.BadParameter(f"{path} is not TOML: {error}") from error
    known = {name: option for option in context.command.params for name in _names(option)}
    defaults = {}
    for key, value in values.items():
        option = known.get(key)
        if option is None or option.name is None:
            raise click.BadParameter(f"{path}: {key} is no setting; there are {', '.join(sorted(known))}")
        if isinstance(value, dict | list):
            raise click.BadParameter(f"{path}: {key} takes one value, not a table or list")
        try:
            defaults[option.name] = option.type.convert(value, option, context)
        except click.BadParameter as error:
            raise click.BadParameter(f"{path}: {key}: {error.message}") from error
    context.default_map = {**(context.default_map or {}), **defaults}


def _names(option: click.Parameter) -> list[str]:
    """The keys by which a file names *option*: settings, and the few others that a file may set."""
    if not isinstance(option, click.Option) or option.name is None:
        return []
    long = [name.removeprefix("--") for name in option.opts if name.startswith("--")]
    return [name for name in long if option.name.startswith("setting_") or name in _OTHER_KEYS]
