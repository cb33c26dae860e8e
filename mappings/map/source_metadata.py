"""``metadata.yaml`` of a source: read, and everything that is wrong in it named with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pyoxigraph import NamedNode

from mappings.problems import Problem
from mappings.yaml_places import line_of
from mappings.yaml_text import parse_yaml

FILE = "metadata.yaml"
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\Z")
_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*\Z")
_KEY_LINE = re.compile(r"^key:[ \t]*([^\s#]+)", re.MULTILINE)
_TEXTS_OF_ATTRIBUTION = ("title", "publisher", "used_for")


class _Reader:
    """Reads one file and collects what is wrong in it."""

    def __init__(self, path: Path) -> None:
        self.place = "/".join(path.parts[-3:])
        self.text = ""
        self.problems: list[Problem] = []

    def wrong(self, message: str, *steps: str | int, value: object = "", suggestion: str = "") -> None:
        line = line_of(self.text, steps)
        column = str(steps[0]) if steps else ""
        self.problems.append(Problem(self.place, message, line, column, str(value), suggestion, "metadata"))

    def read(self, path: Path) -> Mapping[str, Any] | None:
        try:
            self.text = path.read_text(encoding="utf-8")
            metadata = parse_yaml(self.text)
        except UnicodeDecodeError:
            self.wrong("is not UTF-8; save it as UTF-8")
            return None
        except OSError as error:
            self.wrong(f"cannot be read ({error.strerror})")
            return None
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            what = getattr(error, "problem", None) or " ".join(str(error).split())
            line = mark.line + 1 if mark else None
            self.problems.append(Problem(self.place, f"is not YAML: {what}", line, kind="metadata"))
            return None
        if not isinstance(metadata, Mapping):
            self.wrong("must have `key` and `title`")
            return None
        self.key(metadata)
        self.texts(metadata.get("title"), "title")
        self.attributions(metadata.get("attributions"))
        self.languages(metadata.get("language"))
        self.address(metadata.get("url"), "url")
        assertions = metadata.get("assertions", {})
        if not isinstance(assertions, Mapping) or not all(map(_is_assertion, assertions.values())):
            self.wrong("must be numbers by table, as in {counters: {min_rows: 3}}", "assertions")
        return metadata

    def key(self, metadata: Mapping[str, Any]) -> None:
        key = metadata.get("key")
        if key is None:
            self.wrong("has no `key`")
        elif not isinstance(key, str):
            printed = _KEY_LINE.search(self.text)
            self.wrong(
                "must be in quotes: YAML reads it as a number",
                "key",
                value=key,
                suggestion=f'"{printed[1]}"' if printed else "",
            )
        elif not _KEY.match(key):
            self.wrong("must be letters A to Z, digits, _ and -: it is part of URIs", "key", value=key)

    def texts(self, value: object, *steps: str | int) -> None:
        if value is None:
            self.wrong(f"has no `{steps[-1]}`", *steps)
        elif isinstance(value, str):
            language = "ja" if not value.isascii() else "en"
            self.wrong("must be by language", *steps, value=value, suggestion=f"{{{language}: {value}}}")
        elif not isinstance(value, Mapping) or not value or not all(map(_is_text, value.items())):
            self.wrong("must be a text by language, as in {ja: 施設, en: Facilities}", *steps, value=value)

    def languages(self, value: object) -> None:
        tags = [value] if isinstance(value, str) else value
        if tags is None:
            return
        if not isinstance(tags, list) or not all(isinstance(tag, str) and _TAG.match(tag) for tag in tags):
            self.wrong("must be a list of tags of languages, as in [ja, en]", "language", value=value)

    def address(self, value: object, *steps: str | int) -> None:
        if value is None:
            return
        try:
            NamedNode(str(value))
        except ValueError as error:
            self.wrong(f"is not a valid IRI: {error}", *steps, value=value)

    def attributions(self, value: object) -> None:
        if value is None:
            return
        if not isinstance(value, list):
            self.wrong("must be a list", "attributions")
            return
        for number, attribution in enumerate(value):
            if not isinstance(attribution, Mapping):
                self.wrong("must have title, publisher and used_for", "attributions", number, value=attribution)
                continue
            for name in ("licence", "url"):
                self.address(attribution.get(name) or None, "attributions", number, name)
            for name in _TEXTS_OF_ATTRIBUTION:
                self.texts(attribution.get(name), "attributions", number, name)
            languages = [
                set(texts) for name in _TEXTS_OF_ATTRIBUTION if isinstance(texts := attribution.get(name), Mapping)
            ]
            if any(tags != languages[0] for tags in languages):
                message = "must have title, publisher and used_for in the same languages"
                self.wrong(message, "attributions", number)


def _is_text(entry: tuple[object, object]) -> bool:
    tag, text = entry
    return isinstance(tag, str) and _TAG.match(tag) is not None and isinstance(text, str) and bool(text)


def _is_assertion(value: object) -> bool:
    return isinstance(value, Mapping) and all(isinstance(number, int) for number in value.values())


def read_metadata(path: Path) -> tuple[Mapping[str, Any], list[Problem]]:
    """The content of the ``metadata.yaml`` *path*, empty where it cannot be read, and what is wrong in it."""
    reader = _Reader(path)
    metadata = reader.read(path)
    return metadata or {}, reader.problems
