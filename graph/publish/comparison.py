"""Whether two directories hold the same release."""

from __future__ import annotations

from pathlib import Path

from graph.gone import GONE
from graph.publish.checksums import read_checksums
from graph.release import DIFF

OF_THE_PAST = (GONE, f"{DIFF}/")
"""Files that tell of the releases before, and so differ where these do: what is gone, what changed."""


def differences(release: Path, other: Path) -> list[str]:
    """The files that two releases of one version do not share byte for byte, as their checksums say.

    The store and what tells of earlier releases are left out. Raises ReleaseError when checksums cannot be read.
    """
    one, two = read_checksums(release), read_checksums(other)
    names = sorted(name for name in one.keys() | two.keys() if not name.startswith(OF_THE_PAST))
    return [name for name in names if one.get(name) != two.get(name)]
