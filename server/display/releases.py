"""The releases of the site beside the one being served, and what is still kept of each."""

from __future__ import annotations

from collections.abc import Sequence

from werkzeug.exceptions import Gone, NotFound

from graph.keeping import Kept, kept, pruned_at
from graph.release import Release
from graph.timeline import CurrentPeriod, current_periods
from server.display.publication import knowledge

CHECKSUMS, INPUTS = "SHA256SUMS", "inputs.sha256"
"""The files of a release that list the SHA-256 of its dumps, and of its inputs."""


def timeline() -> Sequence[CurrentPeriod]:
    """When each published release became the current one, in order of time."""
    return current_periods(knowledge().release.siblings)


def published() -> list[Release]:
    """The release being served and the published ones beside it, the oldest first."""
    served = knowledge().release
    by_version = {period.release.version: period.release for period in timeline()} | {served.version: served}
    return sorted(by_version.values(), key=lambda release: release.built)


def find_release(version: str) -> Release:
    """The release *version*: the one being served, or a published one beside it. Raises NotFound."""
    served = knowledge().release
    if version == served.version:
        return served
    # Only listed folders are opened, so that no version can name another path.
    for period in timeline():
        if period.release.path.name == version:
            return period.release
    raise NotFound(f"there is no release {version}; the current one is {served.version}")


def require_files(release: Release) -> None:
    """Raise Gone, with the way to build it again, where only the description of *release* is kept."""
    if kept(release) is not Kept.PRUNED:
        return
    moment = pruned_at(release)
    raise Gone(
        f"release {release.version} was pruned{f' on {moment:%Y-%m-%d}' if moment else ''}: its description and "
        f"checksums are kept, its files are not. {rebuilding(release)}"
    )


def require_dump(release: Release, name: str) -> None:
    """Raise Gone, with the way to build it again, where the dump *name* of *release* is kept in no form."""
    require_files(release)
    if not any((release.dump_folder / kept_name).is_file() for kept_name in (name, f"{name}.gz")):
        raise Gone(f"the dump {name} of release {release.version} is lost. {rebuilding(release)}")


def rebuilding(release: Release) -> str:
    """How to build *release* again, in a sentence."""
    return (
        f"To build it again: take the inputs that /dump/{release.version}/{INPUTS} lists, run "
        f"`{build_command(release)}`, and compare with /dump/{release.version}/{CHECKSUMS}"
    )


def build_command(release: Release) -> str:
    """The command that builds *release* again from the same inputs."""
    return f"SOURCE_DATE_EPOCH={release.modified.timestamp():.0f} tabunka build --base-iri {release.base}"
