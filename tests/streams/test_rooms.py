"""The meetings of rooms are read room by room, so the rooms have to be known."""

from __future__ import annotations

import pytest

from tests.e2e.expected import assert_complete
from tests.e2e.harness import quick_retries
from tests.e2e.selections import read, small, truth

pytestmark = pytest.mark.e2e

STREAM = "rooms_dashboard_meetings"


def test_while_the_rooms_cannot_be_listed_no_meeting_is_passed_over() -> None:
    with small() as zoom, quick_retries():
        zoom.faults.add("^/metrics/zoomrooms$", status=400, code=999, message="Odd.")
        first = read(zoom, [STREAM])

        assert first.error is not None
        assert not first.records[STREAM]
        assert "the rooms can't be listed" in first.log

        zoom.faults.clear()
        second = read(zoom, [STREAM], state=first.state)

        assert second.error is None
        assert_complete(second, truth(zoom, [STREAM]))
