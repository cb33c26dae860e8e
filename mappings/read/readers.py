"""The reader of a source: the function ``read`` of the ``reader.py`` in its folder."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import cast

import mappings
from mappings.map.sources import Source, SourceError
from mappings.read.document import Document
from mappings.read.keys import Keys
from mappings.read.reading import Reading

Reader = Callable[[Document, Keys], Reading]
_HERE = Path(mappings.__file__).parent


def reader_of(source: Source) -> Reader:
    """The reader of *source*. Its folder may lie anywhere; outside ``mappings/`` it is imported from its path.

    Such a folder must be a package (have an ``__init__.py``), and its modules must import one another relatively.
    Raises SourceError when there is no ``reader.py`` with a function ``read``.
    """
    try:
        module = importlib.import_module(f"{_package(source.folder).__name__}.reader")
        return cast(Reader, module.read)
    except (FileNotFoundError, ModuleNotFoundError, AttributeError) as error:
        raise SourceError(
            f"{source.folder / 'reader.py'}: not the reader of a source ({error}); it needs a function `read`"
        ) from error


def _package(folder: Path) -> ModuleType:
    """*folder* as a Python package. Raises FileNotFoundError or ModuleNotFoundError."""
    folder = folder.resolve()
    if folder.parent == _HERE:
        return importlib.import_module(f"mappings.{folder.name}")
    # The name holds the whole path, so that two roots may have folders of one name.
    name = "_".join(("source", *folder.parts[1:]))
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            name, folder / "__init__.py", submodule_search_locations=[str(folder)]
        )
        if spec is None or spec.loader is None:
            raise ModuleNotFoundError(f"{folder} is not a package")
        package = importlib.util.module_from_spec(spec)
        sys.modules[name] = package
        try:
            spec.loader.exec_module(package)
        except OSError:
            del sys.modules[name]
            raise
    return sys.modules[name]
