"""A release as files for a web server: all of them, or none."""

from __future__ import annotations

import glob
import os
import shutil
import zipfile
from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from graph.loading import loaded
from graph.release import Release
from server.display.knowledge import Knowledge
from server.display.releases import INPUTS
from server.export.crawl import Crawled, ExportError, ExportPlan, Progress, crawl
from server.export.nginx import write_configuration
from server.export.plain import Plain
from server.http.static_files import FOLDER

MARK = ".tabunka-export"
"""The file by which the folder of an export is known."""


@dataclass(frozen=True)
class Exported:
    """The result of an export."""

    crawled: Crawled
    files: int
    size: int
    """Bytes of all files."""


def export(
    release: Release,
    folder: Path,
    progress: Progress,
    *,
    base: str = "",
    live: str = "",
    languages: Sequence[str] = (),
    processes: int = 0,
    replace: bool = False,
    only: Sequence[str] = (),
    is_plain: bool = False,
) -> Exported:
    """Write *release* into *folder*, which appears when it is complete; *replace* one that is there.

    *base* is the address at which it will be, by default that of the release; *live* that of a server, for what needs
    one; *languages* those of pages, by default every complete one; *only* the addresses, without what they link to;
    *is_plain*: files that open from disk, in an archive where the name of *folder* ends with ``.zip``.
    Raises ExportError.
    """
    chosen = _languages(release, languages)
    _require_free(folder, replace)
    _sweep(folder)
    draft = folder.with_name(f".{folder.name}.{os.getpid()}")
    try:
        draft.mkdir(parents=True)
        plan = ExportPlan(draft, (base or release.base).rstrip("/"), chosen, live)
        # Its processes open the graphs beside the default one from the store on disk, as those of a server do.
        knowledge = Knowledge(release, loaded(release))
        crawled = crawl(plan, knowledge, processes or os.cpu_count() or 1, progress, only)
        progress("copying dumps and static files")
        _copy(release, draft)
        if is_plain:
            progress("turning links into those of files")
            Plain(plan).write()
        else:
            write_configuration(draft, folder.resolve(), plan, release)
        sizes = [path.stat().st_size for path in draft.rglob("*") if path.is_file()]
        (draft / MARK).write_text(f"{release.base} {release.version}\n", encoding="utf-8")
        if folder.suffix == ".zip":
            progress("packing")
            _pack(draft, folder)
        else:
            _put(draft, folder)
    except BrokenProcessPool as error:
        raise ExportError(
            "a process of the export was ended, perhaps for want of memory; give --processes 1"
        ) from error
    except OSError as error:
        raise ExportError(f"{error.filename or folder}: cannot be written ({error.strerror})") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Exported(crawled, len(sizes), sum(sizes))


def _require_free(folder: Path, replace: bool) -> None:
    """Raise ExportError unless there is nothing at *folder*, or what an export may *replace*."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not (replace and _is_export(folder)):
        raise ExportError(f"{folder} already exists; remove it, or give --replace for an earlier export")


def _sweep(folder: Path) -> None:
    """Remove the drafts of exports into *folder* whose process was killed."""
    for draft in folder.parent.glob(f".{glob.escape(folder.name)}.*"):
        number = draft.name.removeprefix(f".{folder.name}.")
        if number.isdecimal() and draft.is_dir() and not Path("/proc", number).exists():
            shutil.rmtree(draft)


def _is_export(path: Path) -> bool:
    if path.is_dir():
        return (path / MARK).is_file()
    with suppress(zipfile.BadZipFile), zipfile.ZipFile(path) as archive:
        return any(name.endswith(f"/{MARK}") for name in archive.namelist())
    return False


def _put(draft: Path, folder: Path) -> None:
    """Let *folder* be *draft*; an export that is there stays until the new one is complete."""
    if folder.exists() and any(folder.iterdir()):
        before = draft.with_name(f"{draft.name}.before")
        folder.rename(before)
        draft.rename(folder)
        shutil.rmtree(before)
    else:
        draft.rename(folder)


def _pack(draft: Path, archive: Path) -> None:
    """Write the files of *draft* into *archive*, which appears when it is complete."""
    packed = draft.with_name(f"{draft.name}.zip")
    try:
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
            for path in sorted(draft.rglob("*")):
                file.write(path, Path(archive.stem) / path.relative_to(draft))
        packed.replace(archive)
    finally:
        packed.unlink(missing_ok=True)


def _languages(release: Release, languages: Sequence[str]) -> tuple[str, ...]:
    interface = release.site.interface
    if unknown := [language for language in languages if language not in interface.languages]:
        raise ExportError(f"no page is in {unknown[0]}; the languages are {', '.join(interface.languages)}")
    return tuple(language for language in interface.languages if not languages or language in languages)


def _copy(release: Release, folder: Path) -> None:
    shutil.copytree(FOLDER, folder / "static", ignore=shutil.ignore_patterns("*.mjs", "*.py", "__pycache__"))
    assets = release.site.find("assets")
    if assets:
        shutil.copytree(assets, folder / "site")
    dumps = folder / "dump" / release.version
    shutil.copytree(release.dump_folder, dumps, copy_function=_link)
    if (release.path / INPUTS).is_file():
        _link(str(release.path / INPUTS), str(dumps / INPUTS))


def _link(source: str, target: str) -> None:
    """A dump never changes, so that a second name for it will do where both lie on one file system."""
    with suppress(OSError):
        os.link(source, target)
        return
    shutil.copyfile(source, target)
