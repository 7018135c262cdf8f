"""All streams at once, those that have to be asked for among them: complete on odd accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.selections import EVERY, SINCE, assert_whole, read, small, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Zoom

pytestmark = pytest.mark.e2e

KINDS = ("5xx", "html", "reset", "cut", "slow")
LEAP, BEFORE_LEAP = "2028-02-29T23:59:30Z", "2028-01-10T00:00:00Z"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait as often as ever between two tries, but not as long."""
    monkeypatch.setattr("backoff.full_jitter", lambda value: value / 100)


def _assert_complete(zoom: Zoom, since: str = SINCE, **how: Any) -> str:
    output = read(zoom, start_date=since)

    assert output.error is None
    rows = truth(zoom, since=since)
    assert {name for name in EVERY if rows[name]} <= set(output.schemas)
    assert_whole(output, rows, **how)
    assert not [entry for entry in zoom.log if entry.malformed]
    return output.log


@pytest.mark.parametrize(
    ("options", "since"),
    [
        pytest.param({"page_cap": 7}, SINCE, id="many pages"),
        pytest.param({"page_cap": 7, "oddities": "empty_page,repeated_token"}, SINCE, id="odd"),
        pytest.param({"late_data": True, "seed": 3}, SINCE, id="late reports"),
        pytest.param({"seed": 7}, SINCE, id="another account"),
        pytest.param({"now": LEAP, "seed": 5}, BEFORE_LEAP, id="leap day"),
    ],
)
def test_every_row_of_every_stream_comes_once(options: dict[str, Any], since: str) -> None:
    with small(**options) as zoom:
        _assert_complete(zoom, since)


def test_fields_that_zoom_adds_are_named_once_for_each_stream() -> None:
    with small(extra_fields=True) as zoom:
        log = _assert_complete(zoom, drop=("brand_new_field", "brand_new_object"))

        named = [line for line in log.splitlines() if line.endswith(": brand_new_field")]
        assert 0 < len(named) <= len(EVERY) + 1  # the sessions of reports have no stream


# --- faults -------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2])
def test_with_faults_of_all_kinds_and_dying_tokens_everything_comes_once(seed: int) -> None:
    faults = dict.fromkeys(KINDS, 0.03)  # more, and one request in a thousand runs has no luck
    with small(seed=seed, faults=faults, slow_seconds=0.05) as zoom:
        # A page in place of a file is what Zoom asks for a passcode with. All of them together are
        # fewer than the tries that one file has: which one they meet is up to the threads.
        files = [
            zoom.faults.add("^/rec/", kind=kind, every=every, times=2, seconds=0.05)
            for kind, every in (("5xx", 7), ("reset", 9), ("cut", 11), ("slow", 13))
        ]
        tokens = zoom.faults.add("", kind="deadtoken", every=150)
        _assert_complete(zoom)

        assert {entry.fault for entry in zoom.log} >= set(KINDS)
        assert all(fault.struck for fault in files)
        assert tokens.struck > 1


@pytest.fixture
def paged() -> Iterator[Zoom]:
    """An account with many pages."""
    with small(page_cap=1) as zoom:
        yield zoom


EXPIRED = "The next page token is invalid or expired."


@pytest.mark.parametrize(
    ("path", "code", "stream"),
    [
        ("/phone/users", 400, "phone_users"),
        ("/phone/call_history", 400, "phone_call_history"),
        ("/phone/recordings", 400, "phone_recordings"),
        ("/groups/{groupId}/members", 300, "group_members"),
        ("/users/{userId}/recordings", 300, "recording_files"),
        ("/meetings/meeting_summaries", 300, "meeting_summaries"),
        ("/report/telephone", 300, "report_telephone"),
        ("/report/operationlogs", 300, "report_operation_logs"),
        ("/metrics/meetings/{meetingId}/participants", 300, "dashboard_meeting_participants"),
    ],
)
def test_a_page_token_that_expires_amid_a_list_starts_it_again(
    paged: Zoom, path: str, code: int, stream: str
) -> None:
    fault = paged.faults.add(
        f"^{path}$", status=400, body={"code": code, "message": EXPIRED}, every=3, times=3
    )
    output = read(paged, [stream])

    assert fault.struck
    assert output.error is None
    assert_whole(output, truth(paged, [stream]))
