"""Read the settings from a file, the environment and options; each overrides the one before."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import Field
from pathlib import Path
from typing import Any, TypeVar

import click

from server.settings import KIBIBYTE, MEBIBYTE, Limits, Settings, declared, is_limit

PREFIX = "TABUNKA"
"""Of the environment: ``TABUNKA_QUERY_SECONDS``."""
F = TypeVar("F", bound=Callable[..., Any])
_FACTORS = {"MiB": MEBIBYTE, "KiB": KIBIBYTE}
_OTHER_KEYS = ("host", "port", "release", "documents")
"""Options of the command that a file can set as well, though the server itself has no such setting."""


def variable(name: str) -> str:
    """The environment variable of the setting or option *name*."""
    return f"{PREFIX}_{name.replace('-', '_').upper()}"


def option_type(declaration: Field[Any]) -> click.ParamType[Any]:
    """The type of a value of the setting, in the setting's unit."""
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
    """The default of a setting, in the setting's unit."""
    default: Any = declaration.default
    factor = _FACTORS.get(declaration.metadata["unit"])
    return default // factor if factor else default


def setting_options(command: F) -> F:
    """Give *command* an option for each setting, and ``--config`` for a file of them.

    An option on the command line overrides the environment, which overrides the file, which overrides the default.
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
        (limits if is_limit(declaration) else others)[declaration.name] = value * factor if factor != 1 else value
    return Settings(limits=Limits(**limits), **others)


def _read_file(context: click.Context, parameter: click.Parameter, path: Path | None) -> None:
    """Use the values of the file as defaults of the options that it names."""
    if path is None:
        return
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise click.BadParameter(f"{path} cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise click.BadParameter(f"{path} is not TOML: {error}") from error
    options = {name: option for option in context.command.params for name in _names(option)}
    defaults = {}
    for key, value in values.items():
        option = options.get(key)
        if option is None or option.name is None:
            raise click.BadParameter(f"{path}: {key} is not a setting; there are {', '.join(sorted(options))}")
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
