"""The audit trail is read with either name for all activities."""

from __future__ import annotations

import pytest

from tests.e2e.selections import read, small, truth

pytestmark = pytest.mark.e2e

STREAM = "report_meeting_activities"
PATH = "/report/meeting_activities"


@pytest.mark.parametrize("refuses", ["", "All", "."])
def test_all_activities_are_requested_by_code_if_zoom_refuses_the_words(refuses: str) -> None:
    with small() as zoom:
        if refuses:
            refusal = {"status": 400, "code": 300, "message": "Validation Failed."}
            zoom.faults.add(f"^{PATH}$", query=f"activity_type={refuses}", **refusal)

        output = read(zoom, [STREAM])

        asked = {entry.params["activity_type"] for entry in zoom.log if entry.template == PATH}
        held = truth(zoom, [STREAM])[STREAM]
        assert held
        assert len(output.records[STREAM]) == (0 if refuses == "." else len(held))
        assert bool(output.error) == (refuses == ".")
        assert asked == ({"All Activities", "-1"} if refuses else {"All Activities"})
