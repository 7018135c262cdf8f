"""Whatever is held, selected or killed, and whenever runs begin: every row arrives, once."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.e2e.expected import catalog_of
from tests.e2e.harness import Row, account, extract
from tests.e2e.state.support import REPORTS, Warehouse, assert_onward, killed, now, values

#: Before all sessions of the account.
EARLY = "2026-06-15T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Step:
    """A run: hours since the one before, its streams, and the share of its output that arrives."""

    hours: int
    streams: tuple[str, ...]
    share: float | None
    source: str


steps = st.builds(
    Step,
    hours=st.integers(1, 150),
    streams=st.lists(st.sampled_from(REPORTS), min_size=1, unique=True).map(tuple),
    share=st.none() | st.floats(0, 1),
    source=st.sampled_from(["hosts", "active_hosts"]),
)


@settings(max_examples=3)
@given(
    seed=st.integers(0, 999),
    history_days=st.integers(1, 70),
    late=st.booleans(),
    minutes=st.integers(0, 60 * 24 * 20),
    runs=st.lists(steps, min_size=1, max_size=5),
)
def test_all_runs_together_hold_the_account(
    seed: int,
    history_days: int,
    late: bool,  # noqa: FBT001 - Hypothesis passes it by name
    minutes: int,
    runs: list[Step],
) -> None:
    """Bookmarks never move back, nor beyond the start of the run; no two rows share a key."""
    options: Row = {"seed": seed, "history_days": history_days, "late_data": late}
    few: Row = {"size": 4, "meetings": 2, "participants": 2, "max_participants": 12}
    with account(secrets="core", future_days=60, **options, **few) as zoom:
        zoom.clock.set("2026-08-31T09:30:00Z")
        zoom.clock.advance(60 * minutes)
        warehouse = Warehouse()
        everything = [Step(24, REPORTS, None, "hosts")] * 5
        for step in [*runs, *everything]:
            output = extract(
                zoom,
                catalog_of(*step.streams),
                state=warehouse.state,
                report_source=step.source,
                start_date=EARLY,
            )
            assert output.error is None
            output.assert_keys_hold()
            if step.share is not None:
                output = killed(output, round(step.share * output.stdout.count("\n")))
            before = values([warehouse.state] if warehouse.state else [])
            assert_onward(output.states, now(zoom))
            warehouse.store(output)
            for stream, found in values([warehouse.state] if warehouse.state else []).items():
                assert found[0] >= before.get(stream, [""])[0]
            zoom.clock.advance(3600 * step.hours)
        zoom.clock.advance(-24 * 3600)

        warehouse.assert_holds(zoom)
