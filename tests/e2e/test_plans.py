"""What an account's plan lacks is named with the reason, and everything else is read."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pytest

from sandbox.plan_features import FEATURES
from sandbox.routes import ENDPOINTS
from tap_zoom.exceptions import IncompleteSync
from tests.e2e.closing import table
from tests.e2e.expected import ALL_STREAMS, DEFAULT_STREAMS, assert_complete
from tests.e2e.needs import needed
from tests.e2e.selections import family, read, small, truth

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.e2e.harness import Output

pytestmark = pytest.mark.e2e

#: The reason that the table gives where it isn't that the plan is too low.
REASONS = {
    "phone": "no Zoom Phone",
    "rooms": "no subscription",
    "workspaces": "no subscription",
    "dashboard": "needs Zoom's dashboard feature",
    # Inside of a success, it is a missing permission like any other.
    "audit_trail": "audit trail is off|no permission",
}
#: Streams that are empty without a feature, which hosts, meetings or an account never used.
EMPTY = {
    "webinars": ("webinars", "host without a webinar license"),
    "polls": ("meeting_polls", "polls are off"),
    "summaries": ("meeting_summaries", "meeting summary is off"),
    "recordings": ("recordings", "no recording"),
}


_FEATURE_OF = {endpoint.template: endpoint.feature for endpoint in ENDPOINTS}


@cache
def refused() -> dict[str, set[str]]:
    """Return the streams that can't be read without a feature: they or their parents need it."""
    found = {name: set[str]() for name in FEATURES}
    for stream in ALL_STREAMS:
        for feature in {_FEATURE_OF.get(template) for template in needed(stream)} - {None, *EMPTY}:
            found[str(feature)].add(stream)
    return found


def concerned(features: Iterable[str]) -> set[str]:
    """Return the streams that request something of some features, and their relatives.

    These have an endpoint in common with one of them.
    """
    wanted = set(features)
    paths = {path for path, feature in _FEATURE_OF.items() if feature in wanted}
    found = {name for name in ALL_STREAMS if paths & needed(name)}
    shared = {path for name in found for path in needed(name)}
    return {name for name in ALL_STREAMS if shared & needed(name)}


HALF = ("reports", "groups", "phone", "summaries", "registration")
OTHER_HALF = tuple(name for name in FEATURES if name not in HALF)


def _assert_only_these_lack(output: Output, features: tuple[str, ...]) -> None:
    lines = table(output.log)
    unread = {name for name, line in lines.items() if line.left_out.startswith("not read: ")}
    expected = {name: feature for feature in features for name in refused()[feature]}
    assert unread == set(expected)
    for name, feature in expected.items():
        assert re.search(REASONS.get(feature, "plan too low"), lines[name].left_out)
        assert lines[name].requests <= 8, name  # under way when the first refusal comes
        assert not output.records[name]
    for feature in features:
        if feature in EMPTY:
            stream, reason = EMPTY[feature]
            assert not output.records[stream]
            assert lines[stream].counts[reason] > 0


@pytest.mark.parametrize("lacking", [HALF, OTHER_HALF], ids=["one half", "the other"])
def test_without_a_feature_its_streams_are_named_and_the_others_complete(
    lacking: tuple[str, ...],
) -> None:
    """Zoom refuses inside of a success here, and with an error in the test of plans below."""
    features = ",".join(name for name in FEATURES if name not in lacking)
    with small(features=features, oddities="refusal_as_success") as zoom:
        streams = concerned(lacking)
        output = read(zoom, streams)

        assert isinstance(output.error, IncompleteSync)
        _assert_only_these_lack(output, lacking)
        assert_complete(output, truth(zoom, streams))
        assert not [entry for entry in zoom.log if entry.malformed]


@pytest.mark.parametrize(("plan", "lacking"), [("free", FEATURES), ("pro", ("dashboard",))])
def test_what_a_plan_lacks_is_a_warning_if_the_user_chose_that(
    plan: str, lacking: tuple[str, ...]
) -> None:
    with small(plan=plan) as zoom:
        streams = {*DEFAULT_STREAMS, *concerned(lacking)} if plan == "pro" else set(ALL_STREAMS)
        output = read(zoom, streams, plan=plan, on_unavailable="warn")

        assert output.error is None
        warned = [line for line in output.log.splitlines() if line.startswith("WARNING")]
        assert len(warned) == 1
        assert "Not everything could be read" in warned[0]
        _assert_only_these_lack(output, lacking)
        assert_complete(output, truth(zoom, streams))


def test_recordings_of_the_account_that_it_may_not_list_are_named_with_all_their_files() -> None:
    with small(features="reports") as zoom:
        output = read(zoom, sorted(family("recordings")), recording_source="account")

        assert isinstance(output.error, IncompleteSync)
        assert "plan too low (HTTP 200, code 200: Only available" in str(output.error)
        assert str(output.error).count("plan too low") == 1
        for name in family("recordings"):
            assert name in str(output.error)
