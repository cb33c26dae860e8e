"""Where the data files of this source lie: its layout, and lookups (what printed words mean)."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
LOOKUPS = FOLDER / "lookups"
