"""The plan of one run of the benchmark, and the file of its figures by section."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graph.release import Release

FOLDER = Path("var/bench")
"""Where the figures of the last run are, for ``python -m bench.report``."""
FIGURES = "last.json"
Section = dict[str, Any]
"""The figures of one section: numbers, texts, lists and mappings, as JSON has them."""


@dataclass(frozen=True)
class Plan:
    """One run: bursts of *seconds* by *clients* at once, in *rounds* whose medians count."""

    release: Release
    seconds: int
    rounds: int
    clients: int
    is_quick: bool
    tell: Callable[[str], None]
    """Tells the person at the terminal what is being done, or what is missing."""


def read(folder: Path = FOLDER) -> dict[str, Any]:
    """The figures that are kept in *folder*; none where there are none."""
    path = folder / FIGURES
    figures: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"sections": {}}
    return figures


def keep(folder: Path, plan: Plan, sections: Mapping[str, Section]) -> Path:
    """Add *sections* to the figures of *folder*, and the machine that they are of. Gives the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FIGURES
    figures = {
        "taken": datetime.now(UTC).isoformat(timespec="minutes"),
        "machine": {"processors": os.cpu_count(), "model": _model(), "python": platform.python_version()},
        "release": {
            "version": plan.release.version,
            "default graph": plan.release.manifest["statements"]["default"],
            "all": plan.release.quads,
        },
        "plan": {"seconds": plan.seconds, "rounds": plan.rounds, "clients": plan.clients, "quick": plan.is_quick},
        "sections": {**read(folder)["sections"], **sections},
    }
    path.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def _model() -> str:
    """The name of the processor, where the kernel gives one."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
