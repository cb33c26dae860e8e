"""Where the data files of this source lie: layouts (what to look for) and lookups (what printed words mean)."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
LAYOUT = FOLDER / "layout"
LOOKUPS = FOLDER / "lookups"
