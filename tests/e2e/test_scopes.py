"""What scopes and plans don't open is not asked for, and everything else is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.expected import all_streams, assert_complete, requests
from tests.e2e.harness import account, extract

if TYPE_CHECKING:
    from sandbox import Zoom

pytestmark = pytest.mark.e2e

REPORTS = [name for name in DEFAULT_STREAMS if name.startswith("report_")]
POLLS = "meeting:read:list_polls:admin"


@pytest.mark.parametrize(
    ("scope", "endpoint"),
    [
        (POLLS, "/meetings/{meetingId}/polls"),
        (
            "report:read:list_meeting_participants:admin",
            "/report/meetings/{meetingId}/participants",
        ),
        ("meeting:read:list_past_instances:admin", "/past_meetings/{meetingId}/instances"),
        ("report:read:user:admin", "/report/users/{userId}/meetings"),
    ],
)
def test_what_the_token_says_is_not_allowed_is_not_asked_for(scope: str, endpoint: str) -> None:
    with account(without_scopes=scope) as zoom:
        output = extract(zoom)

        assert scope in str(output.error)
        assert requests(zoom)[endpoint] == 0


@pytest.mark.parametrize("told", [True, False], ids=["told", "found out"])
def test_without_the_reports_scope_all_else_is_read(*, told: bool) -> None:
    scope = "report:read:user:admin"
    with account(without_scopes=scope, secrets="core") as zoom:
        if not told:
            grant = zoom.oauth.grant
            zoom.oauth.grant = lambda *a: {**grant(*a), "scope": ""}  # type: ignore[method-assign]
        output = extract(zoom)

        assert_complete(output, {n: rows for n, rows in zoom.truth().items() if n not in REPORTS})
        assert scope in str(output.error)


def test_reports_that_the_plan_lacks_are_hardly_asked_for(zoom: Zoom) -> None:
    zoom.plan_features.reports = False
    output = extract(zoom)

    assert "plan" in str(output.error)
    assert sum(n for path, n in requests(zoom).items() if path.startswith("/report/")) <= 8
