"""When the responses of an endpoint can't be believed any more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_zoom.api.error_rules import Outcome
from tap_zoom.run.endpoint_health import EndpointHealth

OK, NO_DATA, GONE = Outcome.OK, Outcome.NO_DATA, Outcome.GONE
FORBIDDEN, FAILED = Outcome.FORBIDDEN, Outcome.FAILED


def health(*outcomes: Outcome) -> EndpointHealth:
    """Return the health of an endpoint that has responded so."""
    found = EndpointHealth()
    for outcome in outcomes:
        found.count(outcome, outcome.name)
    return found


@pytest.mark.parametrize(
    ("outcomes", "doubt"),
    [
        ([FORBIDDEN], "every request was refused: FORBIDDEN"),
        ([FORBIDDEN, GONE], "every request was refused: GONE"),
        ([GONE] * 3, "3 of 3 items can't be read: GONE"),
        ([OK] * 10 + [GONE] * 11, "11 of 21 items can't be read: GONE"),
        ([OK] + [FORBIDDEN] * 24, "24 of 25 items can't be read: FORBIDDEN"),
    ],
)
def test_more_refusals_or_missing_items_than_is_plausible_are_doubtful(
    outcomes: list[Outcome], doubt: str
) -> None:
    assert health(*outcomes).doubt == doubt
    assert health(*reversed(outcomes)).doubt.startswith(doubt.split(":", maxsplit=1)[0])


@pytest.mark.parametrize(
    "outcomes",
    [
        [],
        [GONE],
        [GONE] * 2,
        [OK] + [FORBIDDEN] * 2,
        [OK] * 10 + [GONE] * 10,
        [NO_DATA] * 500,
        [FAILED] * 40,
        [OK] + [FAILED] * 500,
    ],
)
def test_a_few_missing_items_are_believed_and_so_is_any_number_without_data(
    outcomes: list[Outcome],
) -> None:
    """Failed items need no doubt: they are requested again."""
    assert health(*outcomes).doubt == ""


def test_an_endpoint_that_refuses_or_fails_fifty_times_is_hopeless() -> None:
    assert not health(*[FORBIDDEN] * 49).is_hopeless
    assert health(*[FORBIDDEN] * 50).is_hopeless
    assert not health(OK, *[FORBIDDEN] * 500).is_hopeless
    assert not health(OK, *[FAILED] * 49).is_hopeless
    assert health(OK, *[FAILED] * 50).is_hopeless


@given(st.lists(st.sampled_from([OK, FAILED]), min_size=1))
def test_only_failures_in_a_row_make_an_endpoint_hopeless(outcomes: list[Outcome]) -> None:
    longest = max(map(len, "".join("F" if o is FAILED else " " for o in outcomes).split() or [""]))
    found = EndpointHealth()
    hopeless = False
    for outcome in outcomes:
        found.count(outcome, "")
        hopeless = hopeless or found.is_hopeless
    assert hopeless is (longest >= 50)
