"""The meetings and webinars of hosts: fixed ones of the first host, random ones of all others.

The fixed ones let even the smallest account cover every case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox import model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.options import Options
    from sandbox.seeded_random import SeededRandom


@dataclass(frozen=True, slots=True)
class Scenario:
    """One meeting or webinar; days are relative to the account's start, negative ones before it."""

    type: int
    day: int
    every: int = 7
    registration: int = 0
    polls: model.PollState = "none"
    fate: model.Fate = "kept"
    people: int | None = None
    blank: bool = False
    uses_pmi: bool = False
    restarted: bool = False
    missed: bool = False


MEETING_SCENARIOS = (
    Scenario(model.SCHEDULED, -3, registration=1, polls="some", people=5),
    Scenario(model.SCHEDULED, -10, polls="missing", people=1),
    Scenario(model.SCHEDULED, 5, registration=2, polls="disabled"),
    Scenario(model.SCHEDULED, -6, polls="some", people=4, restarted=True),
    Scenario(model.SCHEDULED, -45, registration=1),
    Scenario(model.SCHEDULED, -5, fate="vanished"),
    Scenario(model.SCHEDULED, 9, fate="forbidden"),
    Scenario(model.SCHEDULED, -12, missed=True),
    Scenario(model.SCHEDULED, -8, uses_pmi=True, blank=True, people=6),
    Scenario(model.SCHEDULED, -2, people=640),
    Scenario(model.SERIES, -60, every=14, registration=2, polls="some"),
    Scenario(model.SERIES, -90, every=30, registration=1),
    Scenario(model.SERIES, -30, every=10, registration=3),
    Scenario(model.NO_FIXED_TIME, -120, every=30, polls="some", blank=True, people=5),
)

WEBINAR_SCENARIOS = (
    Scenario(model.WEBINAR, -4, registration=1, polls="some", people=30),
    Scenario(model.WEBINAR, 12, registration=1, polls="disabled"),
    Scenario(model.WEBINAR, -20, people=1),
    Scenario(model.WEBINAR_SERIES, -56, every=28, registration=1, polls="some"),
    Scenario(model.WEBINAR_NO_FIXED_TIME, -50, every=25),
    Scenario(model.WEBINAR, -9, fate="vanished"),
)


def drawn(rng: SeededRandom, options: Options, *, webinar: bool) -> Iterator[Scenario]:
    """Draw the meetings or webinars of a host."""
    mean = options.sized("webinars" if webinar else "meetings")
    one_off, loose, series = (
        (model.WEBINAR, model.WEBINAR_NO_FIXED_TIME, model.WEBINAR_SERIES)
        if webinar
        else (model.SCHEDULED, model.NO_FIXED_TIME, model.SERIES)
    )
    for _ in range(rng.randrange(int(mean * 2) + 1)):
        kind = rng.choice((one_off, one_off, one_off, loose, series))
        recent = rng.chance(0.6)
        first = -28 if recent and kind == one_off else -options.history_days
        yield Scenario(
            kind,
            rng.randint(first, options.future_days if kind == one_off else -1),
            every=rng.choice((7, 14, 28)),
            registration=rng.choice((0, 0, 0, 1, 1 if webinar else 2)),
            polls=rng.choice(("none", "none", "none", "some", "disabled", "missing")),
            fate="kept" if rng.chance(0.97) else rng.choice(("vanished", "forbidden")),
            people=rng.randint(280, 900) if rng.chance(0.004) else None,
            blank=rng.chance(0.08),
            uses_pmi=not webinar and rng.chance(0.05),
            restarted=rng.chance(0.05),
            missed=rng.chance(0.1),
        )
