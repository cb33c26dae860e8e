"""The score of a running server: every check and criterion, measured one after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from graph.quality import Measurement
from server.checks import hygiene, protocol
from server.checks.client import Check, Server, UnreachableError
from server.checks.umaka import CRITERIA

FAMILIES: dict[str, tuple[Check, ...]] = {
    "protocol-checks": protocol.CHECKS,
    "hygiene-checks": hygiene.CHECKS,
}


@dataclass(frozen=True)
class Outcome:
    """A check of a family and whether it holds."""

    family: str
    check: Check
    holds: bool


@dataclass(frozen=True)
class Score:
    """The measurements of a server, and the outcome of each check."""

    measurements: tuple[Measurement, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def passed(self) -> int:
        """How many checks hold."""
        return sum(outcome.holds for outcome in self.outcomes)


def measure(server: Server, progress: Callable[[str], None] = lambda _: None) -> Score:
    """Measure *server*; *progress* gets the name of each check before it runs. Raises UnreachableError."""
    if server.query("ASK {}").status == 0:
        raise UnreachableError(f"nothing answers at {server.endpoint}; start it, or give another address with --url")
    outcomes = []
    for family, checks in FAMILIES.items():
        for check in checks:
            progress(f"{family}: {check.name}")
            outcomes.append(Outcome(family, check, bool(check.holds(server))))
    moment = datetime.now(UTC).replace(microsecond=0)
    values: dict[str, float | None] = {}
    for family in FAMILIES:
        passed = [outcome.holds for outcome in outcomes if outcome.family == family]
        values[family] = 100 * sum(passed) / len(passed)
    for name, criterion in CRITERIA.items():
        progress(name)
        values[name] = criterion(server)
    measurements = tuple(Measurement(name, value, moment) for name, value in values.items() if value is not None)
    return Score(measurements, tuple(outcomes))
