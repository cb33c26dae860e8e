"""The draft: a release that is reviewed before it is published. There is at most one, and no list of releases has it.

It has the same bytes as if it had been published at once. Its statements about changes hold as long as the release that
it was built upon is the current one.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from graph.publish.checksums import damaged, write_checksums
from graph.publish.disk import flush_tree
from graph.publish.publishing import current_version, publish
from graph.release import CURRENT, DRAFT, MANIFEST, RELEASES, Release, ReleaseError, find_draft

_BEFORE = "before.json"
"""The version that was current when the draft was built."""


def set_aside(draft: Path, var: Path, version: str) -> Release:
    """Rename the directory *draft* to the draft *version* below *var*, and remove the draft before it.

    Raises ReleaseError where the release is published already, or *var* cannot be written.
    """
    if (var / RELEASES / version / MANIFEST).exists():
        raise ReleaseError(f"release {version} is published already, and nothing has changed since: there is no draft")
    folder = var / DRAFT
    target = folder / version
    try:
        folder.mkdir(exist_ok=True)
        write_checksums(draft)
        flush_tree(draft)
        shutil.rmtree(target, ignore_errors=True)
        draft.rename(target)
        (folder / _BEFORE).write_text(json.dumps({"before": current_version(var)}) + "\n", encoding="utf-8")
        link = folder / f".{CURRENT}"
        link.unlink(missing_ok=True)
        link.symlink_to(version)
        link.replace(folder / CURRENT)
    except OSError as error:
        raise ReleaseError(f"{folder}: cannot be written ({error.strerror}); remove it and build again") from error
    for other in folder.iterdir():
        if other.is_dir() and not other.is_symlink() and other != target:
            shutil.rmtree(other, ignore_errors=True)
    return Release.open(target)


def publish_draft(var: Path, version: str | None = None) -> Release:
    """Make the draft below *var* the current release. *version*, where it is given, must be that of the draft.

    Raises ReleaseError where the draft is another or damaged, or another release has become current since it was built.
    """
    draft = find_draft(var)
    if version not in (None, draft.version):
        raise ReleaseError(f"the draft is {draft.version}, not {version}; look at it with `tabunka serve --draft`")
    before = _built_upon(var / DRAFT / _BEFORE)
    if before != current_version(var):
        raise ReleaseError(
            f"the draft {draft.version} was built upon release {before or 'none'}, but now {current_version(var)} is "
            "current; run `tabunka build --draft` again"
        )
    if names := damaged(draft.path):
        raise ReleaseError(f"the draft {draft.version} is damaged ({', '.join(names)}); build it again")
    release = publish(draft.path, var, draft.version)
    remove_draft(var)
    return release


def _built_upon(path: Path) -> str:
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["before"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseError(
            f"{path}: does not tell upon which release the draft was built; run `tabunka build --draft` again"
        ) from error


def remove_draft(var: Path) -> bool:
    """Remove the draft below *var*; False where there is none."""
    folder = var / DRAFT
    if not folder.is_dir():
        return False
    (folder / CURRENT).unlink(missing_ok=True)
    shutil.rmtree(folder)
    return True
