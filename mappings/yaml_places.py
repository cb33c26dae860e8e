"""Where in the text of a YAML file a value stands, so that a message can name the line."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import yaml

from mappings.yaml_text import LOADER


def line_of(text: str, path: Sequence[str | int]) -> int | None:
    """The line, counted from 1, of the key or item that *path* leads to in the YAML *text*; None where there is none.

    Where only a beginning of the path is there, it is the line of the last that is.

    >>> line_of("a:\\n  b:\\n    - x\\n    - y\\n", ["a", "b", 1])
    4
    """
    node, line = _composed(text), None
    for step in path:
        if isinstance(node, yaml.MappingNode):
            pair = next(((key, value) for key, value in node.value if key.value == str(step)), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            break
    return line


@lru_cache(maxsize=8)
def _composed(text: str) -> yaml.Node | None:
    """The nodes of the YAML *text*, cached; None for malformed YAML. Several mistakes are looked up in one text."""
    try:
        return yaml.compose(text, Loader=LOADER)
    except yaml.YAMLError:
        return None
