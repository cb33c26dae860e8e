"""What a build reads, hashed: the files of the site, the programs that read them, the packages these use."""

from __future__ import annotations

import hashlib
import os
import re
import site as site_packages
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from pathlib import Path

from graph.cache import key_of
from mappings.site import DATA, FILE, Site
from ontology.errors import ReportedError

ENGINE = Path(__file__).parents[2]
_ROOMS = ("graph", "mappings", "ontology", "shapes")
"""The rooms whose programs a build runs."""
_DATA_ROOMS = ("graph", "ontology")
"""The rooms whose data a build reads as well: templates and definitions, and what a site without an ontology gets."""
_SITE_FOLDERS = ("mappings", "ontology", "shapes", DATA)
_OF_NO_ENGINE = re.compile(r"(^|/)\.|~$|^ontology/(?!engine/)(?!.*\.py$)(?!prefixes\.json$)")
"""Hidden files, the backups of editors, and the vocabulary of the site that lies in the folder of the engine."""


def _began() -> float:
    """The time at which this process started, in seconds since 1970, at most a hundredth of a second too late.

    Python has not read a module of ours by then, since its own start takes longer. Without ``/proc`` the result is five
    seconds ago: all modules were surely read after that.
    """
    try:
        fields = Path("/proc/self/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        ticks = int(fields[_STARTTIME]) + 1  # the last hundredth has only begun
        age = time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, AttributeError):
        age = 5.0
    return time.time() - age


_STARTTIME = 22 - 3
"""The place of ``starttime`` of proc_pid_stat(5) among the fields that follow the name of the program."""
_BEGAN = _began()


_MOST = 1 << 14
"""How many files have their paths and hashes cached: several builds in one process read the same engine."""
_SETTLED = 2_000_000_000
"""Nanoseconds after which a second change of a file surely gets another time stamp: clocks of file systems are
coarse."""


class ChangedInputError(ReportedError):
    """A file was edited while a build read it, or cannot be read."""


@dataclass(frozen=True)
class _File:
    """The SHA-256 of a file, and what the file system states of it, which any edit alters, even one undone."""

    sha256: str
    size: int
    modified: int
    changed: int
    number: int


_Files = Mapping[Path, _File]


@dataclass(frozen=True)
class Inputs:
    """The files of *site* and of the engine at one moment.

    *software* is the hash of the programs and packages. *is_certain*: Python runs exactly these programs, since none of
    them was edited after this process started.
    """

    site: Site
    files: _Files
    engine: _Files
    software: str
    is_certain: bool

    def key(self, *parts: str, where: Callable[[str], bool] = lambda _: True) -> str:
        """The key of what is made from *parts*, the software and the files of the site, with *where* true of the path.

        A path is below the folder of the site.
        """
        files = (f"{_name(path, self.site.folder)}\0{file.sha256}" for path, file in self.files.items())
        return key_of(self.software, *parts, *(file for file in files if where(file.partition("\0")[0])))

    def programs(self) -> dict[str, str]:
        """The SHA-256 of each file of the engine, by its path below it.

        The programs of a site in the same folder are left out, so that the result is the same wherever the engine is
        installed.
        """
        files = {_name(path, ENGINE): file.sha256 for path, file in self.engine.items()}
        of_sources = tuple(f"mappings/{path.parent.name}/" for path in (ENGINE / "mappings").glob("*/metadata.yaml"))
        return {
            name: sha256
            for name, sha256 in files.items()
            if not name.startswith(of_sources) and not _OF_NO_ENGINE.search(name)
        }

    def require_unchanged(self) -> None:
        """Raise ChangedInputError where a file is no longer what it was."""
        for paths, before in ((_site_paths(self.site), self.files), (_engine_paths(), self.engine)):
            now = dict(_signatures(paths))
            for path in sorted(now.keys() | before.keys()):
                file = before.get(path)
                if file is None or now.get(path) != (file.size, file.modified, file.changed, file.number):
                    raise ChangedInputError(f"{path}: was edited during the build; build again when that is finished")


def read_inputs(site: Site) -> Inputs:
    """What a build of *site* reads now. Raises ChangedInputError when a file cannot be read."""
    files, engine = _hashed(_site_paths(site)), _hashed(_engine_paths())
    programs = (f"{_name(path, ENGINE)}\0{file.sha256}" for path, file in engine.items())
    newest = max(file.changed for file in engine.values())
    software = key_of(sys.version, *programs, *_packages())
    return Inputs(site, files, engine, software, newest < _BEGAN * 1e9)


def _site_paths(site: Site) -> list[Path]:
    """Every file of *site* that a build may read, in order."""
    return _in_order([site.folder / FILE, *(path for name in _SITE_FOLDERS for path in _below(site.folder / name))])


def _engine_paths() -> list[Path]:
    """Every file of the engine that a build runs or reads, in order."""
    return _in_order(path for room in _ROOMS for path in _below(ENGINE / room, "" if room in _DATA_ROOMS else ".py"))


def _in_order(paths: Iterable[Path]) -> list[Path]:
    """*paths* sorted as paths compare, with the parts of each made once."""
    return sorted(paths, key=attrgetter("parts"))


def _below(folder: Path, ending: str = "") -> Iterator[Path]:
    """The files below *folder* whose names end in *ending*, links followed; none that Python puts there itself."""
    for parent, folders, names in os.walk(folder, followlinks=True):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield from (_path(parent, name) for name in names if name.endswith(ending))


@lru_cache(_MOST)
def _path(folder: str, name: str) -> Path:
    """The path of the file *name* in *folder*, cached: a path object caches its parts and its hash."""
    return Path(folder, name)


@lru_cache(_MOST)
def _name(path: Path, folder: Path) -> str:
    """The name of *path* below *folder*, with slashes."""
    return path.relative_to(folder).as_posix()


def _signatures(paths: Iterable[Path]) -> Iterator[tuple[Path, tuple[int, int, int, int]]]:
    """Size, times and number in the file system of each of *paths* that exists; a link may lead nowhere."""
    for path in paths:
        try:
            facts = path.stat()
        except FileNotFoundError:
            continue
        yield path, (facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino)


def _hashed(paths: Iterable[Path]) -> dict[Path, _File]:
    """The hashed files *paths*. A file that was not changed a moment ago is read once in this process."""
    settled = time.time_ns() - _SETTLED
    return {
        path: (_read_once if signature[2] < settled else _read)(path, *signature)
        for path, signature in _signatures(paths)
    }


def _read(path: Path, size: int, modified: int, changed: int, number: int) -> _File:
    """The hashed file *path*, whose other facts the file system states. Raises ChangedInputError if unreadable."""
    try:
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise ChangedInputError(f"{path}: cannot be read ({error.strerror}); mend or remove it") from error
    return _File(sha256, size, modified, changed, number)


_read_once = lru_cache(_MOST)(_read)


def _packages() -> list[str]:
    """The names of the folders that say which packages are installed, and in which versions."""
    folders = {Path(folder) for folder in (*site_packages.getsitepackages(), site_packages.getusersitepackages())}
    return sorted(
        path.name for folder in folders if folder.is_dir() for path in folder.iterdir() if path.suffix == ".dist-info"
    )
